// @ts-check

/** Tabs inside a dialog: arrows, Home and End move between them; some may not be for everybody. */
export class Panels {
  #root;
  #list;
  #opened;

  /** @param {HTMLElement} root @param {HTMLElement} list @param {(name: string) => void} opened each time one is shown */
  constructor(root, list, opened) {
    this.#root = root;
    this.#list = list;
    this.#opened = opened;
    list.addEventListener("click", ({ target }) => {
      const tab = target instanceof Element ? target.closest("[data-tab]") : null;
      if (tab instanceof HTMLElement) this.show(tab.dataset.tab ?? "");
    });
    list.addEventListener("keydown", (event) => this.#moved(event));
  }

  /** @param {Record<string, boolean>} offered by name */
  offer(offered) {
    for (const tab of this.#all()) tab.hidden = !offered[tab.dataset.tab ?? ""];
    this.#list.hidden = this.#tabs().length < 2;
  }

  /** @param {string} name */
  show(name) {
    for (const tab of this.#all()) {
      const isShown = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
    }
    for (const panel of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-panel]"))) {
      panel.hidden = panel.dataset.panel !== name;
    }
    this.#opened(name);
  }

  #all() {
    return /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll("[data-tab]")]);
  }

  #tabs() {
    return this.#all().filter((tab) => !tab.hidden);
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const tabs = this.#tabs();
    const at = tabs.findIndex((tab) => tab === event.target);
    const { length } = tabs;
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + length) % length];
    tab.focus();
    this.show(tab.dataset.tab ?? "");
  }
}
