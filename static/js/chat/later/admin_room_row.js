// @ts-check
import { element } from "../../lib/dom.js";
import { number } from "../../lib/language.js";
import { timeElement } from "../../lib/time_element.js";

/**
 * @typedef {{
 *   id: number, name: string, room_type: string, created_by: string, creator: string, created_at: string, member_count: number,
 *   max_members: number, message_count: number, archived_at: string | null, deleted_at: string | null,
 *   is_member: boolean
 * }} AdministeredRoom
 * @typedef {"enter" | "archive" | "reopen" | "delete" | "restore"} Act
 */

const TYPES = { public: "Public", private: "Private", admin: "For administrators" };
const LABELS = { enter: "Come in", archive: "Archive", reopen: "Open again", delete: "Delete", restore: "Restore" };

/** @param {AdministeredRoom} room @returns {"Active" | "Archived" | "Deleted"} */
export function stateOf(room) {
  if (room.deleted_at) return "Deleted";
  return room.archived_at ? "Archived" : "Active";
}

/**
 * What an administrator may do with a room: of private ones they see no more than this until they come in.
 * @param {AdministeredRoom} room @returns {Act[]}
 */
export function actsOn(room) {
  if (room.deleted_at) return ["restore"];
  /** @type {Act[]} */
  const acts = room.is_member ? [] : ["enter"];
  const isTheirs = room.is_member || room.room_type !== "private";
  if (isTheirs) acts.push(room.archived_at ? "reopen" : "archive");
  const isKept = room.created_by === "system" && room.room_type === "private";
  return isKept ? acts : [...acts, "delete"];
}

/** @param {AdministeredRoom} room @param {string} wanted in lower case */
export function fits(room, wanted) {
  const words = [room.name, TYPES[/** @type {keyof typeof TYPES} */ (room.room_type)] ?? "", stateOf(room), room.creator];
  return words.some((word) => word.toLowerCase().includes(wanted));
}

/** @param {AdministeredRoom} room @param {(act: Act) => void} chosen */
export function roomRow(room, chosen) {
  const state = stateOf(room);
  const kind = state === "Active" ? "badge badge-agent" : "badge badge-warning";
  const since = room.deleted_at ?? room.archived_at;
  return element(
    "tr",
    { class: room.deleted_at ? "room-deleted" : "", attrs: { role: "row" }, data: { room: room.id } },
    cell(identity(room)),
    cell(
      element("span", { class: kind, text: state.toUpperCase() }),
      since && timeElement(since, "short", { class: "room-cell-note" }),
    ),
    cell(labelled("Members", `${number(room.member_count)} of ${number(room.max_members)}`)),
    cell(labelled("Messages", number(room.message_count))),
    cell(element("div", { class: "account-actions" }, ...actsOn(room).map((act) => button(act, room, chosen)))),
  );
}

/** @param {AdministeredRoom} room */
function identity(room) {
  const type = TYPES[/** @type {keyof typeof TYPES} */ (room.room_type)] ?? room.room_type;
  const made = room.creator ? ` · made by ${room.creator}` : "";
  const name = element("bdi", { text: room.name });
  return element(
    "div",
    { class: "room-cell" },
    element(
      "p",
      { class: "room-cell-name" },
      // Who is in it goes there; of the others the page would only say that there is no such room.
      room.deleted_at || (!room.is_member && room.room_type === "private")
        ? name
        : element("a", { attrs: { href: `/chat/${room.id}` } }, name),
    ),
    element("p", { class: "room-cell-note", text: `${type}${made}` }),
  );
}

/** @param {...(Node | string | null | false)} content */
function cell(...content) {
  return element("td", { attrs: { role: "cell" } }, ...content);
}

/** Where the rows are cards, the label stands in for the heading of the column. @param {string} label @param {string} text */
function labelled(label, text) {
  return element("span", {}, element("span", { class: "cell-label", text: `${label} ` }), text);
}

/** @param {Act} act @param {AdministeredRoom} room @param {(act: Act) => void} chosen */
function button(act, room, chosen) {
  return element("button", {
    class: act === "delete" ? "account-action account-action-danger" : "account-action",
    text: LABELS[act],
    attrs: { type: "button", "aria-label": `${LABELS[act]}: ${room.name}` },
    data: { act },
    on: { click: () => chosen(act) },
  });
}
