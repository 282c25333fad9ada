// @ts-check
/** @import {Arranger} from "./arranger.js" */
/** @import {Box} from "./floating.js" */
import { bindLongPress } from "./long_press.js";

/** @typedef {{anchor: Box, returnTo: HTMLElement, button?: HTMLElement}} MenuPlace */

/**
 * The ways to the menu of a room in the list: its button, the right mouse button, a finger that rests on it,
 * and the keys; and the keys that move a room.
 * @param {HTMLElement} list
 * @param {{arranger: Arranger, open: (roomId: number, place: MenuPlace) => void}} parts
 */
export function bindRoomMenus(list, { arranger, open }) {
  let isByKey = false;
  /** @param {HTMLElement} item @param {Box} [anchor] */
  const openAt = (item, anchor = item.getBoundingClientRect()) => open(idOf(item), { anchor, returnTo: item });

  // First: a press that has opened the menu must not open it again.
  bindLongPress(list, openAt, itemAt);
  list.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-more]") : null;
    if (!(button instanceof HTMLElement)) return;
    open(Number(button.dataset.more), { anchor: button.getBoundingClientRect(), returnTo: button, button });
  });
  list.addEventListener("contextmenu", (event) => {
    const item = itemAt(event.target);
    if (!item || event.defaultPrevented) return;
    event.preventDefault();
    if (!isByKey) openAt(item, { left: event.clientX, right: event.clientX, top: event.clientY, bottom: event.clientY });
    isByKey = false;
  });
  list.addEventListener("keydown", (event) => {
    const item = itemAt(event.target);
    isByKey = false;
    if (!item) return;
    const isMenuKey = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    const step = { ArrowUp: /** @type {const} */ (-1), ArrowDown: /** @type {const} */ (1) }[event.key];
    if (isMenuKey || (event.key === "ArrowRight" && !event.altKey)) {
      event.preventDefault();
      isByKey = isMenuKey;
      openAt(item);
    } else if (event.altKey && !event.ctrlKey && !event.metaKey && step) {
      // Elsewhere on the page these keys go to the next room.
      event.preventDefault();
      event.stopPropagation();
      arranger.step(idOf(item), step);
    }
  });
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function itemAt(target) {
  const item = target instanceof Element ? target.closest(".room-item") : null;
  return item instanceof HTMLElement && !item.classList.contains("is-foreign") ? item : null;
}

/** @param {HTMLElement} item */
function idOf(item) {
  return Number(item.dataset.roomId);
}
