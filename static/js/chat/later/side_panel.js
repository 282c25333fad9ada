// @ts-check
import { element, icon } from "../../lib/dom.js";
import { bindSwipes } from "../swipe.js";

const WIDE = matchMedia("(min-width: 1024px)");
const COVER = "side";

/**
 * What stands beside the messages: in the place of the members where there is room for both, else over
 * the page, and then "back" uncovers. Emits "close".
 */
export class SidePanel extends EventTarget {
  #columns;
  #node;
  #backdrop = element("div", { class: "side-backdrop", on: { click: () => this.close() } });
  #title = element("h2");
  #about = element("p", { class: "side-about", attrs: { dir: "auto" } });
  #tools = element("div", { class: "side-tools" });
  #body = element("div", { class: "side-body" });
  /** @type {HTMLElement | null} */
  #returnTo = null;

  /** @param {HTMLElement} columns */
  constructor(columns) {
    super();
    this.#columns = columns;
    const close = { class: "icon-button", attrs: { type: "button", "aria-label": "Close", title: "Close" } };
    this.#node = element(
      "aside",
      { class: "side-panel", attrs: { tabindex: -1 } },
      element(
        "header",
        { class: "side-header" },
        element("div", { class: "side-heading" }, this.#title, this.#about),
        this.#tools,
        element("button", { ...close, on: { click: () => this.close() } }, icon("close")),
      ),
      this.#body,
    );
    this.#node.addEventListener("keydown", (event) => this.#pressed(event));
    bindSwipes(this.#node, {
      backdrop: this.#backdrop,
      choose: () => (this.isCover ? { name: COVER, node: this.#node, side: -1, isOpen: true } : null),
      settle: (_, isOpen) => isOpen || this.close(),
    });
    WIDE.addEventListener("change", () => this.isOpen && this.#place());
    window.addEventListener("popstate", () => this.isCover && this.#leave());
  }

  get isOpen() {
    return this.#node.isConnected;
  }

  /** Whether it lies over the messages. */
  get isCover() {
    return this.#backdrop.isConnected;
  }

  /** @param {{title: string, about: string, tools?: Node[], body: Node[]}} content */
  show({ title, about, tools = [], body }) {
    if (!this.isOpen && document.activeElement instanceof HTMLElement) this.#returnTo = document.activeElement;
    this.#title.textContent = title;
    this.#about.textContent = about;
    this.#about.hidden = !about;
    this.#node.setAttribute("aria-label", title);
    this.#tools.replaceChildren(...tools);
    this.#body.replaceChildren(...body);
    if (!this.isOpen) this.#place();
    if (!this.#node.contains(document.activeElement)) this.#node.focus({ preventScroll: true });
  }

  /** @param {{isLeading?: boolean}} [options] leading: to where the address will say, so that it is not taken back */
  close({ isLeading = false } = {}) {
    if (!this.isOpen) return;
    const isBack = this.isCover && !isLeading && history.state?.cover === COVER;
    this.#leave();
    if (isBack) history.back();
  }

  #leave() {
    const hadFocus = this.#node.contains(document.activeElement);
    this.#node.remove();
    this.#body.replaceChildren();
    this.#uncover();
    if (hadFocus && this.#returnTo?.isConnected) this.#returnTo.focus({ preventScroll: true });
    this.#returnTo = null;
    this.dispatchEvent(new Event("close"));
  }

  #place() {
    if (WIDE.matches) {
      this.#uncover();
      this.#columns.append(this.#node);
      return;
    }
    document.body.append(this.#backdrop, this.#node);
    for (const node of this.#covered()) node.inert = true;
    if (history.state?.cover !== COVER) history.pushState({ cover: COVER }, "");
  }

  #uncover() {
    if (!this.isCover) return;
    this.#backdrop.remove();
    for (const node of this.#covered()) node.inert = false;
  }

  /** Menus and toasts stay within reach. */
  #covered() {
    const around = document.querySelectorAll(".skip-link, [data-header], [data-status]");
    return /** @type {HTMLElement[]} */ ([this.#columns, ...around]);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }
}
