// @ts-check
import { find } from "../lib/dom.js";

const WIDE = matchMedia("(min-width: 1024px)");
const PHONE = matchMedia("(max-width: 767px)");
const EDGE_PX = 28;
const SWIPE_PX = 56;

/**
 * The columns: three on wide screens; below, the members come over the messages, and on phones the
 * rooms do so too. What is not shown can't be reached.
 */
export class Shell {
  #root;
  #sidebar;
  #area;
  #panel;
  #backdrop;
  #isRoomsOpen = false;
  #isMembersOpen = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#sidebar = find("[data-sidebar]", root);
    this.#area = find("[data-message-area]", root);
    this.#panel = find("[data-members-panel]", root);
    this.#backdrop = find("[data-backdrop]", root);
    root.addEventListener("click", (event) => this.#act(event));
    this.#backdrop.addEventListener("click", () => this.closeDrawers());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.closeDrawers());
    for (const query of [WIDE, PHONE]) query.addEventListener("change", () => this.#reset());
    this.#bindSwipes();
    this.#reset();
  }

  /** Closes what covers the messages. */
  closeDrawers() {
    const hadFocus = [this.#sidebar, this.#panel].find((part) => part.contains(document.activeElement));
    const wasOpen = this.#coversMessages;
    if (PHONE.matches) this.#isRoomsOpen = false;
    this.#isMembersOpen = false;
    this.#apply();
    if (wasOpen && hadFocus) this.#toggle(hadFocus === this.#sidebar ? "toggle-rooms" : "toggle-members").focus();
  }

  get #coversMessages() {
    return (PHONE.matches && this.#isRoomsOpen) || (!WIDE.matches && this.#isMembersOpen);
  }

  #reset() {
    this.#isRoomsOpen = !PHONE.matches;
    this.#isMembersOpen = false;
    this.#apply();
  }

  #apply() {
    const isCovered = this.#coversMessages;
    this.#root.dataset.rooms = this.#isRoomsOpen || WIDE.matches ? "open" : "closed";
    this.#root.dataset.members = this.#isMembersOpen || WIDE.matches ? "open" : "closed";
    this.#sidebar.inert = this.#root.dataset.rooms === "closed" || (isCovered && !(PHONE.matches && this.#isRoomsOpen));
    this.#panel.inert = this.#root.dataset.members === "closed" || (isCovered && !this.#isMembersOpen);
    this.#area.inert = isCovered;
    this.#backdrop.hidden = !isCovered;
    this.#toggle("toggle-rooms").setAttribute("aria-expanded", String(!this.#sidebar.inert));
    this.#toggle("toggle-members").setAttribute("aria-expanded", String(!this.#panel.inert));
  }

  /** @param {string} action */
  #toggle(action) {
    return find(`[data-action=${action}]`, this.#root);
  }

  /** @param {MouseEvent} event */
  #act(event) {
    const control = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    const action = control instanceof HTMLElement ? control.dataset.action : "";
    if (action === "toggle-rooms") this.#showRooms(!this.#isRoomsOpen);
    if (action === "toggle-members") this.#showMembers(!this.#isMembersOpen);
    if (action === "close-drawer") this.closeDrawers();
  }

  /** @param {boolean} isOpen */
  #showRooms(isOpen) {
    this.#isRoomsOpen = isOpen;
    this.#isMembersOpen = false;
    this.#apply();
    const stop = /** @type {HTMLElement | null} */ (this.#sidebar.querySelector("[tabindex='0']"));
    if (isOpen) stop?.focus({ preventScroll: true });
  }

  /** @param {boolean} isOpen */
  #showMembers(isOpen) {
    this.#isMembersOpen = isOpen;
    if (PHONE.matches) this.#isRoomsOpen = false;
    this.#apply();
    if (isOpen) find("[data-action=close-drawer]", this.#panel).focus();
  }

  #bindSwipes() {
    /** @type {{x: number, y: number} | null} */
    let start = null;
    this.#root.addEventListener(
      "touchstart",
      ({ touches }) => {
        const { clientX: x, clientY: y } = touches[0];
        start = PHONE.matches && touches.length === 1 && (x <= EDGE_PX || this.#coversMessages) ? { x, y } : null;
      },
      { passive: true },
    );
    this.#root.addEventListener("touchend", ({ changedTouches }) => {
      if (!start) return;
      const across = changedTouches[0].clientX - start.x;
      const down = Math.abs(changedTouches[0].clientY - start.y);
      if (Math.abs(across) >= SWIPE_PX && down < Math.abs(across)) this.#swiped(across > 0);
      start = null;
    });
  }

  /** @param {boolean} isToEnd */
  #swiped(isToEnd) {
    if (!this.#coversMessages && isToEnd) this.#showRooms(true);
    else if (this.#isRoomsOpen && !isToEnd) this.closeDrawers();
    else if (this.#isMembersOpen && isToEnd) this.closeDrawers();
  }
}
