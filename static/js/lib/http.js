// @ts-check
import { toLogin } from "./links.js";

/** A refusal by the server, or the failure to reach it (code "offline", status 0). */
export class Problem extends Error {
  /**
   * @param {{status: number, code: string, detail: string, field?: string, retryAfter?: number}} fields
   *   `retryAfter` is in seconds.
   */
  constructor({ status, code, detail, field, retryAfter }) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.field = field;
    this.retryAfter = retryAfter;
  }
}

/**
 * @typedef {object} RequestOptions
 * @property {typeof fetch} [fetch]
 * @property {AbortSignal} [signal]
 * @property {() => void} [onSignedOut] Called when the session has ended; default: go to /login.
 */

/**
 * Calls the server with JSON, or with a file as it is. The cookie is the credential.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {RequestOptions} [options]
 * @returns {Promise<any>} The parsed JSON (its shape depends on the path), or null without a body.
 * @throws {Problem}
 */
export async function request(method, path, body, options = {}) {
  const fetcher = options.fetch ?? globalThis.fetch;
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  const isFile = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = isFile ? body.type : "application/json";
  let response;
  let text;
  try {
    response = await fetcher(path, {
      method,
      headers,
      body: body === undefined || isFile ? body : JSON.stringify(body),
      credentials: "same-origin",
      signal: options.signal,
    });
    text = await response.text();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem({ status: 0, code: "offline", detail: "The server can't be reached. Check your connection." });
  }
  const parsed = parse(text);
  if (response.ok) return parsed;
  const problem = problemFrom(response, parsed);
  if (problem.code === "not_signed_in") (options.onSignedOut ?? toLogin)();
  throw problem;
}

/** @param {string} text */
function parse(text) {
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * @param {Response} response
 * @param {any} parsed The problem document, or whatever a proxy answered in its stead.
 */
function problemFrom(response, parsed) {
  const header = Number(response.headers.get("Retry-After") ?? NaN);
  const retryAfter = parsed?.retry_after ?? (Number.isFinite(header) ? header : undefined);
  return new Problem({
    status: response.status,
    code: parsed?.code ?? "internal",
    detail: parsed?.detail ?? parsed?.title ?? `The server answered ${response.status}.`,
    field: parsed?.field,
    retryAfter: typeof retryAfter === "number" ? retryAfter : undefined,
  });
}
