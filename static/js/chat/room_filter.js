// @ts-check
/** @import {RoomList} from "./room_list.js" */
import { isComposing } from "../lib/dom.js";

/**
 * A few letters leave those rooms in the list whose names fit. Enter opens the first, Escape empties the field.
 * @param {HTMLInputElement} field @param {RoomList} list
 * @returns {() => void} empties it
 */
export function bindRoomFilter(field, list) {
  const clear = () => {
    if (!field.value) return;
    field.value = "";
    list.filter("");
  };
  field.addEventListener("input", () => list.filter(field.value));
  field.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.key === "Escape" && field.value) {
      event.preventDefault();
      event.stopPropagation();
      clear();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      list.focus();
    } else if (event.key === "Enter" && field.value.trim()) {
      event.preventDefault();
      list.openFirst();
    }
  });
  return clear;
}
