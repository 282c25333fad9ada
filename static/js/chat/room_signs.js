// @ts-check
/** @import {RoomListActions} from "./later/room_list_actions.js" */
import { coarse } from "./enter_key.js";
import { SETTLED_MS, onFirstUse } from "./first_use.js";

/**
 * What can be done with rooms of the list is loaded when the mouse, a finger or the focus comes to them.
 * @param {HTMLElement} list @param {import("./later.js").Part<RoomListActions>} actions
 */
export function bindRoomSigns(list, actions) {
  const load = onFirstUse(list, {
    signs: ["pointerover", "focusin", "touchstart", "click", "contextmenu", "keydown"],
    isHeld,
    part: actions,
    begin: (loaded) => loaded.bind(list),
  });
  if (coarse.matches) setTimeout(load, SETTLED_MS);
}

/** Whether it is a way to the menu of a room, or moves one. @param {Event} event */
function isHeld(event) {
  const { type, target } = event;
  if (!(target instanceof Element)) return false;
  if (type === "click") return target.closest("[data-more]") !== null;
  if (!target.closest(".room-item")) return false;
  if (!(event instanceof KeyboardEvent)) return type === "contextmenu";
  const { key, altKey } = event;
  return altKey ? key === "ArrowUp" || key === "ArrowDown" : key === "ArrowRight" || key === "F10";
}
