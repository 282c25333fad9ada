// @ts-check

/**
 * What is put in the place of a part of a text; `select` counts from the start of what is put in.
 * @typedef {{start: number, end: number, text: string, select?: [number, number]}} TextEdit
 */

/**
 * Changes a field so that the browser's own undo takes it back.
 * @param {HTMLTextAreaElement} field @param {TextEdit} edit
 */
export function applyEdit(field, { start, end, text, select = [text.length, text.length] }) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, end);
  if (text || start !== end) {
    const isDone = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!isDone) {
      field.setRangeText(text, start, end, "end");
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  }
  field.setSelectionRange(start + select[0], start + select[1]);
}
