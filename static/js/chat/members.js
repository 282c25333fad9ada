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
  #drawSoon = coalesce(() => this.#draw());

  /** @param {HTMLElement} root @param {Store} store */
  constructor(root, store) {
    this.#root = root;
    this.#store = store;
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
      return found.length ? drawSection(title, found.sort(byName)) : null;
    });
    this.#root.setAttribute("aria-busy", String(this.#roomId !== null && !members));
    this.#root.replaceChildren(...sections.filter((section) => section !== null));
  }
}

/** @param {Member} a @param {Member} b */
function byName(a, b) {
  return a.display_name.localeCompare(b.display_name) || a.username.localeCompare(b.username);
}

/** @param {string} title @param {Member[]} members */
function drawSection(title, members) {
  const hidden = members.length - MOST_DRAWN;
  return element(
    "section",
    { class: "members-section", attrs: { "aria-label": title } },
    element("h3", { class: "members-title", text: `${title} — ${members.length}` }),
    element("ul", { attrs: { role: "list" } }, ...members.slice(0, MOST_DRAWN).map(drawMember)),
    hidden > 0 && element("p", { class: "member-status", text: `and ${hidden} more` }),
  );
}

/** @param {Member} member */
function drawMember(member) {
  const description = describe(member);
  return element(
    "li",
    { class: `member ${member.status}`, attrs: { title: `@${member.username}` } },
    element("span", { class: "member-avatar" }, avatar(member), element("span", { class: "presence-dot" })),
    element(
      "span",
      { class: "member-info" },
      element("bdi", { class: "member-name", text: member.display_name }),
      element("span", { class: "member-status", text: description, attrs: { dir: "auto", title: description } }),
    ),
  );
}

/** Their own words before ours. @param {Member} member */
function describe(member) {
  if (member.text && member.status !== "offline") return member.text;
  if (member.is_agent) return "answers when mentioned";
  return ROLES.has(member.role) ? `${member.role} · ${member.status}` : member.status;
}
