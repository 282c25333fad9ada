// @ts-check
/** @import {Message, User} from "./types.js" */
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

  /** @param {Message | null} message that is not known yet @param {User} user who replies */
  showReply(message, user) {
    const name = message?.user_id === user.user_id ? "yourself" : (message?.display_name ?? "a message");
    this.#show("reply", `Reply to ${name}`, message?.content ?? "", "Cancel the reply");
  }

  /** @param {Message} message */
  showEdit(message) {
    this.#show("edit", "Editing", message.content, "Cancel editing");
  }

  /** @param {string} text */
  problem(text) {
    find("[data-strip-problem]", this.#root).textContent = text;
  }

  /** @param {string} image @param {string} title @param {string} text @param {string} cancel */
  #show(image, title, text, cancel) {
    this.#root.hidden = false;
    find("[data-strip-icon]", this.#root).replaceChildren(icon(image));
    find("[data-strip-title]", this.#root).textContent = title;
    find("[data-strip-quote]", this.#root).textContent = shortened(plainText(text));
    find("[data-action=cancel-strip]", this.#root).setAttribute("aria-label", cancel);
  }
}
