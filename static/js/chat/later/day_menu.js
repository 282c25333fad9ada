// @ts-check
import { element } from "../../lib/dom.js";
import { BEGINNING, dateText, startOf, startOfDate } from "./days.js";
import { Floating } from "../floating.js";

/** @type {[string, () => string][]} */
const JUMPS = [
  ["Today", () => startOf(0)],
  ["Yesterday", () => startOf(1)],
  ["A week ago", () => startOf(7)],
  ["A month ago", () => startOf(30)],
  ["The beginning", () => BEGINNING],
];

/** Leads to the first message of a day. */
export class DayMenu {
  #node;
  #field;
  #floating;
  #go;

  /** @param {(moment: string) => void} go */
  constructor(go) {
    this.#go = go;
    this.#field = element("input", { class: "field-input", attrs: { type: "date", required: true, "aria-label": "A date" } });
    this.#node = element(
      "div",
      { class: "menu day-menu", attrs: { popover: "manual", role: "dialog", "aria-label": "Go to a date" } },
      ...JUMPS.map(([text, moment]) => this.#jump(text, moment)),
      element(
        "form",
        { class: "day-form", on: { submit: (event) => this.#submitted(event) } },
        this.#field,
        element("button", { class: "button", text: "Go", attrs: { type: "submit" } }),
      ),
    );
    document.body.append(this.#node);
    this.#floating = new Floating(this.#node);
    this.#node.addEventListener("keydown", (event) => this.#moved(event));
  }

  /** @param {HTMLElement} button */
  open(button) {
    this.#field.max = dateText(new Date());
    this.#field.value = "";
    const box = button.getBoundingClientRect();
    this.#floating.open(box, { returnTo: button });
    this.#items()[0]?.focus({ preventScroll: true });
  }

  /** @param {string} text @param {() => string} moment */
  #jump(text, moment) {
    const options = { class: "menu-item", text, attrs: { type: "button" } };
    return element("button", { ...options, on: { click: () => this.#chosen(moment()) } });
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    const moment = startOfDate(this.#field.value);
    if (moment) this.#chosen(moment);
  }

  /** @param {string} moment */
  #chosen(moment) {
    this.#floating.close();
    this.#go(moment);
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.#node.querySelectorAll(".menu-item")]);
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const items = this.#items();
    const at = items.findIndex((item) => item === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length].focus();
  }
}
