// @ts-check
/** @import {Room, User} from "./types.js" */
import { element, icon } from "../lib/dom.js";
import { timeElement } from "../lib/time_element.js";
import { plainText } from "./plain_text.js";
import { badge } from "./room_badge.js";
import { roomIcon, titleOf } from "./room_title.js";
import { typingText } from "./typing_line.js";

/** Of a long message no more fits in a line. */
const MOST_PREVIEWED = 160;

/**
 * @typedef {{
 *   room: Room, user: User, isActive: boolean, isMuted: boolean, draft: string, typists: string[]
 * }} RoomView
 */

/** One room at the side. Its link stays the same element: a redraw between press and release must not eat a click. */
export class RoomRow {
  #link;
  #more;
  /** @type {RoomView | null} */
  #drawn = null;
  /** A time of yesterday is written in another way. */
  #day = "";

  /** @param {number} roomId */
  constructor(roomId) {
    this.#link = element("a", { attrs: { href: `/chat/${roomId}`, draggable: false, tabindex: -1 }, data: { roomId, stop: "" } });
    this.#more = moreButton(roomId);
    this.node = element("li", { class: "room-entry" }, this.#link);
  }

  /** Draws what is new of it. @param {RoomView} view */
  show(view) {
    const day = new Date().toDateString();
    if (this.#drawn && this.#day === day && isSameView(this.#drawn, view)) return;
    this.#drawn = view;
    this.#day = day;
    const { room, isActive, isMuted } = view;
    const preview = previewOf(view);
    const isUnread = room.is_member && room.unread_count > 0 && !isMuted;
    const states = { active: isActive, "is-foreign": !room.is_member, "is-muted": isMuted, "is-unread": isUnread };
    this.#link.className = ["room-item", ...Object.entries(states).flatMap(([name, is]) => (is ? name : []))].join(" ");
    if (isActive) this.#link.setAttribute("aria-current", "page");
    else this.#link.removeAttribute("aria-current");
    this.#link.replaceChildren(
      roomIcon(room),
      element(
        "span",
        { class: "room-info" },
        element("span", { class: "room-line" }, element("bdi", { class: "room-name", text: titleOf(room) }), when(room)),
        element("span", { class: "room-line" }, drawPreview(preview), isMuted ? mutedMark() : badge(room)),
      ),
    );
    this.#more.setAttribute("aria-label", `Options of ${titleOf(room)}`);
    const side = room.is_member ? this.#more : joinButton(room);
    if (this.node.lastChild !== side) this.node.replaceChildren(this.#link, side);
  }
}

/** A room that changed is another object. @param {RoomView} a @param {RoomView} b */
function isSameView(a, b) {
  const isSame = a.room === b.room && a.isActive === b.isActive && a.isMuted === b.isMuted && a.draft === b.draft;
  return isSame && a.typists.join() === b.typists.join();
}

/** @typedef {{kind: "draft" | "typing" | "text", text: string}} Preview */

/** What stands under its name. @param {RoomView} view @returns {Preview} */
export function previewOf({ room, user, isActive, draft, typists }) {
  const isPair = room.room_type === "direct" && (room.participants ?? []).length < 2;
  if (draft.trim() && !isActive) return { kind: "draft", text: plainText(draft.slice(0, MOST_PREVIEWED)) };
  if (typists.length && !isActive) return { kind: "typing", text: isPair ? "typing…" : typingText(typists) };
  const last = room.is_member ? room.last_message : null;
  if (!last) return { kind: "text", text: room.topic || room.description || (room.is_member ? "No messages yet" : "") };
  const text = plainText(last.content.slice(0, MOST_PREVIEWED));
  const isOwn = last.user_id === user.user_id;
  if (isPair && !isOwn) return { kind: "text", text };
  return { kind: "text", text: `${isOwn ? "You" : last.display_name}: ${text}` };
}

/** @param {Preview} preview */
function drawPreview({ kind, text }) {
  const word = kind === "draft" && element("span", { class: "draft-word", text: "Draft:" });
  return element("span", { class: `room-preview is-${kind}`, attrs: { dir: "auto" } }, word, word && " ", text);
}

/** @param {Room} room */
function when({ is_member, last_message: last }) {
  return is_member && last && timeElement(last.timestamp, "short", { class: "room-when" });
}

function mutedMark() {
  const name = element("span", { class: "visually-hidden", text: "muted" });
  return element("span", { class: "room-muted", attrs: { title: "Muted" } }, icon("bell-off"), name);
}

/** @param {number} roomId */
function moreButton(roomId) {
  const attrs = { type: "button", tabindex: -1, title: "Options", "aria-haspopup": "menu", "aria-expanded": false };
  return element("button", { class: "room-more", attrs, data: { more: roomId } }, icon("dots"));
}

/** @param {Room} room */
function joinButton(room) {
  const attrs = { type: "button", "aria-label": `Join ${room.name}` };
  return element("button", { class: "join-btn", attrs, data: { join: room.id } }, element("span", { text: "Join" }));
}
