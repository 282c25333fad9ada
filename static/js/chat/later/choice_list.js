// @ts-check
import { element, isComposing } from "../../lib/dom.js";

/** @typedef {{key: string, content: (Node | string)[], section?: string}} Choice  those of one section stand together */

/** A text field with choices beside it: the focus stays in the field, arrow keys move the mark. */
export class ChoiceList {
  #field;
  #list;
  #chosen;
  #keys;
  /** @type {HTMLElement[]} */
  #options = [];
  #at = -1;

  /**
   * @param {HTMLInputElement | HTMLTextAreaElement} field @param {HTMLElement} list
   * @param {(key: string) => void} chosen @param {{keys?: string[]}} [options] `keys` take the marked choice
   */
  constructor(field, list, chosen, { keys = ["Enter"] } = {}) {
    this.#field = field;
    this.#list = list;
    this.#chosen = chosen;
    this.#keys = keys;
    // Before what the same keys do in the field.
    field.addEventListener("keydown", (event) => this.#pressed(/** @type {KeyboardEvent} */ (event)), { capture: true });
    // The field keeps the focus, and so the list stays.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => {
      const option = target instanceof Element ? target.closest("[data-choice]") : null;
      if (option instanceof HTMLElement) chosen(option.dataset.choice ?? "");
    });
  }

  /** The one that is marked. */
  get markedKey() {
    return this.#options[this.#at]?.dataset.choice ?? null;
  }

  /** @param {Choice[]} choices @param {number} [at] the one that Enter takes; -1: none */
  show(choices, at = 0) {
    this.#options = choices.map(({ key, content }, index) =>
      element(
        "div",
        {
          class: "choice-option",
          attrs: { role: "option", id: `${this.#list.id}-${index}`, "aria-selected": false },
          data: { choice: key },
        },
        ...content,
      ),
    );
    this.#list.replaceChildren(...inSections(choices, this.#options));
    this.#field.setAttribute("aria-expanded", String(choices.length > 0));
    this.#mark(choices.length ? at : -1);
  }

  /** @param {number} at */
  #mark(at) {
    this.#at = at;
    for (const [index, option] of this.#options.entries()) option.setAttribute("aria-selected", String(index === at));
    const option = this.#options[at];
    if (option) this.#field.setAttribute("aria-activedescendant", option.id);
    else this.#field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const { length } = this.#options;
    const to = { ArrowDown: this.#at + 1, ArrowUp: this.#at < 0 ? length - 1 : this.#at - 1 }[event.key];
    if (to !== undefined && length && !event.shiftKey) {
      event.preventDefault();
      this.#mark((to + length) % length);
    }
    const option = this.#options[this.#at];
    if (!this.#keys.includes(event.key) || event.shiftKey || !option) return;
    event.preventDefault();
    this.#chosen(option.dataset.choice ?? "");
  }
}

/** Under the headings of their sections. @param {Choice[]} choices @param {HTMLElement[]} options */
function inSections(choices, options) {
  /** @type {HTMLElement[]} */
  const parts = [];
  for (const [at, { section }] of choices.entries()) {
    if (section && section !== choices[at - 1]?.section) parts.push(drawSection(section, `${options[at].id}-heading`));
    if (section) parts.at(-1)?.append(options[at]);
    else parts.push(options[at]);
  }
  return parts;
}

/** @param {string} title @param {string} id */
function drawSection(title, id) {
  const heading = element("div", { class: "choice-heading", text: title, attrs: { id, role: "presentation" } });
  return element("div", { class: "choice-section", attrs: { role: "group", "aria-labelledby": id } }, heading);
}
