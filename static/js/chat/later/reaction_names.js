// @ts-check
import { element } from "../../lib/dom.js";
import { Floating } from "../floating.js";
import { reactors, usersOf } from "../reactions.js";

/** The names of those who reacted, beside the reaction. What is read out is in the reaction's own name. */
export class ReactionNames {
  #node = element("div", { class: "reaction-names", attrs: { popover: "manual", "aria-hidden": true } });
  #floating = new Floating(this.#node);
  #nameOf;
  #username;

  /** @param {(username: string) => string} nameOf @param {string} username of the reader */
  constructor(nameOf, username) {
    this.#nameOf = nameOf;
    this.#username = username;
    document.body.append(this.#node);
  }

  /** @param {HTMLElement} pill */
  show(pill) {
    const sign = pill.firstElementChild?.cloneNode(true);
    if (!sign) return;
    const names = reactors(usersOf(pill), this.#username, this.#nameOf);
    this.#node.replaceChildren(sign, element("span", { text: names, attrs: { dir: "auto" } }));
    this.#floating.open(pill.getBoundingClientRect());
  }

  close() {
    this.#floating.close({ isQuiet: true });
  }
}
