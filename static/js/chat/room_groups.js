// @ts-check
/** @import {PreferenceValues, Room} from "./types.js" */
import { matching } from "./people.js";
import { titleOf } from "./room_title.js";

/** @typedef {"starred" | "rooms" | "direct" | "open"} GroupName */
/** @typedef {{name: GroupName, title: string, rooms: Room[], more: number}} Group  `more`: those left out */

/** Public rooms that one does not belong to: the newest few, the others are browsed. */
const MOST_OPEN = 6;

/**
 * The rooms as the sidebar shows them. What is starred stands in the order of the stars.
 * @param {Room[]} rooms in the server's order, which is by name
 * @param {PreferenceValues} preferences @param {number | null} [currentId] is shown in any case
 * @returns {Group[]}
 */
export function groupsOf(rooms, preferences, currentId = null) {
  const byId = new Map(rooms.map((room) => [room.id, room]));
  const starred = preferences.starred.flatMap((id) => byId.get(id) ?? []);
  const isStarred = new Set(starred);
  const others = rooms.filter((room) => !isStarred.has(room));
  const own = others.filter((room) => room.is_member);
  const open = others.filter((room) => !room.is_member).sort(byAge);
  const shown = open.filter((room, at) => at < MOST_OPEN || room.id === currentId);
  return [
    group("starred", "Starred", starred),
    group("rooms", "Rooms", sorted(own.filter((room) => room.room_type !== "direct"), preferences)),
    group("direct", "Direct messages", sorted(own.filter((room) => room.room_type === "direct").sort(byTitle), preferences)),
    { ...group("open", "More rooms", shown), more: open.length - shown.length },
  ];
}

/**
 * Only those whose names fit; the few that are left out of a long group are found, too.
 * @param {Room[]} rooms @param {PreferenceValues} preferences @param {string} query
 * @returns {Group[]}
 */
export function groupsMatching(rooms, preferences, query) {
  const found = new Set(matching(rooms, query, namesOf));
  const all = groupsOf(rooms, preferences).map((one) => ({ ...one, rooms: one.rooms.filter((room) => found.has(room)) }));
  const open = rooms.filter((room) => !room.is_member && !preferences.starred.includes(room.id) && found.has(room));
  return all.map((one) => (one.name === "open" ? { ...one, rooms: open, more: 0 } : one));
}

/** Those that one goes through by key, as they stand. @param {Room[]} rooms @param {PreferenceValues} preferences */
export function roomsInOrder(rooms, preferences) {
  return groupsOf(rooms, preferences).flatMap((one) => (one.name === "open" ? [] : one.rooms));
}

/** What a room can be found by. @param {Room} room */
export function namesOf(room) {
  return [titleOf(room), ...(room.participants ?? []).map((person) => person.username)];
}

/** @param {GroupName} name @param {string} title @param {Room[]} rooms @returns {Group} */
function group(name, title, rooms) {
  return { name, title, rooms, more: 0 };
}

/** @param {Room[]} rooms @param {PreferenceValues} preferences */
function sorted(rooms, { room_order, order }) {
  if (room_order === "activity") return rooms.sort((a, b) => lastMoment(b).localeCompare(lastMoment(a)));
  if (room_order !== "manual") return rooms;
  const place = new Map(order.map((id, at) => [id, at]));
  const placeOf = (/** @type {Room} */ room) => place.get(room.id) ?? order.length;
  return rooms.sort((a, b) => placeOf(a) - placeOf(b));
}

/** When something was said last, or else when it began. @param {Room} room */
function lastMoment(room) {
  return room.last_message?.timestamp ?? room.created_at;
}

/** @param {Room} a @param {Room} b */
function byTitle(a, b) {
  return titleOf(a).localeCompare(titleOf(b));
}

/** @param {Room} a @param {Room} b */
function byAge(a, b) {
  return b.created_at.localeCompare(a.created_at) || b.id - a.id;
}
