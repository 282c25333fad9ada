// @ts-check
import { find, isComposing } from "../lib/dom.js";

/** The pill in which one writes: Enter sends, Shift+Enter breaks the line. */
export class Composer {
  #form = /** @type {HTMLFormElement} */ (find("[data-composer]"));
  #input = /** @type {HTMLTextAreaElement} */ (find("[data-question]"));
  #button = /** @type {HTMLButtonElement} */ (find("[data-send]"));
  #locked = false;

  /** @param {{send: (question: string) => void, written: (text: string) => void}} parts */
  constructor({ send, written }) {
    this.#input.addEventListener("input", () => {
      this.#refresh();
      written(this.#input.value);
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
      event.preventDefault();
      this.#form.requestSubmit();
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const question = this.#input.value.trim();
      if (!question || this.#locked) return;
      this.text = "";
      written("");
      send(question);
    });
    this.#refresh();
  }

  /** @param {string} text */
  set text(text) {
    this.#input.value = text;
    this.#refresh();
  }

  /** @param {string} text */
  set placeholder(text) {
    this.#input.placeholder = text;
  }

  /** While an answer is under way one may write, not send. @param {boolean} locked */
  set locked(locked) {
    this.#locked = locked;
    this.#refresh();
  }

  /** A phone's keyboard would cover what there is to read. */
  focus() {
    if (matchMedia("(pointer: fine)").matches) this.#input.focus();
  }

  #refresh() {
    this.#button.disabled = this.#locked || !this.#input.value.trim();
    this.#input.style.blockSize = "auto";
    this.#input.style.blockSize = `${this.#input.scrollHeight}px`;
  }
}
