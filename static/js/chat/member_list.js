// @ts-check
/** @import {Group} from "./member_groups.js" */
/** @import {Member} from "./types.js" */
import { element } from "../lib/dom.js";
import { number } from "../lib/language.js";
import { MemberRow } from "./member_row.js";

const BEYOND_PX = 480;
const USUAL_ROW_PX = 48;

/**
 * Groups of members, of which only those rows are in the page that are in view or near it: a room can
 * have ten thousand. The rows are equally high, and the lists as high as all of theirs together.
 * One of the rows is a tab stop; arrow keys, Home and End move through all.
 */
export class MemberList {
  #root;
  /** @type {Group[]} */
  #groups = [];
  /** @type {Map<string, {node: HTMLElement, heading: HTMLElement, list: HTMLElement}>} */
  #sections = new Map();
  /** @type {Map<string, MemberRow>} those in the page */
  #rows = new Map();
  #rowHeight = USUAL_ROW_PX;
  #stop = "";

  /** @param {HTMLElement} root which scrolls @param {(userId: string, anchor: HTMLElement) => void} open */
  constructor(root, open) {
    this.#root = root;
    root.tabIndex = -1;
    root.addEventListener("scroll", () => this.#draw(), { passive: true });
    root.addEventListener("keydown", (event) => this.#moved(event));
    root.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-user-id]") : null;
      if (!(button instanceof HTMLElement)) return;
      this.#stop = button.dataset.userId ?? "";
      open(this.#stop, button);
    });
    new ResizeObserver(() => this.#draw()).observe(root);
  }

  /** @param {Group[]} groups */
  show(groups) {
    this.#groups = groups;
    const nodes = groups.map((group) => this.#section(group));
    keep(this.#root, nodes);
    this.#draw();
  }

  /** @param {Group} group */
  #section({ key, title, members }) {
    const section = this.#sections.get(key) ?? drawSection(title);
    this.#sections.set(key, section);
    section.heading.textContent = `${title} — ${number(members.length)}`;
    section.list.style.setProperty("--count", String(members.length));
    return section.node;
  }

  #draw() {
    const focused = this.#root.contains(document.activeElement) ? document.activeElement : null;
    const { scrollTop, clientHeight } = this.#root;
    const shown = this.#groups.map(({ key, members }) => {
      const { list } = /** @type {{list: HTMLElement}} */ (this.#sections.get(key));
      const at = (/** @type {number} */ y) => clamp((y - list.offsetTop) / this.#rowHeight, members.length);
      const first = Math.floor(at(scrollTop - BEYOND_PX));
      return { list, members, first, end: Math.ceil(at(scrollTop + clientHeight + BEYOND_PX)) };
    });
    const before = this.#rows;
    this.#rows = new Map();
    for (const { list, members, first, end } of shown) {
      const rows = members.slice(first, end).map((member, at) => {
        const row = before.get(member.user_id) ?? new MemberRow(member.user_id);
        row.show(member, first + at + 1, members.length);
        this.#rows.set(member.user_id, row);
        return row.node;
      });
      list.style.setProperty("--first", String(first));
      keep(list, rows);
    }
    this.#setStop();
    if (focused instanceof HTMLElement && focused !== document.activeElement) {
      (focused.isConnected ? focused : this.#root).focus({ preventScroll: true });
    }
    this.#measure();
  }

  /** What the rows are really as high as; drawn again when that was guessed wrong. */
  #measure() {
    const [row] = this.#rows.values();
    const height = row?.node.offsetHeight;
    if (!height || height === this.#rowHeight) return;
    this.#rowHeight = height;
    this.#draw();
  }

  #setStop() {
    const [first] = this.#rows.values();
    const stop = this.#rows.get(this.#stop) ?? first;
    for (const row of this.#rows.values()) row.button.tabIndex = row === stop ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { target } = event;
    if (target instanceof HTMLElement && target.dataset.userId) this.#stop = target.dataset.userId;
    const all = this.#groups.flatMap(({ members }) => members);
    const at = all.findIndex((member) => member.user_id === this.#stop);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (all[to]) this.#focus(all[to]);
  }

  /** @param {Member} member */
  #focus(member) {
    this.#stop = member.user_id;
    for (const { key, members } of this.#groups) {
      const at = members.indexOf(member);
      const list = this.#sections.get(key)?.list;
      if (at >= 0 && list) this.#scrollTo(list.offsetTop + at * this.#rowHeight);
    }
    this.#draw();
    const button = this.#rows.get(member.user_id)?.button;
    button?.focus({ preventScroll: true });
    button?.scrollIntoView({ block: "nearest" });
  }

  /** Far enough that the row is drawn; it comes fully into view once it is. @param {number} y */
  #scrollTo(y) {
    const { scrollTop, clientHeight } = this.#root;
    if (y < scrollTop || y > scrollTop + clientHeight) this.#root.scrollTop = y - clientHeight / 2;
  }
}

/** @param {string} title */
function drawSection(title) {
  const heading = element("h3", { class: "members-title" });
  const list = element("ul", { class: "members-rows", attrs: { role: "list" } });
  const attrs = { "aria-label": title };
  return { heading, list, node: element("section", { class: "members-section", attrs }, heading, list) };
}

/** Moves no node that is in its place: it may have the focus, or be pressed. @param {HTMLElement} parent @param {Node[]} wanted */
function keep(parent, wanted) {
  const stays = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!stays.has(child)) child.remove();
  let at = parent.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
}

/** @param {number} value @param {number} most */
function clamp(value, most) {
  return Math.max(0, Math.min(value, most));
}
