// @ts-check
/** @import {Store} from "./store.js" */
import { find } from "../lib/dom.js";
import { clearProblems, showProblem } from "../lib/form.js";
import { Problem, request } from "../lib/http.js";
import { attempt } from "./attempt.js";
import { Floating } from "./floating.js";
import { PRESENCE } from "./presence.js";

const NAMES = { ...PRESENCE, offline: "Invisible" };

/** How one is seen by others: the buttons that say it and the panel that changes it. */
export class OwnStatus {
  #store;
  #buttons;
  #form;
  #floating;
  #dot = find("[data-own-presence]");
  /** A lost connection does not change it; none yet means that it may be shown wrongly. */
  #isKnown = false;

  /** @param {{store: Store}} parts */
  constructor({ store }) {
    this.#store = store;
    this.#buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-action=own-status]")]);
    const panel = find("[data-own-status]");
    this.#form = /** @type {HTMLFormElement} */ (find("form", panel));
    this.#floating = new Floating(panel);
    for (const button of this.#buttons) button.addEventListener("click", () => this.#toggle(button));
    this.#floating.addEventListener("toggle", () => this.#expanded());
    this.#form.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.name === "status") this.#choose(target.value);
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#saveText();
    });
    find("[data-action=clear-text]", this.#form).addEventListener("click", () => {
      this.#field.value = "";
      this.#saveText();
    });
    for (const topic of ["own-status", "connection"]) store.addEventListener(topic, () => this.#draw());
    this.#draw();
  }

  get #field() {
    return /** @type {HTMLInputElement} */ (find("[name=text]", this.#form));
  }

  #draw() {
    this.#isKnown ||= this.#store.connection.state === "open";
    const { status, text } = this.#store.ownStatus;
    for (const button of this.#buttons) {
      button.dataset.presence = status;
      button.hidden = !this.#isKnown;
      button.title = text;
      find("[data-name]", button).textContent = /** @type {Record<string, string>} */ (NAMES)[status] ?? status;
      find("[data-text]", button).textContent = text;
    }
    this.#dot.dataset.presence = status;
    this.#dot.hidden = !this.#isKnown;
    const choice = this.#form.querySelector(`[value="${status}"]`);
    if (choice instanceof HTMLInputElement) choice.checked = true;
  }

  /** @param {HTMLElement} button */
  #toggle(button) {
    if (this.#floating.isOpen) return this.#floating.close();
    clearProblems(this.#form);
    this.#field.value = this.#store.ownStatus.text;
    this.#draw();
    // In a menu it closes that, and stands where the menu stood.
    const menu = /** @type {HTMLElement | null} */ (button.closest("[popover]"));
    const anchor = menu ? find(`[popovertarget=${menu.id}]`) : button;
    menu?.hidePopover();
    this.#floating.open(anchor.getBoundingClientRect(), { align: "end", returnTo: anchor });
    /** @type {HTMLElement | null} */ (this.#form.querySelector(":checked"))?.focus();
  }

  #expanded() {
    for (const button of this.#buttons) button.setAttribute("aria-expanded", String(this.#floating.isOpen));
  }

  /** @param {string} status */
  async #choose(status) {
    await attempt(() => this.#save({ status }));
    this.#draw();
  }

  /** The answer says how one is seen now; the event to everybody comes a moment later. @param {{status: string, text?: string}} chosen */
  async #save(chosen) {
    const { status, text } = await request("POST", "/api/users/status", chosen);
    this.#store.ownStatus = { status, text };
    this.#store.changed("own-status");
  }

  async #saveText() {
    clearProblems(this.#form);
    const chosen = this.#form.querySelector("[name=status]:checked");
    const status = chosen instanceof HTMLInputElement ? chosen.value : this.#store.ownStatus.status;
    try {
      await this.#save({ status, text: this.#field.value.trim() });
      this.#floating.close();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      showProblem(this.#form, error);
    }
  }
}
