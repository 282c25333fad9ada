// @ts-check
import { element, find } from "../lib/dom.js";

/**
 * @typedef {object} Domain
 * @property {string} name
 * @property {string} label
 * @property {string} icon
 * @property {string} colour
 * @property {string} speciality
 * @property {string} placeholder
 * @property {string} greeting
 */

/** @param {Domain} domain */
export function appIcon(domain) {
  const tile = element("span", { class: "app-icon", text: domain.icon, attrs: { "aria-hidden": "true" } });
  tile.style.setProperty("--colour", domain.colour);
  return tile;
}

/** The row of domain agents behind the "+". */
export class Drawer {
  #panel = find("[data-drawer]");
  #button = find("[data-action=toggle-drawer]");
  /** @type {Map<string, HTMLButtonElement>} */
  #choices = new Map();

  /**
   * @param {Domain[]} domains
   * @param {(domain: Domain) => void} choose
   */
  constructor(domains, choose) {
    for (const domain of domains) {
      const choice = element(
        "button",
        {
          class: "app-choice",
          attrs: { type: "button", title: domain.speciality },
          on: { click: () => this.#choose(domain, choose) },
        },
        appIcon(domain),
        element("span", { text: domain.label }),
      );
      this.#choices.set(domain.name, choice);
      this.#panel.append(choice);
    }
    this.#button.addEventListener("click", () => this.#toggle(this.#panel.inert));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#panel.inert) return;
      this.#toggle(false);
      this.#button.focus();
    });
    document.addEventListener("pointerdown", ({ target }) => {
      if (!(target instanceof Node) || this.#panel.contains(target) || this.#button.contains(target)) return;
      this.#toggle(false);
    });
  }

  /** @param {string} name */
  mark(name) {
    for (const [key, choice] of this.#choices) choice.setAttribute("aria-pressed", String(key === name));
  }

  /**
   * The bounce ends before the drawer closes; with reduced motion there is none to wait for.
   * @param {Domain} domain
   * @param {(domain: Domain) => void} choose
   */
  async #choose(domain, choose) {
    const choice = this.#choices.get(domain.name);
    choice?.classList.add("app-choice-chosen");
    choose(domain);
    await Promise.allSettled(choice?.getAnimations({ subtree: true }).map((animation) => animation.finished) ?? []);
    choice?.classList.remove("app-choice-chosen");
    this.#toggle(false);
  }

  /** @param {boolean} open */
  #toggle(open) {
    this.#panel.inert = !open;
    this.#button.setAttribute("aria-expanded", String(open));
    this.#button.setAttribute("aria-label", open ? "Close the domain agents" : "Choose a domain agent");
  }
}
