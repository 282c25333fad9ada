// @ts-check
/** @import {Drafts} from "./drafts.js" */
/** @import {Folds} from "./room_folds.js" */
/** @import {Group, GroupName} from "./room_groups.js" */
/** @import {Store} from "./store.js" */
/** @import {Room} from "./types.js" */
import { element, icon } from "../lib/dom.js";
import { coalesce } from "./coalesce.js";
import { groupsMatching, groupsOf } from "./room_groups.js";
import { mutedUntil } from "./room_mute.js";
import { RoomRow } from "./room_row.js";
import { RoomSection } from "./room_section.js";
import { RoomWays } from "./room_ways.js";

const STOPS = "[data-stop]";

/**
 * @typedef {{
 *   open: (roomId: number) => void, join: (roomId: number) => void, direct: () => void, browse: () => void,
 *   create: (name?: string) => void
 * }} RoomActs
 */

/** The rooms at the side, in groups: one tab stop, arrow keys move within. */
export class RoomList {
  #root;
  #store;
  #drafts;
  #folds;
  #acts;
  #query = "";
  /** @type {Map<number, RoomRow>} */
  #rows = new Map();
  /** @type {Map<GroupName, RoomSection>} */
  #sections = new Map();
  #ways;

  /** @param {HTMLElement} root @param {{store: Store, drafts: Drafts, folds: Folds, acts: RoomActs}} parts */
  constructor(root, { store, drafts, folds, acts }) {
    this.#root = root;
    this.#store = store;
    this.#drafts = drafts;
    this.#folds = folds;
    this.#acts = acts;
    this.#ways = new RoomWays(acts);
    const draw = coalesce(() => this.#draw(), setTimeout);
    for (const topic of ["rooms", "current", "typing"]) store.addEventListener(topic, draw);
    for (const source of [drafts, folds, store.preferences]) source.addEventListener("change", draw);
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("keydown", (event) => this.#moved(event));
    draw();
  }

  /** Shows only those whose names fit. @param {string} query */
  filter(query) {
    this.#query = query.trim();
    this.#draw();
  }

  /** Opens the first one that is shown. */
  openFirst() {
    const first = /** @type {HTMLElement | null} */ (this.#root.querySelector("[data-room-id]"));
    if (first) this.#acts.open(Number(first.dataset.roomId));
  }

  focus() {
    const first = this.#query ? this.#root.querySelector("[data-room-id]") : this.#root.querySelector(`${STOPS}[tabindex="0"]`);
    if (first instanceof HTMLElement) this.#focusStop(first);
  }

  #draw() {
    const focused = this.#root.contains(document.activeElement) ? document.activeElement : null;
    const groups = this.#groups();
    const known = new Set(this.#store.rooms.map((room) => room.id));
    for (const id of this.#rows.keys()) if (!known.has(id)) this.#rows.delete(id);
    const sections = groups.filter((group) => this.#isShown(group)).map((group) => this.#section(group));
    this.#showWays(groups);
    const nodes = this.#ways.isFirst ? [this.#ways.node, ...sections] : [...sections, this.#ways.node];
    if (nodes.some((node, at) => this.#root.children[at] !== node) || nodes.length !== this.#root.children.length) {
      this.#root.replaceChildren(...nodes);
    }
    this.#markStop(focused);
    if (focused instanceof HTMLElement && focused.isConnected && focused !== document.activeElement) {
      focused.focus({ preventScroll: true });
    }
  }

  /** @returns {Group[]} */
  #groups() {
    const { rooms, preferences, currentId } = this.#store;
    return this.#query ? groupsMatching(rooms, preferences.now, this.#query) : groupsOf(rooms, preferences.now, currentId);
  }

  /** @param {Group[]} groups */
  #showWays(groups) {
    this.#ways.show({
      query: this.#query,
      found: groups.reduce((sum, { rooms }) => sum + rooms.length, 0),
      own: this.#store.rooms.filter((room) => room.is_member).length,
      more: groups.reduce((sum, { more }) => sum + more, 0),
      isGuest: this.#store.user.role === "guest",
    });
  }

  /** Without rooms a heading is only there for its button. @param {Group} group */
  #isShown({ name, rooms }) {
    return rooms.length > 0 || (name === "direct" && !this.#query && this.#store.user.role !== "guest");
  }

  /** @param {Group} group @returns {HTMLElement} */
  #section(group) {
    const section = this.#sections.get(group.name) ?? new RoomSection(group, [this.#headingButton(group)]);
    this.#sections.set(group.name, section);
    const isFolded = !this.#query && this.#folds.has(group.name);
    const shown = isFolded ? group.rooms.filter((room) => this.#isUrgent(room)) : group.rooms;
    section.show(shown.map((room) => this.#row(room)), isFolded);
    return section.node;
  }

  /** Folding away does not hide where one is, nor what is new. @param {Room} room */
  #isUrgent(room) {
    const isNew = room.is_member && room.unread_count > 0 && !this.#isMuted(room.id);
    return room.id === this.#store.currentId || isNew;
  }

  /** @param {Group} group */
  #headingButton({ name }) {
    if (name !== "direct" || this.#store.user.role === "guest") return null;
    const attrs = { type: "button", "aria-label": "New direct message", title: "New direct message" };
    const on = { click: () => this.#acts.direct() };
    return element("button", { class: "icon-button", attrs, data: { action: "new-direct" }, on }, icon("plus"));
  }

  /** @param {Room} room */
  #row(room) {
    const row = this.#rows.get(room.id) ?? new RoomRow(room.id);
    this.#rows.set(room.id, row);
    const { user, currentId, typists } = this.#store;
    const isMuted = this.#isMuted(room.id);
    const draft = this.#drafts.read(room.id);
    row.show({ room, user, isActive: room.id === currentId, isMuted, draft, typists: typists.of(room.id) });
    return row;
  }

  /** @param {number} roomId */
  #isMuted(roomId) {
    return mutedUntil(this.#store.preferences.now, roomId) !== null;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    if (!(event.target instanceof Element)) return;
    const part = event.target.closest("[data-join], [data-group], [data-room-id]");
    if (!(part instanceof HTMLElement)) return;
    const { join, group, roomId } = part.dataset;
    if (join) return this.#acts.join(Number(join));
    if (group) return this.#folds.toggle(/** @type {GroupName} */ (group));
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!isPlain) return;
    event.preventDefault();
    this.#acts.open(Number(roomId));
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const stops = /** @type {HTMLElement[]} */ ([...this.#root.querySelectorAll(STOPS)]);
    const at = stops.findIndex((stop) => stop === event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.altKey || !stops[to]) return;
    event.preventDefault();
    this.#focusStop(stops[to]);
  }

  /** @param {HTMLElement} stop */
  #focusStop(stop) {
    this.#markStop(stop);
    stop.focus();
  }

  /** One of them takes the tab key: the one with the focus, or the room in view. @param {Element | null} wanted */
  #markStop(wanted) {
    const active = this.#root.querySelector(".room-item.active") ?? this.#root.querySelector(STOPS);
    const stop = wanted?.isConnected && wanted.matches(STOPS) ? wanted : active;
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll(STOPS))) {
      const tabIndex = one === stop ? 0 : -1;
      if (one.tabIndex !== tabIndex) one.tabIndex = tabIndex;
    }
  }
}
