// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Room} from "./types.js" */
import { element, find } from "../lib/dom.js";
import { hasFixedMembers, may } from "./room_rights.js";
import { titleOf } from "./room_title.js";

const KINDS = { public: "Public room", private: "Private room", direct: "Direct messages", admin: "Administration" };

/**
 * @typedef {{
 *   store: Store, leave: (roomId: number) => void, change: (room: Room) => void,
 *   invite: (room: Room) => void, end: (room: Room) => void
 * }} Parts
 */

/** The menu of the room in view: its details, what may be changed in it, and the way out. */
export class RoomMenu {
  #menu;
  #button;
  #details;
  #confirm;
  #store;
  #parts;

  /** @param {HTMLElement} root @param {Parts} parts */
  constructor(root, parts) {
    this.#store = parts.store;
    this.#parts = parts;
    this.#menu = find("[data-room-menu]", root);
    this.#button = find("[data-action=room-menu]", root);
    this.#details = /** @type {HTMLDialogElement} */ (find("[data-dialog=room-details]"));
    this.#confirm = /** @type {HTMLDialogElement} */ (find("[data-dialog=leave-room]"));
    this.#menu.addEventListener("toggle", (event) => this.#toggled(/** @type {ToggleEvent} */ (event)));
    this.#menu.addEventListener("click", (event) => this.#chosen(event));
    this.#menu.addEventListener("keydown", (event) => this.#moved(event));
    this.#confirm.addEventListener("close", () => this.#closed());
  }

  /** @param {ToggleEvent} event */
  #toggled(event) {
    const isOpen = event.newState === "open";
    this.#button.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    this.#offer();
    const { bottom, right } = this.#button.getBoundingClientRect();
    this.#menu.style.setProperty("inset-block-start", `${bottom + 6}px`);
    this.#menu.style.setProperty("inset-inline-end", `${document.documentElement.clientWidth - right}px`);
    this.#items()[0]?.focus();
  }

  /** Shows what the reader may do. */
  #offer() {
    const room = this.#store.current;
    const isOpen = Boolean(room && !hasFixedMembers(room));
    const allowed = (/** @type {import("./room_rights.js").Action} */ action) =>
      Boolean(room && may(room, this.#store.user, action));
    const offered = {
      "room-settings": allowed("update"),
      "invite-people": isOpen && allowed("invite"),
      "leave-room": Boolean(room?.is_member) && room?.room_type !== "direct",
      "delete-room": isOpen && allowed("delete"),
    };
    for (const [action, isOffered] of Object.entries(offered)) {
      find(`[data-action=${action}]`, this.#menu).hidden = !isOffered;
    }
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.#menu.querySelectorAll("[role=menuitem]:not([hidden])")]);
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const items = this.#items();
    const at = items.findIndex((item) => item === document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Tab") this.#menu.hidePopover();
    if (step === undefined) return;
    event.preventDefault();
    items[(at + step + items.length) % items.length]?.focus();
  }

  /** @param {MouseEvent} event */
  #chosen(event) {
    const item = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (!(item instanceof HTMLElement)) return;
    this.#menu.hidePopover();
    if (item.dataset.action === "room-details") this.#showDetails();
    if (item.dataset.action === "leave-room") this.#askLeave();
    const room = this.#store.current;
    if (!room) return;
    if (item.dataset.action === "room-settings") this.#parts.change(room);
    if (item.dataset.action === "invite-people") this.#parts.invite(room);
    if (item.dataset.action === "delete-room") this.#parts.end(room);
  }

  #showDetails() {
    const room = this.#store.current;
    if (!room) return;
    const since = new Date(room.created_at).toLocaleDateString("en-GB", { dateStyle: "long" });
    const creator = room.created_by === "system" ? "this server" : this.#nameOf(room.created_by);
    /** @type {Record<string, string>} */
    const kinds = KINDS;
    const facts = [
      ["Description", room.description || "None"],
      ...(room.topic ? [["Topic", room.topic]] : []),
      ["Kind", kinds[room.room_type] ?? room.room_type],
      ["Created", `${since} by ${creator}`],
      ["Members", String(room.member_count)],
      ["Your role", room.role ?? "Visitor"],
    ];
    find("[data-details-title]", this.#details).textContent = room.room_type === "direct" ? titleOf(room) : `${room.icon ?? ""} ${room.name}`.trim();
    find("[data-facts]", this.#details).replaceChildren(
      ...facts.flatMap(([term, text]) => [
        element("dt", { text: term }),
        element("dd", { text, attrs: { dir: "auto" } }),
      ]),
    );
    this.#details.showModal();
  }

  /** `created_by` may be the id of somebody who is a member still. @param {string} userId */
  #nameOf(userId) {
    const members = this.#store.current ? this.#store.members(this.#store.current.id) : null;
    const found = members?.find((member) => member.user_id === userId || member.username === userId);
    return found ? found.display_name : "a former member";
  }

  #askLeave() {
    const room = this.#store.current;
    if (!room) return;
    const isPublic = room.room_type === "public";
    find("[data-leave-title]", this.#confirm).textContent = `Leave ${room.name}?`;
    find("[data-leave-text]", this.#confirm).textContent = isPublic
      ? "You can join again at any time."
      : "You will need an invitation to come back.";
    this.#confirm.returnValue = "";
    this.#confirm.dataset.roomId = String(room.id);
    this.#confirm.showModal();
  }

  #closed() {
    if (this.#confirm.returnValue === "leave") this.#parts.leave(Number(this.#confirm.dataset.roomId));
  }
}
