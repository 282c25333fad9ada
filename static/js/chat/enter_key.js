// @ts-check
import { isComposing } from "../lib/dom.js";
import { isInFence } from "./completion_word.js";
import { continued } from "./markdown_edits.js";
import { applyEdit } from "./text_edit.js";

export const coarse = matchMedia("(pointer: coarse)");

/**
 * Enter sends, but in a block of code and on a touch screen, where it breaks the line as Shift-Enter does.
 * A list goes on in the next line.
 * @param {HTMLTextAreaElement} field @param {() => void} send
 */
export function bindEnter(field, send) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || isComposing(event) || event.defaultPrevented) return;
    const { value, selectionStart: caret, selectionEnd: end } = field;
    const isInCode = isInFence(value, caret);
    const isChord = event.ctrlKey || event.metaKey;
    if (isChord || !(event.shiftKey || isInCode || coarse.matches)) {
      event.preventDefault();
      send();
      return;
    }
    const edit = caret === end && !isInCode ? continued(value, caret) : null;
    if (!edit) return;
    event.preventDefault();
    applyEdit(field, edit);
  });
}
