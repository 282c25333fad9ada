// @ts-check

/** Tabs whose choice is the address's hash; arrows, Home and End move between them. */
export class Tabs {
  /** @type {HTMLElement[]} */
  #tabs;
  #opened;

  /**
   * @param {HTMLElement} list
   * @param {(name: string) => void} opened Called each time a tab comes into view.
   */
  constructor(list, opened) {
    this.#tabs = [...list.querySelectorAll("[data-tab]")].filter((tab) => tab instanceof HTMLElement);
    this.#opened = opened;
    for (const tab of this.#tabs) tab.addEventListener("click", () => this.#choose(tab));
    list.addEventListener("keydown", (event) => this.#move(event));
    window.addEventListener("hashchange", () => this.#show());
    this.#show();
  }

  /** @param {HTMLElement} tab */
  #choose(tab) {
    if (location.hash.slice(1) === tab.dataset.tab) return;
    history.pushState(null, "", `#${tab.dataset.tab}`);
    this.#show();
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const last = this.#tabs.length - 1;
    const here = this.#tabs.findIndex((tab) => tab === event.target);
    const next = here === last ? 0 : here + 1;
    const previous = here === 0 ? last : here - 1;
    const there = new Map([["ArrowRight", next], ["ArrowLeft", previous], ["Home", 0], ["End", last]]);
    const tab = this.#tabs[there.get(event.key) ?? -1];
    if (!tab) return;
    event.preventDefault();
    tab.focus();
    this.#choose(tab);
  }

  #show() {
    const name = location.hash.slice(1);
    const current = this.#tabs.find((tab) => tab.dataset.tab === name) ?? this.#tabs[0];
    for (const tab of this.#tabs) {
      const panel = document.querySelector(`[data-panel="${tab.dataset.tab}"]`);
      tab.setAttribute("aria-selected", String(tab === current));
      tab.tabIndex = tab === current ? 0 : -1;
      if (panel instanceof HTMLElement) panel.hidden = tab !== current;
    }
    if (current?.dataset.tab) this.#opened(current.dataset.tab);
  }
}
