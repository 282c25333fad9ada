// @ts-check
import { find, isComposing } from "../lib/dom.js";
import { counted, number } from "../lib/language.js";
import { bindEnter } from "./enter_key.js";
import { bindMarkdownKeys } from "./markdown_keys.js";
import { applyEdit } from "./text_edit.js";

const COUNTER_FROM = 0.9375;
/** Where the style sheet lets a field be as high as its text, up to a limit. */
const fitsItself = () => CSS.supports("field-sizing", "content");

/** The growing text field with its counter and its button. Emits "write", "send", "cancel" and "recall". */
export class ComposerField extends EventTarget {
  #field;
  #button;
  #counter;
  #limit;

  /** @param {HTMLFormElement} form @param {number} limit */
  constructor(form, limit) {
    super();
    this.#limit = limit;
    this.#field = /** @type {HTMLTextAreaElement} */ (find("textarea", form));
    this.#button = /** @type {HTMLButtonElement} */ (find(".send-btn", form));
    this.#counter = find("[data-counter]", form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#emit("send");
    });
    this.#field.addEventListener("keydown", (event) => this.#pressed(event));
    bindEnter(this.#field, () => this.#emit("send"));
    bindMarkdownKeys(this.#field);
    this.#field.addEventListener("input", () => {
      this.#measure();
      this.#emit("write");
    });
    this.#field.addEventListener("blur", () => this.#emit("blur"));
    if (!fitsItself()) window.addEventListener("resize", () => this.#fit());
  }

  get text() {
    return this.#field.value;
  }

  /** @param {string} text */
  set text(text) {
    this.#field.value = text;
    this.#measure();
  }

  get length() {
    return [...this.#field.value].length;
  }

  /** @param {string} text */
  label(text) {
    this.#field.placeholder = text;
    this.#field.setAttribute("aria-label", text);
  }

  /** What the round button does. @param {string} name */
  nameButton(name) {
    this.#button.setAttribute("aria-label", name);
  }

  /** With the caret at the end. */
  focus() {
    this.#field.focus({ preventScroll: true });
    this.#field.setSelectionRange(this.#field.value.length, this.#field.value.length);
  }

  /** Puts an emoji or a name where the caret is; it must not touch the word before it. @param {string} emoji */
  insert(emoji) {
    const { value, selectionStart: start, selectionEnd: end } = this.#field;
    const isTouching = /^[:@]/.test(emoji) && /[\p{L}\p{N}:]$/u.test(value.slice(0, start));
    applyEdit(this.#field, { start, end, text: `${isTouching ? " " : ""}${emoji} ` });
  }

  /** @param {string} name */
  #emit(name) {
    return this.dispatchEvent(new Event(name, { cancelable: true }));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (isComposing(event) || event.defaultPrevented) return;
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === "Escape" && !this.#emit("cancel")) event.preventDefault();
    if (event.key === "ArrowUp" && isPlain && !this.text && !this.#emit("recall")) event.preventDefault();
  }

  #measure() {
    if (!fitsItself()) this.#fit();
    const { length } = this;
    const isOver = length > this.#limit;
    this.#counter.hidden = length < this.#limit * COUNTER_FROM;
    this.#counter.textContent = isOver
      ? counted(length - this.#limit, { one: "# character too many", other: "# characters too many" })
      : `${number(length)} / ${number(this.#limit)}`;
    this.#counter.classList.toggle("is-over", isOver);
    this.#field.setAttribute("aria-invalid", String(isOver));
    this.#button.disabled = isOver || !this.text.trim();
  }

  /** As high as its text; the style sheet says how high at most. */
  #fit() {
    const { style } = this.#field;
    style.setProperty("block-size", "auto");
    style.setProperty("block-size", `${this.#field.scrollHeight}px`);
  }
}
