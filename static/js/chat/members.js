// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Member} from "./types.js" */
import { avatar } from "../lib/avatar.js";
import { element } from "../lib/dom.js";
import { coalesce } from "./coalesce.js";

/** @type {[string, (member: Member) => boolean][]} */
const SECTIONS = [
  ["Agents", (member) => member.is_agent],
  ["Online", (member) => member.status === "online"],
  ["Away", (member) => member.status === "away"],
  ["Busy", (member) => member.status === "busy"],
  ["Offline", () => true],
];
const ROLES = new Set(["owner", "admin", "moderator", "guest"]);
const MOST_DRAWN = 200;

/** Who belongs to the room in view, by presence. */
export class Members {
  #root;
  #store;
  /** @type {number | null} */
  #roomId = null;
  /** @type {Map<string, HTMLButtonElement>} */
  #buttons = new Map();
  #drawSoon = coalesce(() => this.#draw());

  /**
   * @param {HTMLElement} root
   * @param {{store: Store, open: (userId: string, anchor: HTMLElement) => void}} parts
   */
  constructor(root, { store, open }) {
    this.#root = root;
    this.#store = store;
    root.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-user-id]") : null;
      if (button instanceof HTMLElement) open(button.dataset.userId ?? "", button);
    });
    root.addEventListener("keydown", (event) => this.#moved(event));
    store.addEventListener("current", () => this.#enter());
    this.#enter();
  }

  #enter() {
    if (this.#roomId !== null) this.#store.removeEventListener(`members:${this.#roomId}`, this.#drawSoon);
    this.#roomId = this.#store.currentId;
    if (this.#roomId !== null) this.#store.addEventListener(`members:${this.#roomId}`, this.#drawSoon);
    this.#draw();
  }

  #draw() {
    const members = this.#roomId === null ? null : this.#store.members(this.#roomId);
    const rest = new Set(members ?? []);
    const sections = SECTIONS.map(([title, belongs]) => {
      const found = [...rest].filter(belongs);
      for (const member of found) rest.delete(member);
      return found.length ? this.#section(title, found.sort(byName)) : null;
    });
    this.#root.setAttribute("aria-busy", String(this.#roomId !== null && !members));
    const focused = this.#root.contains(document.activeElement) ? document.activeElement : null;
    this.#root.replaceChildren(...sections.filter((section) => section !== null));
    const stop = focused?.isConnected ? focused : this.#root.querySelector("[data-user-id]");
    for (const button of this.#items()) button.tabIndex = button === stop ? 0 : -1;
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.#root.querySelectorAll("[data-user-id]")]);
  }

  /** One tab stop; arrow keys move within. @param {KeyboardEvent} event */
  #moved(event) {
    const items = this.#items();
    const at = items.findIndex((item) => item === event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.altKey || !items[to]) return;
    event.preventDefault();
    items[at].tabIndex = -1;
    items[to].tabIndex = 0;
    items[to].focus();
  }

  /** @param {string} title @param {Member[]} members */
  #section(title, members) {
    const hidden = members.length - MOST_DRAWN;
    const shown = members.slice(0, MOST_DRAWN).map((member) => element("li", {}, this.#button(member)));
    return element(
      "section",
      { class: "members-section", attrs: { "aria-label": title } },
      element("h3", { class: "members-title", text: `${title} — ${members.length}` }),
      element("ul", { attrs: { role: "list" } }, ...shown),
      hidden > 0 && element("p", { class: "member-status", text: `and ${hidden} more` }),
    );
  }

  /** The same element for the same person: a redraw must not eat a click. @param {Member} member */
  #button(member) {
    const attrs = { type: "button", "aria-haspopup": "dialog" };
    const button = this.#buttons.get(member.user_id) ?? element("button", { attrs, data: { userId: member.user_id } });
    this.#buttons.set(member.user_id, button);
    const description = describe(member);
    button.className = `member ${member.status}`;
    button.title = `@${member.username}`;
    button.replaceChildren(
      element("span", { class: "member-avatar" }, avatar(member), element("span", { class: "presence-dot" })),
      element(
        "span",
        { class: "member-info" },
        element("bdi", { class: "member-name", text: member.display_name }),
        element("span", { class: "member-status", text: description, attrs: { dir: "auto", title: description } }),
      ),
    );
    return button;
  }
}

/** @param {Member} a @param {Member} b */
function byName(a, b) {
  return a.display_name.localeCompare(b.display_name) || a.username.localeCompare(b.username);
}

/** Their own words before ours. @param {Member} member */
function describe(member) {
  if (member.text && member.status !== "offline") return member.text;
  if (member.is_agent) return "answers when mentioned";
  return ROLES.has(member.role) ? `${member.role} · ${member.status}` : member.status;
}
