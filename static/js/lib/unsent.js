// @ts-check

/**
 * Where a page keeps what somebody wrote and has not sent: by account, and in one place of the browser's
 * storage for all pages, so that signing out can count it and take it away.
 * @typedef {"message" | "draft" | "reply"} Kind  `reply`: what a draft replies to
 */

/** What the keys of all of it begin with. */
export const UNSENT = "unsent.";

/** What the keys of an account's things of a kind begin with. @param {string} userId @param {Kind} kind */
export function unsentPrefix(userId, kind) {
  return `${UNSENT}${userId}.${kind}.`;
}
