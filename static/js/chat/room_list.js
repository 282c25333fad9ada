// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Drafts} from "./drafts.js" */
/** @import {Room} from "./types.js" */
import { element, icon } from "../lib/dom.js";
import { timeElement } from "../lib/time_element.js";
import { coalesce } from "./coalesce.js";
import { plainText } from "./plain_text.js";
import { roomIcon, titleOf } from "./room_title.js";

const MOST_SHOWN = 99;

/** The rooms at the side: one tab stop, arrow keys move within. */
export class RoomList {
  #root;
  #store;
  #drafts;
  #open;
  #join;
  /** @type {HTMLElement | null} null for guests, who open no direct rooms */
  #heading;
  /** @type {Map<number, HTMLAnchorElement>} */
  #links = new Map();

  /**
   * @param {HTMLElement} root
   * @param {{
   *   store: Store, drafts: Drafts, open: (roomId: number) => void, join: (roomId: number) => void,
   *   direct: () => void
   * }} parts
   */
  constructor(root, { store, drafts, open, join, direct }) {
    this.#heading = store.user.role === "guest" ? null : drawHeading(direct);
    this.#root = root;
    this.#store = store;
    this.#drafts = drafts;
    this.#open = open;
    this.#join = join;
    const draw = coalesce(() => this.#draw());
    for (const topic of ["rooms", "current"]) store.addEventListener(topic, draw);
    drafts.addEventListener("change", draw);
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("keydown", (event) => this.#moved(event));
    this.#draw();
  }

  #draw() {
    const focused = this.#focusedId();
    const rooms = this.#store.rooms;
    const direct = rooms.filter((room) => room.room_type === "direct");
    const others = rooms.filter((room) => room.room_type !== "direct");
    this.#root.replaceChildren(
      this.#section(others, { "aria-label": "Rooms" }),
      ...(this.#heading ? [this.#heading] : []),
      ...(direct.length ? [this.#section(direct, { "aria-label": "Direct messages" })] : []),
    );
    const stop = this.#item(this.#store.currentId) ?? this.#root.querySelector("[data-room-id]");
    stop?.setAttribute("tabindex", "0");
    if (focused !== null) this.#item(focused)?.focus();
  }

  /** @param {Room[]} rooms @param {Record<string, string>} attrs */
  #section(rooms, attrs) {
    return element("ul", { attrs: { role: "list", ...attrs } }, ...rooms.map((room) => this.#entry(room)));
  }

  /**
   * The link of a room stays the same element: a redraw between press and release must not eat a click.
   * @param {Room} room
   */
  #entry(room) {
    const link = this.#links.get(room.id) ?? element("a", { data: { roomId: room.id } });
    this.#links.set(room.id, link);
    const isActive = room.id === this.#store.currentId;
    link.className = `room-item${isActive ? " active" : ""}${room.is_member ? "" : " is-foreign"}`;
    link.href = `/chat/${room.id}`;
    link.tabIndex = -1;
    if (isActive) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    link.replaceChildren(
      roomIcon(room),
      element(
        "span",
        { class: "room-info" },
        element("bdi", { class: "room-name", text: titleOf(room) }),
        element("span", { class: "room-preview", text: this.#preview(room), attrs: { dir: "auto" } }),
      ),
      ...trailer(room),
    );
    return element("li", { class: "room-entry" }, link, !room.is_member && joinButton(room));
  }

  /** @param {Room} room */
  #preview(room) {
    const draft = room.id !== this.#store.currentId && this.#drafts.read(room.id);
    if (draft) return `Draft: ${draft}`;
    const last = room.last_message;
    if (!last) return room.topic || room.description || "No messages yet";
    const isOwn = last.user_id === this.#store.user.user_id;
    const isPair = room.room_type === "direct" && (room.participants ?? []).length < 2;
    if (last.message_type === "system" || (isPair && !isOwn)) return plainText(last.content);
    const author = isOwn ? "You" : last.display_name;
    return `${author}: ${plainText(last.content)}`;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    if (!(event.target instanceof Element)) return;
    const join = event.target.closest("[data-join]");
    if (join instanceof HTMLElement) return this.#join(Number(join.dataset.join));
    const item = event.target.closest("[data-room-id]");
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!(item instanceof HTMLElement) || !isPlain) return;
    event.preventDefault();
    this.#open(Number(item.dataset.roomId));
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const items = /** @type {HTMLElement[]} */ ([...this.#root.querySelectorAll("[data-room-id]")]);
    const at = items.findIndex((item) => item === event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.altKey || !items[to]) return;
    event.preventDefault();
    items[at].setAttribute("tabindex", "-1");
    items[to].setAttribute("tabindex", "0");
    items[to].focus();
  }

  #focusedId() {
    const active = document.activeElement;
    return active instanceof HTMLElement && this.#root.contains(active) && active.dataset.roomId
      ? Number(active.dataset.roomId)
      : null;
  }

  /** @param {number | null} roomId @returns {HTMLElement | null} */
  #item(roomId) {
    return this.#root.querySelector(`[data-room-id="${roomId}"]`);
  }
}

/** @param {() => void} direct */
function drawHeading(direct) {
  const attrs = { type: "button", "aria-label": "New direct message", title: "New direct message" };
  return element(
    "div",
    { class: "room-section" },
    element("h2", { text: "Direct messages" }),
    element(
      "button",
      { class: "icon-button", attrs, data: { action: "new-direct" }, on: { click: direct } },
      icon("plus"),
    ),
  );
}

/** The unread count, or else when something was said last. @param {Room} room @returns {Node[]} */
function trailer(room) {
  const { unread_count: unread, mention_count: mentions, last_message: last } = room;
  if (!room.is_member) return [];
  if (mentions > 0) {
    const name = `${mentions} ${mentions === 1 ? "mention" : "mentions"}, ${unread} unread`;
    return [badge(`@${capped(mentions)}`, "room-badge is-mention", name)];
  }
  if (unread > 0) return [badge(capped(unread), "room-badge", `${unread} unread`)];
  if (!last) return [];
  return [timeElement(last.timestamp, "short", { class: "room-when" })];
}

/** @param {string} text @param {string} className @param {string} name */
function badge(text, className, name) {
  return element(
    "span",
    { class: className },
    element("span", { text, attrs: { "aria-hidden": true } }),
    element("span", { class: "visually-hidden", text: name }),
  );
}

/** @param {number} count */
function capped(count) {
  return count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count);
}

/** @param {Room} room */
function joinButton(room) {
  const attrs = { type: "button", "aria-label": `Join ${room.name}` };
  return element("button", { class: "join-btn", attrs, data: { join: room.id } }, element("span", { text: "Join" }));
}
