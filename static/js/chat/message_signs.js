// @ts-check
/** @import {Actions} from "./later/message_actions.js" */
import { coarse } from "./enter_key.js";
import { SETTLED_MS, onFirstUse } from "./first_use.js";

const KEYS = ["ArrowUp", "ArrowDown", "Home", "End", "Enter", "F10", "r", "e", "c", "t", "u", "p", "Delete"];

/**
 * What can be done with messages is loaded when the mouse, a finger or the focus comes to them.
 * @param {HTMLElement} history @param {Actions} actions
 */
export function bindMessageSigns(history, actions) {
  const load = onFirstUse(history, {
    signs: ["pointerover", "focusin", "touchstart", "click", "keydown"],
    isHeld: (event) => (event instanceof KeyboardEvent ? isOrder(event, history) : isOnControl(event)),
    part: actions,
    begin: (loaded) => loaded.bindRoom(history),
  });
  if (coarse.matches) setTimeout(load, SETTLED_MS);
}

/** A click on a reaction, or on what leads to a thread. @param {Event} event */
function isOnControl({ type, target }) {
  return type === "click" && target instanceof Element && target.closest("[data-message]") !== null;
}

/** @param {KeyboardEvent} event @param {HTMLElement} history */
function isOrder({ key, target, ctrlKey, metaKey, altKey }, history) {
  if (!(target instanceof Element) || ctrlKey || metaKey || altKey) return false;
  if (target === history) return key === "Enter";
  return KEYS.includes(key) && target.matches("[data-message-id]:focus-visible");
}
