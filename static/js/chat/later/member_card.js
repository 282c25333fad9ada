// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Member, Room} from "../types.js" */
import { avatar } from "../../lib/avatar.js";
import { element, find, icon } from "../../lib/dom.js";
import { request } from "../../lib/http.js";
import { attempt } from "../attempt.js";
import { confirmed } from "./confirm.js";
import { Floating } from "../floating.js";
import { rightsOverMember } from "../room_rights.js";

const GAP = 8;
const WIDE = matchMedia("(min-width: 1024px)");
/** @type {Record<string, string>} */
const ROLE_IMAGES = { admin: "settings", moderator: "eye", member: "user" };

/** @typedef {{label: string, image: string, isDanger?: boolean, act: () => unknown}} Entry */

/** Who a member is, and what the reader may do with them. */
export class MemberCard {
  #node;
  #floating;
  #store;
  #message;
  /** @type {Entry[]} */
  #entries = [];

  /** @param {{store: Store, message: (usernames: string[]) => Promise<void>}} parts */
  constructor({ store, message }) {
    this.#node = find("[data-member-card]");
    this.#floating = new Floating(this.#node);
    this.#store = store;
    this.#message = message;
    this.#node.addEventListener("click", ({ target }) => this.#clicked(target));
    this.#node.addEventListener("keydown", (event) => this.#moved(event));
    store.addEventListener("current", () => this.#floating.close({ isQuiet: true }));
  }

  /** @param {string} userId @param {HTMLElement} anchor */
  open(userId, anchor) {
    const room = this.#store.current;
    const member = room && this.#store.members(room.id)?.find((one) => one.user_id === userId);
    if (!room || !member) return;
    this.#entries = this.#entriesFor(room, member);
    this.#node.setAttribute("aria-label", member.display_name);
    this.#node.replaceChildren(...drawProfile(member), ...this.#entries.map(drawEntry));
    this.#floating.open(placeBeside(anchor, this.#node), { returnTo: anchor });
    (this.#items()[0] ?? this.#node).focus({ preventScroll: true });
  }

  /** @param {Room} room @param {Member} member @returns {Entry[]} */
  #entriesFor(room, member) {
    const { user } = this.#store;
    const { display_name: name, username } = member;
    const rights = rightsOverMember(room, member, user);
    const path = `/api/rooms/${room.id}`;
    const set = (/** @type {string} */ role) => request("PUT", `${path}/members/${username}`, { role });
    /** @type {Entry[]} */
    const entries = [];
    if (member.user_id !== user.user_id && user.role !== "guest") {
      entries.push({ label: "Message", image: "edit", act: () => this.#message([username]) });
    }
    for (const role of rights.roles) {
      entries.push({ label: `Make ${role}`, image: ROLE_IMAGES[role] ?? "user", act: () => set(role) });
    }
    if (rights.handOver) {
      const text = `${name} becomes the owner of ${room.name}. If you own it, you stay as its admin.`;
      const question = { title: `Hand ${room.name} over to ${name}?`, text, label: "Hand over" };
      entries.push({ label: "Hand the room over", image: "send", act: () => sure(question, () => set("owner")) });
    }
    if (rights.kick) {
      const text = room.room_type === "public" ? "They can join again at any time." : "They can be invited again.";
      const question = { title: `Remove ${name} from ${room.name}?`, text, label: "Remove" };
      const act = () => sure(question, () => request("DELETE", `${path}/kick/${username}`));
      entries.push({ label: "Remove from room", image: "sign-out", isDanger: true, act });
    }
    if (rights.ban) {
      const text = "They leave the room and cannot come back to it.";
      const question = { title: `Ban ${name} from ${room.name}?`, text, label: "Ban" };
      const act = () => sure(question, () => request("POST", `${path}/ban`, { username }));
      entries.push({ label: "Ban from room", image: "lock", isDanger: true, act });
    }
    return entries;
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.#node.querySelectorAll(".menu-item")]);
  }

  /** @param {EventTarget | null} target */
  #clicked(target) {
    const item = target instanceof Element ? target.closest(".menu-item") : null;
    const entry = this.#entries[this.#items().findIndex((one) => one === item)];
    if (!entry) return;
    this.#floating.close();
    attempt(async () => void (await entry.act()));
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const items = this.#items();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || !items.length) return;
    event.preventDefault();
    const at = items.findIndex((item) => item === document.activeElement);
    items[(at + step + items.length) % items.length].focus();
  }
}

/** @param {{title: string, text: string, label: string}} question @param {() => Promise<unknown>} act */
async function sure(question, act) {
  if (await confirmed(question)) await act();
}

/** Left of the members on wide screens, level with the one concerned. @param {HTMLElement} anchor @param {HTMLElement} card */
function placeBeside(anchor, card) {
  const box = anchor.getBoundingClientRect();
  if (!WIDE.matches) return box;
  card.showPopover();
  const left = box.left - card.offsetWidth - GAP;
  return { left, right: box.left, top: box.bottom, bottom: box.top - GAP };
}

/** @param {Member} member */
function drawProfile(member) {
  const since = member.joined_at ? new Date(member.joined_at).toLocaleDateString("en-GB", { dateStyle: "long" }) : "";
  const isShown = Boolean(member.text) && member.status !== "offline";
  return [
    element(
      "div",
      { class: `member-profile ${member.status}` },
      element("span", { class: "member-avatar" }, avatar(member), element("span", { class: "presence-dot" })),
      element(
        "div",
        { class: "profile-text" },
        element("bdi", { class: "profile-name", text: member.display_name }),
        element("span", { class: "profile-detail", text: `@${member.username}` }),
        element("span", { class: "profile-detail", text: `${roleText(member)} · ${member.status}` }),
      ),
    ),
    ...(isShown ? [element("p", { class: "profile-status", text: member.text, attrs: { dir: "auto" } })] : []),
    ...(since ? [element("p", { class: "profile-since", text: `Joined ${since}` })] : []),
  ];
}

/** @param {Member} member */
function roleText(member) {
  return member.is_agent ? "Agent" : member.role.charAt(0).toUpperCase() + member.role.slice(1);
}

/** @param {Entry} entry */
function drawEntry({ label, image, isDanger }) {
  const attrs = { type: "button" };
  return element("button", { class: `menu-item${isDanger ? " menu-danger" : ""}`, attrs }, icon(image), label);
}
