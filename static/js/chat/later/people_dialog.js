// @ts-check
/** @import {Loader} from "../loader.js" */
/** @import {Store} from "../store.js" */
import { find } from "../../lib/dom.js";
import { clearProblems, onSubmit } from "../../lib/form.js";
import { PeopleField, nobody } from "./people_field.js";

/**
 * @typedef {import("./people_field.js").PeopleWanted & {
 *   title: string, confirm: string, done: (usernames: string[]) => Promise<void>
 * }} PeopleRequest
 */

/** Chooses people by name; Enter in the empty field is the end. */
export class PeopleDialog {
  #dialog;
  #form;
  #people;
  /** @type {PeopleRequest | null} */
  #request = null;

  /** @param {{store: Store, loader: Loader}} parts */
  constructor(parts) {
    this.#dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=people]"));
    this.#form = /** @type {HTMLFormElement} */ (find("form", this.#dialog));
    this.#people = new PeopleField(this.#form, parts);
    find("[data-action=close-dialog]", this.#form).addEventListener("click", () => this.#dialog.close());
    onSubmit(this.#form, () => this.#finish());
  }

  /** @param {PeopleRequest} request */
  open(request) {
    this.#request = request;
    this.#form.reset();
    clearProblems(this.#form);
    find("[data-title]", this.#dialog).textContent = request.title;
    find("[type=submit]", this.#form).textContent = request.confirm;
    this.#people.start(request);
    this.#dialog.showModal();
    this.#people.focus();
  }

  async #finish() {
    const { chosen } = this.#people;
    if (!chosen.length) throw nobody("Choose somebody from the list.");
    await this.#request?.done(chosen);
    this.#dialog.close();
  }
}
