// @ts-check
/** An id that nobody else makes. Pages over plain http from another machine have no `crypto.randomUUID`. */
export function uniqueId() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
