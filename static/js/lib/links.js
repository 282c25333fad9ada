// @ts-check

/**
 * The address when it is http or https, else null: `javascript:` and `data:` never become a link.
 * @param {unknown} address
 * @returns {string | null}
 */
export function webLink(address) {
  if (typeof address !== "string" || !/^https?:\/\//i.test(address)) return null;
  try {
    return new URL(address).href;
  } catch {
    return null;
  }
}

/**
 * Where to go after signing in. Only a path of this site: browsers read "//" and "/\" as another
 * host, and drop tabs and line breaks before they look.
 * @param {string | null | undefined} next
 * @returns {string}
 */
export function localPath(next) {
  if (!next || !next.startsWith("/") || next[1] === "/" || next[1] === "\\") return "/";
  return /[\u0000-\u001f\u007f]/.test(next) ? "/" : next;
}

/** Leaves for the sign-in page, which says that the session ended, and comes back here afterwards. */
export function toLogin() {
  if (location.pathname === "/login") return;
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search + location.hash)}&ended`);
}
