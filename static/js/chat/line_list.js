// @ts-check
/** @import {Line} from "./lines.js" */
import { drawLine, patchLine } from "./message_row.js";

/** The elements of the lines that are drawn: those that stay are the same elements, so they keep the focus. */
export class LineList {
  #root;
  #history;
  #username;
  /** @type {Map<string, HTMLElement>} */
  #drawn = new Map();

  /** @param {HTMLElement} root @param {HTMLElement} history what it is in @param {string} username of the reader */
  constructor(root, history, username) {
    this.#root = root;
    this.#history = history;
    this.#username = username;
  }

  get isEmpty() {
    return this.#drawn.size === 0;
  }

  /** The divider before what was unread. */
  get divider() {
    return this.#drawn.get("new");
  }

  /** The first message that is drawn; 0 when none is. */
  get topId() {
    return Number(/** @type {HTMLElement | null} */ (this.#root.querySelector("[data-message-id]"))?.dataset.messageId ?? 0);
  }

  /** @param {string} key */
  line(key) {
    return this.#drawn.get(key);
  }

  /** @param {number} messageId @returns {HTMLElement | null} */
  message(messageId) {
    return this.#root.querySelector(`[data-message-id="${messageId}"]`);
  }

  clear() {
    this.#drawn.clear();
    this.#root.replaceChildren();
  }

  /** @param {Line[]} lines @param {{isFollowed: boolean}} options followed: one sees what comes at the end arrive */
  draw(lines, { isFollowed }) {
    this.#drop(new Set(lines.map((line) => line.key)));
    const wasThere = this.#root.lastElementChild?.classList.contains("message");
    let next = this.#root.firstElementChild;
    for (const line of lines) {
      const shown = this.#drawn.get(line.key);
      const node = shown ?? drawLine(line, this.#username);
      if (shown) patchLine(node, line, this.#username);
      this.#drawn.set(line.key, node);
      if (node === next) next = next.nextElementSibling;
      else this.#root.insertBefore(node, next);
      if (isFollowed && !shown && wasThere && !next) node.classList.add("is-arriving");
    }
  }

  /** @param {Set<string>} kept */
  #drop(kept) {
    for (const [key, node] of this.#drawn) {
      if (kept.has(key)) continue;
      if (node.contains(document.activeElement)) this.#history.focus({ preventScroll: true });
      node.remove();
      this.#drawn.delete(key);
    }
  }
}
