// @ts-check
/** @import {Rights} from "./message_rights.js" */
import { element, icon } from "../../lib/dom.js";
import { QUICK } from "./quick_emoji.js";
import { Floating } from "../floating.js";

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
  { act: "delete", label: "Delete", image: "trash", isDanger: true },
];

/** @typedef {{act: keyof Rights, emoji?: string}} Choice  to react without an emoji: to be chosen */

/** What one can do with a message. */
export class MessageMenu {
  #node;
  #floating;
  /** @type {(choice: Choice) => void} */
  #chosen = () => undefined;

  /** @param {HTMLElement} node */
  constructor(node) {
    this.#node = node;
    this.#floating = new Floating(node);
    node.addEventListener("click", (event) => this.#clicked(event));
    node.addEventListener("keydown", (event) => this.#moved(event));
    node.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  get isOpen() {
    return this.#floating.isOpen;
  }

  close() {
    this.#floating.close({ isQuiet: true });
  }

  /**
   * @param {DOMRect} anchor
   * @param {{rights: Rights, align: "start" | "end", returnTo: HTMLElement, chosen: (choice: Choice) => void}} options
   */
  open(anchor, { rights, align, returnTo, chosen }) {
    this.#chosen = chosen;
    const items = ITEMS.filter(({ act }) => rights[act]);
    if (!items.length) return;
    this.#node.replaceChildren(...(rights.react ? [drawQuick()] : []), ...items.map(drawItem));
    this.#floating.open(anchor, { align, returnTo });
    this.#items()[0]?.focus({ preventScroll: true });
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.#node.querySelectorAll("[role=menuitem]")]);
  }

  /** @param {MouseEvent} event */
  #clicked({ target }) {
    const item = target instanceof Element ? target.closest("[data-act]") : null;
    if (!(item instanceof HTMLElement)) return;
    const { act, emoji } = item.dataset;
    this.#floating.close();
    this.#chosen({ act: /** @type {keyof Rights} */ (act), emoji });
  }

  /** The emoji are one line: left and right move in it, up and down leave it. @param {KeyboardEvent} event */
  #moved(event) {
    const items = this.#items();
    const at = items.findIndex((item) => item === document.activeElement);
    const quick = items.filter((item) => item.classList.contains("quick-emoji")).length;
    const isQuick = at < quick;
    if (event.key === "Tab") this.#floating.close();
    const to = {
      ArrowRight: isQuick ? (at + 1) % quick : at,
      ArrowLeft: isQuick ? (at - 1 + quick) % quick : at,
      ArrowDown: isQuick ? quick : at + 1,
      ArrowUp: isQuick ? items.length - 1 : at === quick ? 0 : at - 1,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[to % items.length]?.focus();
  }
}

function drawQuick() {
  const attrs = { type: "button", role: "menuitem", tabindex: -1 };
  const quick = QUICK.map((emoji) =>
    element("button", {
      class: "quick-emoji",
      text: emoji,
      attrs: { ...attrs, "aria-label": `React with ${emoji}` },
      data: { act: "react", emoji },
    }),
  );
  const more = { ...attrs, "aria-label": "React with another emoji", title: "More emoji" };
  return element(
    "div",
    { class: "quick-row", attrs: { role: "group", "aria-label": "React" } },
    ...quick,
    element("button", { class: "quick-emoji", attrs: more, data: { act: "react" } }, icon("plus")),
  );
}

/** @param {typeof ITEMS[number]} item */
function drawItem({ act, label, image, isDanger }) {
  return element(
    "button",
    {
      class: `menu-item${isDanger ? " menu-danger" : ""}`,
      attrs: { type: "button", role: "menuitem", tabindex: -1 },
      data: { act },
    },
    icon(image),
    label,
  );
}
