// @ts-check
/** @import {Room} from "./types.js" */
import { titleOf } from "./room_title.js";

const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]+`)/;

/**
 * A text as it is sent: the name of a room that the writer can see becomes a link to it.
 * @param {string} text @param {Room[]} rooms @param {string} origin
 */
export function withRoomLinks(text, rooms, origin) {
  if (!text.includes("#")) return text;
  const byName = new Map(rooms.filter((room) => room.room_type !== "direct").map((room) => [`#${room.name}`, room.id]));
  // The longest first: "#Release notes" is not the room "Release".
  const names = [...byName.keys()].sort((a, b) => b.length - a.length).map(escaped);
  if (!names.length) return text;
  const named = new RegExp(`(?<![\\p{L}\\p{N}_&#/\\[\\\\])(?:${names.join("|")})(?![\\p{L}\\p{N}_])`, "gu");
  const link = (/** @type {string} */ name) => `[${label(name)}](${origin}/chat/${byName.get(name)})`;
  return outsideOfCode(text, (part) => part.replace(named, link));
}

/**
 * A text as it is written and edited: links to rooms are their names again.
 * @param {string} text @param {Room[]} rooms @param {string} origin
 */
export function withoutRoomLinks(text, rooms, origin) {
  const links = new RegExp(`\\[#(?:[^\\]\\\\]|\\\\.)+\\]\\(${escaped(origin)}/chat/(\\d+)\\)`, "g");
  const name = (/** @type {string} */ link, /** @type {string} */ id) => {
    const room = rooms.find((one) => one.id === Number(id));
    return room ? `#${titleOf(room)}` : link;
  };
  return outsideOfCode(text, (part) => part.replace(links, name));
}

/** @param {string} text @param {(part: string) => string} change */
function outsideOfCode(text, change) {
  return text
    .split(CODE)
    .map((part, at) => (at % 2 ? part : change(part)))
    .join("");
}

/** @param {string} name */
function label(name) {
  return name.replace(/[\\[\]*_`~<>]/g, "\\$&");
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
