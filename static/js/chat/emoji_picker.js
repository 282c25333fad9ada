// @ts-check
/** @import {Box} from "./floating.js" */
import { element, find } from "../lib/dom.js";
import { GROUPS } from "./emoji_data.js";
import { Floating } from "./floating.js";

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
    const matches = (/** @type {{name: string}} */ { name }) => name.includes(words);
    const groups = GROUPS.map(({ title, emoji }) => ({ title, found: emoji.filter(matches) }));
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
    const sideways = { ArrowRight: at + 1, ArrowLeft: at - 1 }[event.key];
    if (sideways !== undefined) this.#focus(event, buttons[sideways]);
    if (event.key === "ArrowDown") this.#focus(event, nearest(buttons[at], buttons.slice(at + 1)));
    const above = buttons.slice(0, at).reverse();
    if (event.key === "ArrowUp") this.#focus(event, nearest(buttons[at], above) ?? this.#field);
  }

  /** @param {KeyboardEvent} event @param {HTMLElement | null | undefined} to */
  #focus(event, to) {
    event.preventDefault();
    to?.focus();
  }
}

/**
 * The one in the next line that is most nearly straight above or below.
 * @param {HTMLElement} from @param {HTMLElement[]} candidates in the order of walking
 */
function nearest(from, candidates) {
  const start = from.offsetTop;
  const line = candidates.find((one) => one.offsetTop !== start)?.offsetTop;
  const off = (/** @type {HTMLElement} */ one) => Math.abs(one.offsetLeft - from.offsetLeft);
  return candidates.filter((one) => one.offsetTop === line).sort((a, b) => off(a) - off(b))[0];
}

/** @param {import("./emoji_data.js").Emoji} emoji */
function drawEmoji({ emoji, name }) {
  const attrs = { type: "button", title: name, "aria-label": name, tabindex: -1 };
  return element("button", { class: "emoji-choice", text: emoji, attrs, data: { emoji } });
}
