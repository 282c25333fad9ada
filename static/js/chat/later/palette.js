// @ts-check
/** @import {CommandActs} from "./palette_commands.js" */
/** @import {Goal} from "./palette_goals.js" */
/** @import {Store} from "../store.js" */
/** @import {Message, Room, User} from "../types.js" */
import { element, find, icon, isComposing } from "../../lib/dom.js";
import { request } from "../../lib/http.js";
import { attempt } from "../../lib/attempt.js";
import { counted } from "../../lib/language.js";
import { ChoiceList } from "./choice_list.js";
import { drawPerson } from "./people_field.js";
import { commandGoals } from "./palette_commands.js";
import { byVisit, readQuery, sectionsOf, weightOf } from "./palette_goals.js";
import { knownPeople } from "../people.js";
import { badge } from "../room_badge.js";
import { namesOf } from "../room_groups.js";
import { roomIcon, titleOf } from "../room_title.js";
import { drawResult } from "./search_results.js";

const PAUSE_MS = 200;
const SHORTEST = 2;
const MOST_MESSAGES = 6;
const SEARCH = "search";

/**
 * @typedef {CommandActs & {
 *   open: (roomId: number) => void, person: (username: string) => Promise<void>, online: () => Promise<User[]>,
 *   message: (place: {roomId: number, messageId: number}) => void
 * }} PaletteActs
 */

/** Ctrl or Cmd with K: a few letters of a room, a person, a command or a message, and Enter goes there. */
export class Palette {
  #dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=palette]"));
  #field = /** @type {HTMLInputElement} */ (find("input", this.#dialog));
  #list;
  #store;
  #acts;
  /** @type {Goal[]} */
  #goals = [];
  /** @type {User[]} */
  #online = [];
  /** @type {Message[]} */
  #found = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asked = 0;
  #isSearching = false;

  /** @param {{store: Store, acts: PaletteActs}} parts */
  constructor({ store, acts }) {
    this.#store = store;
    this.#acts = acts;
    this.#list = new ChoiceList(this.#field, find("[data-goals]", this.#dialog), (key) => this.#chosen(key));
    this.#field.addEventListener("input", () => this.#typed());
    // In a field for searches the first Escape would only empty it.
    this.#field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || isComposing(event)) return;
      event.preventDefault();
      this.#dialog.close();
    });
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#forget());
  }

  /** Fills the open dialog; one may have typed already. */
  show() {
    if (!this.#dialog.open) return;
    this.#gather();
    this.#typed();
    this.#meetOthers();
  }

  #gather() {
    const { rooms, visits, currentId } = this.#store;
    const own = byVisit(rooms, visits, currentId).map((room) => this.#toRoom(room));
    this.#goals = [...own, ...this.#people(), ...commandGoals(this.#store, this.#acts)];
  }

  /** Also those whom no room that was looked at has shown yet. */
  async #meetOthers() {
    this.#online = await this.#acts.online();
    if (!this.#dialog.open) return;
    this.#gather();
    this.#draw({ isSame: true });
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#found = [];
    this.#isSearching = false;
  }

  #typed() {
    this.#forget();
    const { text, kind } = readQuery(this.#field.value);
    if (!kind && text.length >= SHORTEST) {
      this.#isSearching = true;
      this.#timer = setTimeout(() => this.#search(text), PAUSE_MS);
    }
    this.#draw();
  }

  /** An answer that came after a newer question is not shown. @param {string} text */
  async #search(text) {
    const number = this.#asked;
    /** @type {Message[]} */
    let messages = [];
    try {
      ({ messages } = await request("GET", `/api/search?q=${encodeURIComponent(text)}&limit=${MOST_MESSAGES}`));
    } catch {
      // What is known here is offered all the same; the search itself tells what is wrong.
    }
    if (number !== this.#asked) return;
    this.#isSearching = false;
    this.#found = messages;
    this.#draw({ isSame: true });
  }

  /** @param {{isSame?: boolean}} [options] the same question: the mark stays where it is */
  #draw({ isSame = false } = {}) {
    const typed = this.#field.value;
    const marked = isSame ? this.#list.markedKey : null;
    const choices = [
      ...sectionsOf(this.#goals, typed).flatMap(({ title, goals }) =>
        goals.map(({ key, content }) => ({ key, section: title, content: content() })),
      ),
      ...this.#messages(typed),
    ];
    this.#list.show(choices, Math.max(0, choices.findIndex(({ key }) => key === marked)));
    const none = find("[data-none]", this.#dialog);
    none.hidden = choices.length > 0;
    none.textContent = `Nothing fits “${typed.trim()}”.`;
    find("[data-goals]", this.#dialog).setAttribute("aria-busy", String(this.#isSearching));
    const count = counted(choices.length, { one: "# choice", other: "# choices" });
    find("[data-count]", this.#dialog).textContent = choices.length ? count : "";
  }

  /** The newest few, and the way to all. @param {string} typed */
  #messages(typed) {
    const { text, kind } = readQuery(typed);
    if (kind || text.length < SHORTEST) return [];
    const section = "Messages";
    const found = this.#found.map((message) => {
      const room = this.#store.room(message.room_id);
      const lines = drawResult(message, room ? titleOf(room) : "", text);
      return { key: `message:${message.id}`, section, content: [element("div", { class: "choice-message" }, ...lines)] };
    });
    const all = element("bdi", { class: "choice-name", text: `Search messages for “${text}”` });
    return [...found, { key: SEARCH, section, content: [element("span", { class: "choice-icon" }, icon("search")), all] }];
  }

  /** @param {string} key */
  #chosen(key) {
    const message = this.#found.find(({ id }) => key === `message:${id}`);
    const goal = this.#goals.find((one) => one.key === key);
    const { text } = readQuery(this.#field.value);
    this.#dialog.close();
    if (key === SEARCH) this.#acts.search(text);
    else if (message) this.#acts.message({ roomId: message.room_id, messageId: message.id });
    else attempt(async () => void (await goal?.go()));
  }

  /** @param {Room} room @returns {Goal} */
  #toRoom(room) {
    const unread = weightOf(room, this.#store.preferences.now);
    const name = element("bdi", { class: "choice-name", text: titleOf(room) });
    const detail = room.is_member ? null : element("span", { class: "choice-detail", text: "not joined" });
    const mark = unread ? badge(room) : null;
    const content = () => [roomIcon(room), name, ...[detail, mark].filter((part) => part !== null)];
    const kind = room.room_type === "direct" ? "people" : "rooms";
    return { key: `room:${room.id}`, kind, names: namesOf(room), unread, content, go: () => this.#acts.open(room.id) };
  }

  /** Those to whom no direct room leads yet. @returns {Goal[]} */
  #people() {
    if (this.#store.user.role === "guest") return [];
    const pairs = this.#store.rooms.filter((room) => room.participants?.length === 1);
    const listed = new Set(pairs.map((room) => room.participants?.[0].username));
    return knownPeople(this.#store, this.#online).flatMap((person) =>
      listed.has(person.username)
        ? []
        : {
            key: `person:${person.username}`,
            kind: "people",
            names: [person.display_name, person.username],
            content: () => drawPerson(person),
            go: () => this.#acts.person(person.username),
          },
    );
  }
}
