// @ts-check
/** @import {Loader} from "../loader.js" */
/** @import {Store} from "../store.js" */
/** @import {User} from "../types.js" */
import { avatar } from "../../lib/avatar.js";
import { element, find, icon } from "../../lib/dom.js";
import { clearProblems, showProblem } from "../../lib/form.js";
import { Problem } from "../../lib/http.js";
import { ChoiceList } from "./choice_list.js";
import { knownPeople, matching } from "../people.js";

const MOST_SHOWN = 50;
const USERNAME = /^[a-z0-9][a-z0-9._-]{0,31}$/;

/** @typedef {{most: number, hidden?: Set<string>}} PeopleWanted  `hidden`: those who need not be offered */

/** A field of a form in which people are chosen by name: a name and Enter adds one, Backspace takes it out. */
export class PeopleField {
  #form;
  #field;
  #list;
  #store;
  #loader;
  #isBrief;
  /** @type {Map<string, User>} */
  #chosen = new Map();
  /** @type {User[]} */
  #online = [];
  /** @type {PeopleWanted} */
  #wanted = { most: 1 };

  /**
   * @param {HTMLFormElement} form
   * @param {{store: Store, loader: Loader, isBrief?: boolean}} parts brief: people are offered once one types
   */
  constructor(form, { store, loader, isBrief = false }) {
    this.#form = form;
    this.#store = store;
    this.#loader = loader;
    this.#isBrief = isBrief;
    this.#field = /** @type {HTMLInputElement} */ (find("[name=usernames]", form));
    this.#list = new ChoiceList(this.#field, find("[data-people]", form), (name) => this.#toggle(name));
    this.#field.addEventListener("input", () => this.#draw());
    this.#field.addEventListener("keydown", (event) => this.#pressed(event));
    find("[data-chosen]", form).addEventListener("click", ({ target }) => {
      const chip = target instanceof Element ? target.closest("[data-username]") : null;
      if (chip instanceof HTMLElement) this.#toggle(chip.dataset.username ?? "");
    });
  }

  /** @returns {string[]} usernames */
  get chosen() {
    return [...this.#chosen.keys()];
  }

  /** Begins anew with nobody chosen. @param {PeopleWanted} wanted */
  async start(wanted) {
    this.#wanted = wanted;
    this.#chosen.clear();
    this.#draw();
    this.#online = await this.#loader.online();
    this.#draw();
  }

  focus() {
    this.#field.focus();
  }

  /** @param {string} username */
  #toggle(username) {
    clearProblems(this.#form);
    const { most } = this.#wanted;
    if (this.#chosen.delete(username)) {
      this.#draw();
    } else if (this.#chosen.size >= most) {
      showProblem(this.#form, nobody(`At most ${most} people.`));
    } else {
      const person = this.#offered().find((one) => one.username === username);
      this.#chosen.set(username, person ?? { user_id: username, username, display_name: username });
      this.#field.value = "";
      this.#draw();
    }
    this.#field.focus();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const last = this.chosen.at(-1);
    if (event.key === "Backspace" && !this.#field.value && last) this.#toggle(last);
  }

  #offered() {
    return knownPeople(this.#store, this.#online).filter(({ username }) => !this.#wanted.hidden?.has(username));
  }

  #draw() {
    const query = this.#field.value.trim();
    const choices = this.#isBrief && !query ? [] : this.#choices(query);
    this.#list.show(choices, query || !this.#chosen.size ? 0 : -1);
    find("[data-none]", this.#form).hidden = choices.length > 0 || (this.#isBrief && !query);
    find("[data-chosen]", this.#form).replaceChildren(...[...this.#chosen.values()].map(drawChip));
  }

  /** @param {string} query */
  #choices(query) {
    const people = this.#offered().filter(({ username }) => !this.#chosen.has(username));
    const found = matching(people, query, (one) => [one.display_name, one.username]).slice(0, MOST_SHOWN);
    /** @type {import("./choice_list.js").Choice[]} */
    const choices = found.map((person) => ({ key: person.username, content: drawPerson(person) }));
    const name = query.toLowerCase().replace(/^@/, "");
    // Somebody with whom one shares no room yet is known by the name alone.
    const isNew = USERNAME.test(name) && ![...people, ...this.#chosen.values()].some((one) => one.username === name);
    const isSelf = name === this.#store.user.username || this.#wanted.hidden?.has(name);
    if (isNew && !isSelf) choices.push({ key: name, content: [icon("user"), `The account @${name}`] });
    return choices;
  }
}

/** @param {string} detail */
export function nobody(detail) {
  return new Problem({ status: 422, code: "invalid", field: "usernames", detail });
}

/** @param {User} person */
export function drawPerson(person) {
  return [
    avatar(person),
    element("bdi", { class: "choice-name", text: person.display_name }),
    element("span", { class: "choice-detail", text: `@${person.username}` }),
  ];
}

/** @param {User} person */
function drawChip({ username, display_name }) {
  return element(
    "button",
    {
      class: "person-chip",
      attrs: { type: "button", "aria-label": `Remove ${display_name}` },
      data: { username },
    },
    element("bdi", { text: display_name }),
    icon("close"),
  );
}
