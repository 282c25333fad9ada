// @ts-check
/** @import {Loader} from "../loader.js" */
/** @import {Store} from "../store.js" */
/** @import {User} from "../types.js" */
import { avatar } from "../../lib/avatar.js";
import { element, find, icon } from "../../lib/dom.js";
import { clearProblems, onSubmit, showProblem } from "../../lib/form.js";
import { Problem } from "../../lib/http.js";
import { ChoiceList } from "../choice_list.js";
import { knownPeople, matching } from "../people.js";

const MOST_SHOWN = 50;
const USERNAME = /^[a-z0-9][a-z0-9._-]{0,31}$/;

/**
 * @typedef {{
 *   title: string, confirm: string, hidden?: Set<string>, most: number,
 *   done: (usernames: string[]) => Promise<void>
 * }} PeopleRequest  `hidden`: those who need not be offered
 */

/** Chooses people by name: a name and Enter adds one, Enter in the empty field is the end. */
export class PeopleDialog {
  #dialog;
  #form;
  #field;
  #list;
  #store;
  #loader;
  /** @type {Map<string, User>} */
  #chosen = new Map();
  /** @type {User[]} */
  #online = [];
  /** @type {PeopleRequest | null} */
  #request = null;

  /** @param {{store: Store, loader: Loader}} parts */
  constructor({ store, loader }) {
    this.#store = store;
    this.#loader = loader;
    this.#dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=people]"));
    this.#form = /** @type {HTMLFormElement} */ (find("form", this.#dialog));
    this.#field = /** @type {HTMLInputElement} */ (find("[name=usernames]", this.#form));
    this.#list = new ChoiceList(this.#field, find("[data-people]", this.#form), (name) => this.#toggle(name));
    this.#field.addEventListener("input", () => this.#draw());
    this.#field.addEventListener("keydown", (event) => this.#pressed(event));
    find("[data-chosen]", this.#form).addEventListener("click", ({ target }) => {
      const chip = target instanceof Element ? target.closest("[data-username]") : null;
      if (chip instanceof HTMLElement) this.#toggle(chip.dataset.username ?? "");
    });
    find("[data-action=close-dialog]", this.#form).addEventListener("click", () => this.#dialog.close());
    onSubmit(this.#form, () => this.#finish());
  }

  /** @param {PeopleRequest} request */
  async open(request) {
    this.#request = request;
    this.#chosen.clear();
    this.#form.reset();
    clearProblems(this.#form);
    find("[data-title]", this.#dialog).textContent = request.title;
    find("[type=submit]", this.#form).textContent = request.confirm;
    this.#draw();
    this.#dialog.showModal();
    this.#field.focus();
    this.#online = await this.#loader.online();
    this.#draw();
  }

  async #finish() {
    if (!this.#chosen.size) throw new Problem({ ...INVALID, detail: "Choose somebody from the list." });
    await this.#request?.done([...this.#chosen.keys()]);
    this.#dialog.close();
  }

  /** @param {string} username */
  #toggle(username) {
    clearProblems(this.#form);
    const most = this.#request?.most ?? 1;
    if (this.#chosen.delete(username)) {
      this.#draw();
    } else if (this.#chosen.size >= most) {
      showProblem(this.#form, new Problem({ ...INVALID, detail: `At most ${most} people.` }));
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
    const last = [...this.#chosen.keys()].at(-1);
    if (event.key === "Backspace" && !this.#field.value && last) this.#toggle(last);
  }

  #offered() {
    const hidden = this.#request?.hidden;
    return knownPeople(this.#store, this.#online).filter(({ username }) => !hidden?.has(username));
  }

  #draw() {
    const query = this.#field.value.trim();
    const people = this.#offered().filter(({ username }) => !this.#chosen.has(username));
    const found = matching(people, query, (one) => [one.display_name, one.username]).slice(0, MOST_SHOWN);
    /** @type {import("../choice_list.js").Choice[]} */
    const choices = found.map((person) => ({ key: person.username, content: drawPerson(person) }));
    const name = query.toLowerCase().replace(/^@/, "");
    // Somebody with whom one shares no room yet is known by the name alone.
    const isNew = USERNAME.test(name) && ![...people, ...this.#chosen.values()].some((one) => one.username === name);
    const isSelf = name === this.#store.user.username || this.#request?.hidden?.has(name);
    if (isNew && !isSelf) choices.push({ key: name, content: [icon("user"), `The account @${name}`] });
    this.#list.show(choices, query || !this.#chosen.size ? 0 : -1);
    find("[data-none]", this.#form).hidden = choices.length > 0;
    find("[data-chosen]", this.#form).replaceChildren(...[...this.#chosen.values()].map(drawChip));
  }
}

const INVALID = { status: 422, code: "invalid", field: "usernames" };

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
