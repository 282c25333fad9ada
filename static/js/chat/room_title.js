// @ts-check
/** @import {Room} from "./types.js" */
import { avatar } from "../lib/avatar.js";
import { element } from "../lib/dom.js";

const TINTS = 6;
const MOST_FACES = 2;

/** What a room is called: a direct one has the names of the others. @param {Room} room */
export function titleOf(room) {
  if (room.room_type !== "direct") return room.name;
  return (room.participants ?? []).map((person) => person.display_name).join(", ") || "Direct messages";
}

/** What stands before its name: an emoji, or the faces of the others. @param {Room} room */
export function roomIcon(room) {
  const people = room.room_type === "direct" ? (room.participants ?? []) : [];
  if (!people.length) {
    const attrs = { "aria-hidden": true };
    return element("span", { class: `room-icon tint-${room.id % TINTS}`, text: room.icon || "#", attrs });
  }
  const isPair = people.length > 1;
  return element(
    "span",
    { class: `room-icon room-faces${isPair ? " is-pair" : ""}`, attrs: { "aria-hidden": true } },
    ...people.slice(0, MOST_FACES).map(avatar),
  );
}
