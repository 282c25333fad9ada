// @ts-check
/** @import {Store} from "../store.js" */
import { element, find } from "../../lib/dom.js";
import { clearProblems, onSubmit } from "../../lib/form.js";
import { Problem, request } from "../../lib/http.js";
import { attempt } from "../../lib/attempt.js";
import { Floating } from "../floating.js";
import { secondsUntil, splitStatus } from "../presence.js";
import { momentText } from "../room_mute.js";
import { drawStatusEmoji } from "../status_emoji.js";

const NO_EMOJI = "🙂";
const STAYS = "stays";
const LIMIT = 100;

/** @typedef {(anchor: DOMRect, returnTo: HTMLElement, choose: (emoji: string) => void) => void} PickEmoji */

/** Where one says how one wants to be seen: a status, an emoji, words, and until when. */
export class StatusPanel {
  #store;
  #form;
  #floating;
  #buttons;
  #emoji = "";
  /** @type {string | null} */
  #expiresAt = null;

  /** @param {{store: Store, pickEmoji: PickEmoji}} parts */
  constructor({ store, pickEmoji }) {
    this.#store = store;
    this.#buttons = document.querySelectorAll("[data-action=own-status]");
    const panel = find("[data-own-status]");
    this.#form = /** @type {HTMLFormElement} */ (find("form", panel));
    this.#floating = new Floating(panel, { companion: find("[data-emoji-picker]") });
    this.#floating.addEventListener("toggle", () => this.#toggled());
    this.#form.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.name === "status") attempt(() => this.#save());
    });
    const button = find("[data-action=status-emoji]", this.#form);
    button.addEventListener("click", () =>
      pickEmoji(button.getBoundingClientRect(), button, (emoji) => this.#takeEmoji(emoji)),
    );
    find("[data-ideas]", this.#form).addEventListener("click", ({ target }) => {
      const idea = target instanceof Element ? target.closest("button") : null;
      if (idea) this.#takeIdea(idea);
    });
    find("[data-action=clear-text]", this.#form).addEventListener("click", () => this.#clear());
    onSubmit(this.#form, async () => {
      await this.#save();
      this.#floating.close();
    });
  }

  /** @param {HTMLElement} button */
  async toggle(button) {
    if (this.#floating.isOpen) return this.#floating.close();
    clearProblems(this.#form);
    this.#fill(this.#store.ownStatus);
    this.#setEnd(null);
    // In a menu it closes that, and stands where the menu stood.
    const menu = /** @type {HTMLElement | null} */ (button.closest("[popover]"));
    const anchor = menu ? find(`[popovertarget=${menu.id}]`) : button;
    menu?.hidePopover();
    this.#floating.open(anchor.getBoundingClientRect(), { align: "end", returnTo: anchor });
    /** @type {HTMLElement | null} */ (this.#form.querySelector("[name=status]:checked"))?.focus();
    await attempt(async () => this.#setEnd((await request("GET", "/api/users/status")).expires_at));
  }

  get #field() {
    return /** @type {HTMLInputElement} */ (find("[name=text]", this.#form));
  }

  get #until() {
    return /** @type {HTMLSelectElement} */ (find("[name=until]", this.#form));
  }

  /** @param {{status: string, text: string}} own */
  #fill({ status, text }) {
    const { emoji, words } = splitStatus(text);
    const choice = this.#form.querySelector(`[name=status][value="${CSS.escape(status)}"]`);
    if (choice instanceof HTMLInputElement) choice.checked = true;
    this.#emoji = emoji;
    this.#field.value = words;
    // Not while one writes: the panel would jump.
    find("[data-ideas]", this.#form).hidden = Boolean(text);
    this.#draw();
  }

  #draw() {
    const button = find("[data-action=status-emoji]", this.#form);
    button.replaceChildren(drawStatusEmoji(this.#emoji || NO_EMOJI));
    button.classList.toggle("is-empty", !this.#emoji);
  }

  /** An end that was chosen before is an option of its own. @param {string | null} expiresAt */
  #setEnd(expiresAt) {
    this.#expiresAt = expiresAt;
    this.#until.querySelector(`[value=${STAYS}]`)?.remove();
    if (expiresAt) {
      const attrs = { value: STAYS };
      this.#until.prepend(element("option", { text: momentText(expiresAt), attrs }));
    }
    this.#until.value = expiresAt ? STAYS : "";
  }

  /** @param {string} emoji */
  #takeEmoji(emoji) {
    this.#emoji = emoji;
    this.#draw();
    this.#field.focus();
  }

  /** @param {HTMLElement} idea */
  #takeIdea({ dataset }) {
    this.#emoji = dataset.emoji ?? "";
    this.#field.value = dataset.text ?? "";
    this.#until.value = dataset.until ?? "";
    this.#draw();
    find("[type=submit]", this.#form).focus();
  }

  #clear() {
    this.#emoji = "";
    this.#field.value = "";
    this.#until.value = "";
    this.#draw();
    attempt(async () => {
      await this.#save();
      this.#floating.close();
    });
  }

  /** The answer says how one is seen now; the event to everybody comes a moment later. */
  async #save() {
    const chosen = this.#form.querySelector("[name=status]:checked");
    const status = chosen instanceof HTMLInputElement ? chosen.value : this.#store.ownStatus.status;
    const words = `${this.#emoji} ${this.#field.value.trim()}`.trim();
    if ([...words].length > LIMIT) {
      const detail = `At most ${LIMIT} characters, the emoji among them.`;
      throw new Problem({ status: 422, code: "invalid", field: "text", detail });
    }
    const lasting = this.#lasting();
    const body = { status, text: words, ...(lasting === null ? {} : { expires_in: lasting }) };
    const { text, status: now, expires_at } = await request("POST", "/api/users/status", body);
    this.#store.ownStatus = { status: now, text };
    this.#store.changed("own-status");
    this.#setEnd(expires_at);
  }

  #lasting() {
    const { value } = this.#until;
    if (value !== STAYS || !this.#expiresAt) return secondsUntil(value);
    return Math.max(60, (Date.parse(this.#expiresAt) - Date.now()) / 1000);
  }

  #toggled() {
    for (const button of this.#buttons) button.setAttribute("aria-expanded", String(this.#floating.isOpen));
  }
}
