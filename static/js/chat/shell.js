// @ts-check
import { find } from "../lib/dom.js";
import { bindSwipes } from "./swipe.js";

const WIDE = matchMedia("(min-width: 1024px)");
const PHONE = matchMedia("(max-width: 767px)");
/** Wider than the strip from which phones go back by themselves. */
const EDGE_PX = 44;
const COLLAPSED = { rooms: "chat.rooms-collapsed", members: "chat.members-collapsed" };

/** @typedef {"rooms" | "members"} Cover what can lie over the messages */

/**
 * The columns: three on wide screens, where the members can be folded away; on tablets the rooms can, and
 * the members come over the messages; on phones both do. What is covered or not shown can't be reached, and "back" uncovers.
 */
export class Shell {
  #root;
  /** @type {Record<Cover, HTMLElement>} */
  #parts;
  /** What lies under a cover and outside of the columns. */
  #around = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".skip-link, [data-header], [data-status]")]);
  #area;
  /** @type {Cover | null} */
  #cover = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#area = find("[data-message-area]", root);
    this.#parts = { rooms: find("[data-sidebar]", root), members: find("[data-members-panel]", root) };
    const backdrop = find("[data-backdrop]", root);
    root.addEventListener("click", (event) => this.#act(event));
    backdrop.addEventListener("click", () => this.closeDrawers());
    document.addEventListener("keydown", (event) => this.#pressed(event));
    window.addEventListener("popstate", ({ state }) => this.#show(this.#possible(state?.cover)));
    for (const query of [WIDE, PHONE]) query.addEventListener("change", () => this.#resized());
    bindSwipes(root, {
      backdrop,
      choose: (x) => this.#drawerAt(x),
      settle: ({ name }, isOpen) => (isOpen ? this.#open(/** @type {Cover} */ (name)) : this.closeDrawers()),
    });
    this.#apply();
  }

  /** Uncovers the messages. */
  closeDrawers() {
    if (!this.#cover) return;
    this.#show(null);
    if (history.state?.cover) history.back();
  }

  #resized() {
    this.closeDrawers();
    this.#apply();
  }

  /** @param {Cover} cover */
  #open(cover) {
    if (cover === this.#cover) return;
    const step = this.#cover ? "replaceState" : "pushState";
    history[step]({ cover }, "");
    this.#show(cover);
  }

  /** @param {Cover | null} cover */
  #show(cover) {
    const left = this.#cover;
    if (cover === left) return;
    const hadFocus = left !== null && this.#parts[left].contains(document.activeElement);
    this.#cover = cover;
    this.#apply();
    if (cover) this.#enter(cover);
    else if (left && hadFocus) this.#toggle(left).focus({ preventScroll: true });
  }

  /** @param {Cover} cover */
  #enter(cover) {
    const part = this.#parts[cover];
    const stop = cover === "rooms" ? part.querySelector("[tabindex='0']") : find("[data-action=close-drawer]", part);
    if (stop instanceof HTMLElement) stop.focus({ preventScroll: true });
  }

  #apply() {
    for (const name of /** @type {Cover[]} */ (["rooms", "members"])) {
      const isShown = this.#isShown(name);
      this.#root.dataset[name] = isShown ? "open" : "closed";
      this.#parts[name].inert = this.#cover ? this.#cover !== name : !isShown;
      this.#toggle(name).setAttribute("aria-expanded", String(isShown));
    }
    this.#root.toggleAttribute("data-covered", Boolean(this.#cover));
    for (const node of [this.#area, ...this.#around]) node.inert = Boolean(this.#cover);
  }

  /** @param {Cover} name */
  #isShown(name) {
    if (this.#cover === name || (name === "rooms" && WIDE.matches)) return true;
    const isColumn = name === "rooms" ? !PHONE.matches : WIDE.matches;
    return isColumn && localStorage.getItem(COLLAPSED[name]) === null;
  }

  /** @param {unknown} cover @returns {Cover | null} */
  #possible(cover) {
    if (cover === "rooms" && PHONE.matches) return cover;
    return cover === "members" && !WIDE.matches ? cover : null;
  }

  /** @param {Cover} name */
  #toggle(name) {
    return find(`[data-action=toggle-${name}]`, this.#root);
  }

  /** @param {MouseEvent} event */
  #act(event) {
    const control = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    const action = control instanceof HTMLElement ? control.dataset.action : "";
    if (action === "toggle-rooms" && PHONE.matches) this.#open("rooms");
    if (action === "toggle-rooms" && !PHONE.matches) this.#fold("rooms");
    if (action === "toggle-members" && WIDE.matches) this.#fold("members");
    if (action === "toggle-members" && !WIDE.matches) this.#open("members");
    if (action === "close-drawer") this.closeDrawers();
  }

  /** @param {Cover} name */
  #fold(name) {
    if (this.#isShown(name)) localStorage.setItem(COLLAPSED[name], "true");
    else localStorage.removeItem(COLLAPSED[name]);
    this.#apply();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) this.closeDrawers();
  }

  /** @param {number} x @returns {import("./swipe.js").Drawer | null} */
  #drawerAt(x) {
    if (this.#cover === "members") return { name: "members", node: this.#parts.members, side: -1, isOpen: true };
    const isReached = PHONE.matches && (this.#cover === "rooms" || x <= EDGE_PX);
    return isReached ? { name: "rooms", node: this.#parts.rooms, side: 1, isOpen: this.#cover === "rooms" } : null;
  }
}
