// @ts-check
/** @import {Kind} from "../lib/unsent.js" */
import { counted } from "../lib/language.js";
import { UNSENT, unsentPrefix } from "../lib/unsent.js";

/** @param {Storage} storage @param {string} userId */
export function countUnsent(storage, userId) {
  const count = (/** @type {Kind} */ kind) => keysOf(storage, unsentPrefix(userId, kind)).length;
  return { messages: count("message"), drafts: count("draft") };
}

/** What others have left in this browser, whose session ended by itself. @param {Storage} storage @param {string} userId */
export function unsentOfOthers(storage, userId) {
  const others = keysOf(storage, UNSENT).filter((key) => !key.startsWith(`${UNSENT}${userId}.`));
  return others.map((key) => /** @type {[string, string]} */ ([key, storage.getItem(key) ?? ""]));
}

/** What would be lost, as a question says it; empty for nothing. @param {{messages: number, drafts: number}} unsent */
export function lossOf({ messages, drafts }) {
  const parts = [
    ...(messages ? [counted(messages, { one: "# message was not sent", other: "# messages were not sent" })] : []),
    ...(drafts ? [counted(drafts, { one: "# draft is not finished", other: "# drafts are not finished" })] : []),
  ];
  if (!parts.length) return "";
  const them = messages + drafts === 1 ? "it" : "them";
  return `${parts.join(", and ")}. Signing out deletes ${them} from this browser.`;
}

/** @param {Storage} storage @param {string} prefix */
function keysOf(storage, prefix) {
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
  return keys.filter((key) => key.startsWith(prefix));
}
