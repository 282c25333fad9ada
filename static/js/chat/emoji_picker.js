// @ts-check
/** @import {Box} from "./floating.js" */
import { element, find } from "../lib/dom.js";
import { GROUPS } from "./emoji_data.js";
import { Floating } from "./floating.js";

const COLUMNS = 8;

/** The choice of an emoji: a field to search in and a grid that arrow keys move through. */
export class EmojiPicker {
  #floating;
  #field;
  #groups;
  /** @type {(emoji: string) => void} */
  #choose = () => undefined;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#floating = new Floating(root);
    this.#field = /** @type {HTMLInputElement} */ (find("input", root));
    this.#groups = find("[data-groups]", root);
    this.#field.addEventListener("input", () => this.#draw());
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("keydown", (event) => this.#moved(event));
  }

  /** @param {Box} anchor @param {HTMLElement | null} returnTo @param {(emoji: string) => void} choose */
  open(anchor, returnTo, choose) {
    this.#choose = choose;
    this.#field.value = "";
    this.#draw();
    this.#floating.open(anchor, { returnTo });
    // On a touch screen the keyboard would cover the choice.
    if (matchMedia("(pointer: fine)").matches) this.#field.focus();
    else this.#buttons()[0]?.focus();
  }

  #draw() {
    const words = this.#field.value.trim().toLowerCase();
    const groups = GROUPS.map(({ title, emoji }) => ({ title, found: emoji.filter(({ name }) => name.includes(words)) }));
    const shown = groups.filter(({ found }) => found.length);
    this.#groups.replaceChildren(
      ...shown.map(({ title, found }) =>
        element(
          "section",
          { class: "emoji-group", attrs: { "aria-label": title } },
          element("h3", { text: title }),
          element("div", { class: "emoji-grid" }, ...found.map(drawEmoji)),
        ),
      ),
    );
    if (!shown.length) this.#groups.append(element("p", { class: "emoji-none", text: "No such emoji here." }));
  }

  #buttons() {
    return /** @type {HTMLElement[]} */ ([...this.#groups.querySelectorAll("button")]);
  }

  /** @param {MouseEvent} event */
  #clicked({ target }) {
    const button = target instanceof Element ? target.closest("[data-emoji]") : null;
    if (button instanceof HTMLElement) this.#take(button.dataset.emoji ?? "");
  }

  /** @param {string} emoji */
  #take(emoji) {
    this.#floating.close();
    this.#choose(emoji);
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const buttons = this.#buttons();
    const at = buttons.findIndex((button) => button === document.activeElement);
    if (at < 0) {
      if (event.key === "ArrowDown") this.#focus(event, buttons[0]);
      if (event.key === "Enter") this.#focus(event, null);
      if (event.key === "Enter" && buttons[0]) this.#take(buttons[0].dataset.emoji ?? "");
      return;
    }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (step === undefined) return;
    this.#focus(event, step < 0 && at + step < 0 ? this.#field : buttons[Math.min(at + step, buttons.length - 1)]);
  }

  /** @param {KeyboardEvent} event @param {HTMLElement | null | undefined} to */
  #focus(event, to) {
    event.preventDefault();
    to?.focus();
  }
}

/** @param {import("./emoji_data.js").Emoji} emoji */
function drawEmoji({ emoji, name }) {
  const attrs = { type: "button", title: name, "aria-label": name, tabindex: -1 };
  return element("button", { class: "emoji-choice", text: emoji, attrs, data: { emoji } });
}
