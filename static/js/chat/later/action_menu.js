// @ts-check
import { element, icon } from "../../lib/dom.js";
import { Floating } from "../floating.js";

/**
 * @typedef {{
 *   label: string, image?: string, keys?: string, isChecked?: boolean, isDanger?: boolean, run: () => void
 * }} MenuAct  `isChecked`: one of several that exclude each other
 * @typedef {MenuAct[][]} MenuActs  with a line between groups
 * @typedef {{label: string, sign?: string, image?: string, run: () => void}} QuickAct  shown by its sign alone
 */

/** A menu whose entries are told when it opens. */
export class ActionMenu {
  #node;
  #floating;
  /** @type {HTMLElement | null} */
  #button = null;
  /** @type {{run: () => void}[]} */
  #acts = [];
  /** How many of them stand in one line, above the others. */
  #inRow = 0;

  /** @param {HTMLElement} node with popover=manual and the role of a menu */
  constructor(node) {
    this.#node = node;
    this.#floating = new Floating(node);
    this.#floating.addEventListener("toggle", () => {
      this.#button?.setAttribute("aria-expanded", String(this.#floating.isOpen));
    });
    node.addEventListener("click", (event) => this.#clicked(event));
    node.addEventListener("keydown", (event) => this.#moved(event));
    node.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /**
   * @param {import("../floating.js").Box} anchor
   * @param {{
   *   name: string, groups: MenuActs, row?: {name: string, acts: QuickAct[]}, returnTo: HTMLElement,
   *   button?: HTMLElement, align?: "start" | "end"
   * }} options  `button`: what opens and closes it
   */
  open(anchor, { name, groups, row, returnTo, button, align }) {
    const isAgain = this.#floating.isOpen && button !== undefined && button === this.#button;
    this.#floating.close();
    if (isAgain) return;
    this.#button = button ?? null;
    const shown = groups.filter((acts) => acts.length);
    this.#inRow = row?.acts.length ?? 0;
    this.#acts = [...(row?.acts ?? []), ...shown.flat()];
    if (!this.#acts.length) return;
    let at = this.#inRow;
    const parts = shown.map((acts) =>
      element("div", { class: "menu-group", attrs: { role: "group" } }, ...acts.map((act) => drawItem(act, at++))),
    );
    this.#node.setAttribute("aria-label", name);
    this.#node.replaceChildren(...(row ? [drawRow(row)] : []), ...parts);
    this.#floating.open(anchor, { align, returnTo });
    this.#items()[0]?.focus({ preventScroll: true });
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.#node.querySelectorAll("[data-at]")]);
  }

  /** @param {MouseEvent} event */
  #clicked({ target }) {
    const item = target instanceof Element ? target.closest("[data-at]") : null;
    if (!(item instanceof HTMLElement)) return;
    this.#floating.close();
    this.#acts[Number(item.dataset.at)].run();
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const items = this.#items();
    const at = items.findIndex((item) => item === document.activeElement);
    const to = placeInMenu(event.key, { at, length: items.length, inRow: this.#inRow });
    if (event.key === "Tab" || (event.key === "ArrowLeft" && to === undefined)) this.#floating.close();
    if (to === undefined) return;
    event.preventDefault();
    items[to]?.focus();
  }
}

/** @param {{name: string, acts: QuickAct[]}} row */
function drawRow({ name, acts }) {
  const attrs = { type: "button", role: "menuitem", tabindex: -1 };
  const buttons = acts.map(({ label, sign, image }, at) =>
    element(
      "button",
      { class: "quick-emoji", text: sign, attrs: { ...attrs, "aria-label": label, title: sign ? null : label }, data: { at } },
      image && icon(image),
    ),
  );
  return element("div", { class: "quick-row", attrs: { role: "group", "aria-label": name } }, ...buttons);
}

/** @param {MenuAct} act @param {number} at */
function drawItem({ label, image, keys, isChecked, isDanger }, at) {
  const isChoice = isChecked !== undefined;
  const attrs = {
    type: "button", role: isChoice ? "menuitemradio" : "menuitem", tabindex: -1,
    "aria-checked": isChoice ? String(isChecked) : null, "aria-keyshortcuts": keys ?? null,
  };
  const mark = isChoice ? icon("check") : image && icon(image);
  return element("button", { class: `menu-item${isDanger ? " menu-danger" : ""}`, attrs, data: { at } }, mark, label);
}

/**
 * Where a key leads in a menu. What stands in one line is one step for the arrows up and down.
 * @param {string} key
 * @param {{at: number, length: number, inRow?: number}} menu `at`: where one is, -1 for nowhere; `inRow`: how many of
 *   the first entries stand in one line
 * @returns {number | undefined}
 */
export function placeInMenu(key, { at, length, inRow = 0 }) {
  const isInRow = at >= 0 && at < inRow;
  switch (key) {
    case "ArrowRight":
      return isInRow ? (at + 1) % inRow : undefined;
    case "ArrowLeft":
      return isInRow ? (at - 1 + inRow) % inRow : undefined;
    case "ArrowDown":
      return (isInRow ? inRow : at + 1) % length;
    case "ArrowUp":
      if (isInRow || at <= 0) return length - 1;
      return at === inRow ? 0 : at - 1;
    case "Home":
      return 0;
    case "End":
      return length - 1;
  }
}
