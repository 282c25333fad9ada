// @ts-check
/** @import {TextEdit} from "./text_edit.js" */
/** @import {Selected} from "./markdown_edits.js" */
import { isComposing } from "../lib/dom.js";
import { codeToggled, linked, pastedOver, toggled, typedOver } from "./markdown_edits.js";
import { applyEdit } from "./text_edit.js";

/** With Ctrl, on an Apple keyboard with Cmd; capitals with Shift too. @type {Record<string, (selected: Selected) => TextEdit>} */
const CHORDS = {
  b: (selected) => toggled(selected, "**"),
  i: (selected) => toggled(selected, "_"),
  e: codeToggled,
  X: (selected) => toggled(selected, "~~"),
  U: linked,
};

/**
 * Marks of Markdown by key, around what is selected or by typing over it.
 * @param {HTMLTextAreaElement} field
 */
export function bindMarkdownKeys(field) {
  field.addEventListener("keydown", (event) => {
    const chord = chordOf(event);
    if (chord && !isComposing(event)) edit(event, chord(selected(field)));
  });
  field.addEventListener("beforeinput", (event) => {
    if (event.inputType === "insertText" && !event.isComposing) edit(event, typedOver(selected(field), event.data ?? ""));
  });
  field.addEventListener("paste", (event) => {
    edit(event, pastedOver(selected(field), event.clipboardData?.getData("text/plain") ?? ""));
  });

  /** @param {Event} event @param {TextEdit | null} change */
  function edit(event, change) {
    if (!change || event.defaultPrevented) return;
    event.preventDefault();
    applyEdit(field, change);
  }
}

/** @param {KeyboardEvent} event */
function chordOf(event) {
  // Ctrl moves the caret there.
  const isApple = /Mac|iP/.test(navigator.platform);
  if (event.altKey || event.metaKey !== isApple || event.ctrlKey === isApple) return undefined;
  const key = event.key.toLowerCase();
  return CHORDS[event.shiftKey ? key.toUpperCase() : key];
}

/** @param {HTMLTextAreaElement} field @returns {Selected} */
function selected({ value, selectionStart, selectionEnd }) {
  return { text: value, start: selectionStart, end: selectionEnd };
}
