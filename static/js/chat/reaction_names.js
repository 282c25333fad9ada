// @ts-check
import { element } from "../lib/dom.js";
import { Floating } from "./floating.js";
import { reactors, usersOf } from "./reactions.js";

const REST_MS = 350;
const HOLD_MS = 450;

/** Says who reacted: to the mouse that rests on a pill, to the finger that holds it, to the keyboard. */
export class ReactionNames {
  #node = element("div", { class: "reaction-names", attrs: { popover: "manual", "aria-hidden": true } });
  #floating = new Floating(this.#node);
  #nameOf;
  #username;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #isHeld = false;

  /** @param {(username: string) => string} nameOf @param {string} username of the reader */
  constructor(nameOf, username) {
    this.#nameOf = nameOf;
    this.#username = username;
    document.body.append(this.#node);
  }

  /** @param {HTMLElement} list with messages in it */
  bind(list) {
    list.addEventListener("pointerover", ({ pointerType, target }) => pointerType === "mouse" && this.#wait(target, REST_MS));
    list.addEventListener("pointerout", ({ pointerType }) => pointerType === "mouse" && this.#end());
    list.addEventListener("pointerdown", ({ pointerType, target }) => {
      this.#isHeld = false;
      if (pointerType === "mouse") this.#end();
      else this.#wait(target, HOLD_MS);
    });
    for (const name of ["pointerup", "pointercancel"]) list.addEventListener(name, () => clearTimeout(this.#timer));
    for (const name of ["scroll", "focusout"]) list.addEventListener(name, () => this.#end(), { passive: true });
    list.addEventListener("focusin", ({ target }) => {
      const pill = pillAt(target);
      if (pill?.matches(":focus-visible")) this.#show(pill);
    });
    list.addEventListener("click", (event) => this.#clicked(event), true);
  }

  /** @param {EventTarget | null} target @param {number} delay */
  #wait(target, delay) {
    const pill = pillAt(target);
    clearTimeout(this.#timer);
    if (!pill) return;
    this.#timer = setTimeout(() => {
      this.#isHeld = delay === HOLD_MS;
      this.#show(pill);
    }, delay);
  }

  /** @param {HTMLElement} pill */
  #show(pill) {
    const sign = pill.firstElementChild?.cloneNode(true);
    if (!pill.isConnected || !sign) return;
    const names = reactors(usersOf(pill), this.#username, this.#nameOf);
    this.#node.replaceChildren(sign, element("span", { text: names, attrs: { dir: "auto" } }));
    this.#floating.open(pill.getBoundingClientRect());
  }

  #end() {
    clearTimeout(this.#timer);
    this.#floating.close({ isQuiet: true });
  }

  /** The click of a finger that has asked for the names is no reaction. @param {Event} event */
  #clicked(event) {
    if (!this.#isHeld || !pillAt(event.target)) return;
    this.#isHeld = false;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function pillAt(target) {
  return target instanceof Element ? target.closest(".reaction") : null;
}
