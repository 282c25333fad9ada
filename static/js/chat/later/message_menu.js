// @ts-check
/** @import {Box} from "../floating.js" */
/** @import {Rights} from "../message_rights.js" */
import { ActionMenu } from "./action_menu.js";
import { QUICK } from "./quick_emoji.js";

/** @typedef {{act: keyof Rights, emoji?: string, userId?: string}} Choice  to react without an emoji: to be chosen */

/** @type {{act: keyof Rights, label: string, image: string, isDanger?: boolean}[]} */
const ITEMS = [
  { act: "reply", label: "Reply", image: "reply" },
  { act: "thread", label: "Open the thread", image: "thread" },
  { act: "edit", label: "Edit", image: "edit" },
  { act: "copy", label: "Copy text", image: "copy" },
  { act: "link", label: "Copy link", image: "link" },
  { act: "pin", label: "Pin to the room", image: "pin" },
  { act: "unpin", label: "Unpin", image: "pin" },
  { act: "unread", label: "Mark unread", image: "eye-off" },
  { act: "edits", label: "View earlier texts", image: "eye" },
  { act: "profile", label: "Show profile", image: "user" },
  { act: "delete", label: "Delete", image: "trash", isDanger: true },
];

/** What one can do with a message. */
export class MessageMenu {
  #menu;

  /** @param {HTMLElement} node */
  constructor(node) {
    this.#menu = new ActionMenu(node);
  }

  /**
   * @param {Box} anchor
   * @param {{
   *   rights: Rights, mentioned: {user_id: string, display_name: string}[], align: "start" | "end",
   *   returnTo: HTMLElement, chosen: (choice: Choice) => void
   * }} options
   */
  open(anchor, { rights, mentioned, align, returnTo, chosen }) {
    const react = (/** @type {string} */ emoji) => ({ label: `React with ${emoji}`, sign: emoji, run: () => chosen({ act: "react", emoji }) });
    const more = { label: "React with another emoji", image: "plus", run: () => chosen({ act: "react" }) };
    const items = ITEMS.filter(({ act }) => rights[act]).map(({ act, ...item }) => ({ act, ...item, run: () => chosen({ act }) }));
    const people = mentioned.map(({ user_id: userId, display_name: name }) => {
      return { label: `Show profile of ${name}`, image: "user", run: () => chosen({ act: "profile", userId }) };
    });
    const end = items.findIndex(({ act }) => act === "delete");
    items.splice(end < 0 ? items.length : end, 0, ...people.map((item) => ({ act: /** @type {const} */ ("profile"), ...item })));
    const row = rights.react ? { name: "React", acts: [...QUICK.map(react), more] } : undefined;
    this.#menu.open(anchor, { name: "Message", row, groups: [items], returnTo, align });
  }
}
