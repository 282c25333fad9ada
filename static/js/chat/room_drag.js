// @ts-check
/** @import {Arranger} from "./arranger.js" */

/** The rooms of the list can be dragged to another place. By touch that is done from their menu. @param {HTMLElement} list @param {Arranger} arranger */
export function bindRoomDrag(list, arranger) {
  let dragged = 0;
  /** @type {HTMLElement | null} */
  let marked = null;
  const mark = (/** @type {HTMLElement | null} */ item, isAfter = false) => {
    marked?.classList.remove("is-before", "is-after");
    marked = item;
    marked?.classList.add(isAfter ? "is-after" : "is-before");
  };
  const placeOf = (/** @type {DragEvent} */ event) => {
    const item = itemAt(event.target);
    if (!item || !dragged) return null;
    const { top, height } = item.getBoundingClientRect();
    return { item, place: { beside: Number(item.dataset.roomId), isAfter: event.clientY > top + height / 2 } };
  };

  // A finger that rests on a room opens its menu.
  list.addEventListener("pointerdown", ({ target, pointerType }) => {
    const item = itemAt(target);
    if (item) item.draggable = pointerType === "mouse" && !item.classList.contains("is-foreign");
  });
  list.addEventListener("dragstart", (event) => {
    const item = itemAt(event.target);
    if (!item) return;
    dragged = Number(item.dataset.roomId);
    item.classList.add("is-dragged");
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "all";
  });
  list.addEventListener("dragover", (event) => {
    const over = placeOf(event);
    const isPossible = over !== null && arranger.canPlace(dragged, over.place);
    mark(isPossible ? over.item : null, over?.place.isAfter);
    if (!isPossible) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "move";
  });
  list.addEventListener("drop", (event) => {
    const over = placeOf(event);
    if (!over) return;
    event.preventDefault();
    arranger.place(dragged, over.place);
  });
  list.addEventListener("dragend", (event) => {
    itemAt(event.target)?.classList.remove("is-dragged");
    dragged = 0;
    mark(null);
  });
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function itemAt(target) {
  const item = target instanceof Element ? target.closest(".room-entry")?.querySelector(".room-item") : null;
  return item instanceof HTMLElement ? item : null;
}
