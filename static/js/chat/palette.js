// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Room, User} from "./types.js" */
import { element, find } from "../lib/dom.js";
import { attempt } from "./attempt.js";
import { ChoiceList } from "./choice_list.js";
import { knownPeople, matching } from "./people.js";
import { drawPerson } from "./later/people_field.js";
import { roomIcon, titleOf } from "./room_title.js";

const MOST_SHOWN = 30;

/** @typedef {{key: string, names: string[], content: () => Node[], go: () => unknown}} Goal */

/** Ctrl or Cmd with K: a few letters of a room or a person, and Enter goes there. */
export class Palette {
  #dialog;
  #field;
  #list;
  #store;
  #open;
  #direct;
  /** @type {Map<string, Goal>} */
  #goals = new Map();

  /**
   * @param {{
   *   store: Store, open: (roomId: number) => void, direct: (usernames: string[]) => Promise<void>
   * }} parts
   */
  constructor({ store, open, direct }) {
    this.#store = store;
    this.#open = open;
    this.#direct = direct;
    this.#dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=palette]"));
    this.#field = /** @type {HTMLInputElement} */ (find("input", this.#dialog));
    this.#list = new ChoiceList(this.#field, find("[data-goals]", this.#dialog), (key) => this.#chosen(key));
    this.#field.addEventListener("input", () => this.#draw());
  }

  toggle() {
    if (this.#dialog.open) return this.#dialog.close();
    if (document.querySelector("dialog[open]")) return;
    const goals = [...this.#store.rooms.map((room) => this.#toRoom(room)), ...this.#people()];
    this.#goals = new Map(goals.map((goal) => [goal.key, goal]));
    this.#field.value = "";
    this.#draw();
    this.#dialog.showModal();
    this.#field.focus();
  }

  #draw() {
    const goals = matching([...this.#goals.values()], this.#field.value, (goal) => goal.names).slice(0, MOST_SHOWN);
    this.#list.show(goals.map(({ key, content }) => ({ key, content: content() })));
    find("[data-none]", this.#dialog).hidden = goals.length > 0;
  }

  /** @param {string} key */
  #chosen(key) {
    this.#dialog.close();
    attempt(async () => void (await this.#goals.get(key)?.go()));
  }

  /** @param {Room} room @returns {Goal} */
  #toRoom(room) {
    const name = element("bdi", { class: "choice-name", text: titleOf(room) });
    const content = () => [roomIcon(room), name];
    const names = [titleOf(room), ...(room.participants ?? []).map((person) => person.username)];
    return { key: `room:${room.id}`, names, content, go: () => this.#open(room.id) };
  }

  /** @returns {Goal[]} */
  #people() {
    if (this.#store.user.role === "guest") return [];
    const pairs = this.#store.rooms.filter((room) => room.participants?.length === 1);
    const isListed = (/** @type {User} */ { username }) =>
      pairs.some((room) => room.participants?.[0].username === username);
    const others = knownPeople(this.#store).filter((person) => !isListed(person));
    return others.map((/** @type {User} */ person) => ({
      key: `person:${person.username}`,
      names: [person.display_name, person.username],
      content: () => drawPerson(person),
      go: () => this.#direct([person.username]),
    }));
  }
}
