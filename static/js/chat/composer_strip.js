// @ts-check
/** @import {Message} from "./types.js" */
import { find, icon } from "../lib/dom.js";
import { plainText, shortened } from "./plain_text.js";

/** The strip above the field: what is replied to or edited, and what went wrong. */
export class ComposerStrip {
  #root;

  /** @param {HTMLElement} root @param {() => void} cancel */
  constructor(root, cancel) {
    this.#root = root;
    find("[data-action=cancel-strip]", root).addEventListener("click", cancel);
  }

  hide() {
    this.#root.hidden = true;
    this.problem("");
  }

  /** @param {Message} message @param {boolean} isOwn */
  showReply(message, isOwn) {
    this.#show("reply", isOwn ? "Reply to yourself" : `Reply to ${message.display_name}`, message, "Cancel the reply");
  }

  /** @param {Message} message */
  showEdit(message) {
    this.#show("edit", "Editing", message, "Cancel editing");
  }

  /** @param {string} text */
  problem(text) {
    find("[data-strip-problem]", this.#root).textContent = text;
  }

  /** @param {string} image @param {string} title @param {Message} message @param {string} cancel */
  #show(image, title, message, cancel) {
    this.#root.hidden = false;
    find("[data-strip-icon]", this.#root).replaceChildren(icon(image));
    find("[data-strip-title]", this.#root).textContent = title;
    find("[data-strip-quote]", this.#root).textContent = shortened(plainText(message.content));
    find("[data-action=cancel-strip]", this.#root).setAttribute("aria-label", cancel);
  }
}
