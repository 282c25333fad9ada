// @ts-check
/** @import {Message} from "../types.js" */
import { element, find } from "../../lib/dom.js";
import { timeElement } from "../../lib/time_element.js";
import { plainText, shortened } from "../plain_text.js";

/**
 * Asks before a message is deleted.
 * @param {Message} message @param {boolean} isOwn
 * @returns {Promise<boolean>}
 */
export function confirmDelete(message, isOwn) {
  const dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=delete-message]"));
  find("[data-delete-title]", dialog).textContent = isOwn
    ? "Delete your message?"
    : `Delete the message of ${message.display_name}?`;
  find("[data-delete-quote]", dialog).textContent = shortened(plainText(message.content));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "delete"), { once: true });
  });
}

/**
 * Shows what a message said before, oldest first, and what it says now.
 * @param {Message} message @param {{content: string, written_at: string}[]} edits
 */
export function showEdits(message, edits) {
  const dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=edits]"));
  const now = { content: message.content, written_at: message.edited_at ?? message.timestamp };
  find("[data-edits]", dialog).replaceChildren(
    ...[...edits, now].map(({ content, written_at }, at) =>
      element(
        "li",
        { class: "edit" },
        element("p", { class: "edit-when" }, timeElement(written_at, "day"), at === edits.length && " · now"),
        element("p", { class: "edit-text", text: content, attrs: { dir: "auto" } }),
      ),
    ),
  );
  dialog.showModal();
}
