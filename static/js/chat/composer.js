// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Drafts} from "./drafts.js" */
/** @import {Outbox} from "./outbox.js" */
import { element, find } from "../lib/dom.js";
import { toast } from "../lib/toast.js";

const COUNTER_FROM = 0.9375;
const MOST_LINES = 8;
const coarse = matchMedia("(pointer: coarse)");

/** The field in which one writes; each room has its own unsent text. */
export class Composer {
  #store;
  #drafts;
  #outbox;
  #join;
  #sent;
  #field;
  #button;
  #counter;
  #foreign;
  #bar;
  /** @type {number | null} */
  #roomId = null;

  /**
   * @param {HTMLFormElement} form
   * @param {{store: Store, drafts: Drafts, outbox: Outbox, join: (roomId: number) => void, sent: () => void}} parts
   */
  constructor(form, { store, drafts, outbox, join, sent }) {
    this.#store = store;
    this.#drafts = drafts;
    this.#outbox = outbox;
    this.#join = join;
    this.#sent = sent;
    this.#field = /** @type {HTMLTextAreaElement} */ (find("textarea", form));
    this.#button = /** @type {HTMLButtonElement} */ (find(".send-btn", form));
    this.#counter = find("[data-counter]", form);
    this.#foreign = find("[data-foreign]", form);
    this.#bar = find("[data-pill]", form);
    this.#listen(form);
    this.#show();
  }

  /** Not on phones: the keyboard would hide what one came to read. */
  focus() {
    if (!coarse.matches && !this.#bar.hidden) this.#field.focus({ preventScroll: true });
  }

  /** @param {HTMLFormElement} form */
  #listen(form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#field.addEventListener("keydown", (event) => this.#pressed(event));
    this.#field.addEventListener("input", () => this.#written());
    for (const topic of ["current", "rooms"]) this.#store.addEventListener(topic, () => this.#show());
    window.addEventListener("resize", () => this.#fit());
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    // 229: Safari ends a composition before the Enter that confirms it.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isComposing || coarse.matches) return;
    event.preventDefault();
    this.#send();
  }

  #show() {
    const room = this.#store.current;
    this.#bar.hidden = !room?.is_member;
    this.#foreign.hidden = !room || room.is_member;
    if (!room) {
      this.#roomId = null;
      return;
    }
    if (!room.is_member) this.#showJoin(room.name, room.id);
    const label = room.room_type === "direct" ? `Message ${room.name}` : `Message #${room.name}`;
    this.#field.placeholder = label;
    this.#field.setAttribute("aria-label", label);
    if (room.id === this.#roomId) return;
    this.#roomId = room.id;
    this.#field.value = this.#drafts.read(room.id);
    this.#measure();
  }

  /** @param {string} name @param {number} roomId */
  #showJoin(name, roomId) {
    if (this.#foreign.dataset.state === `${roomId}:${name}`) return;
    this.#foreign.dataset.state = `${roomId}:${name}`;
    const on = { click: () => this.#join(roomId) };
    this.#foreign.replaceChildren(
      element("span", { text: `You are reading ${name} as a visitor.` }),
      element("button", { class: "button button-primary", text: "Join to write", attrs: { type: "button" }, on }),
    );
  }

  #written() {
    if (this.#roomId !== null) this.#drafts.write(this.#roomId, this.#field.value);
    this.#measure();
  }

  #measure() {
    this.#fit();
    const limit = this.#store.limits.text;
    const length = [...this.#field.value].length;
    const isOver = length > limit;
    this.#counter.hidden = length < limit * COUNTER_FROM;
    this.#counter.textContent = isOver
      ? `${(length - limit).toLocaleString("en")} characters too many`
      : `${length.toLocaleString("en")} / ${limit.toLocaleString("en")}`;
    this.#counter.classList.toggle("is-over", isOver);
    this.#field.setAttribute("aria-invalid", String(isOver));
    this.#button.disabled = isOver || !this.#field.value.trim();
  }

  /** As high as its text, up to eight lines. */
  #fit() {
    const { style } = this.#field;
    style.setProperty("block-size", "auto");
    const { lineHeight, paddingBlockStart, paddingBlockEnd } = getComputedStyle(this.#field);
    const most = MOST_LINES * parseFloat(lineHeight) + parseFloat(paddingBlockStart) + parseFloat(paddingBlockEnd);
    style.setProperty("block-size", `${Math.min(this.#field.scrollHeight, most)}px`);
  }

  #send() {
    const text = this.#field.value.trim();
    if (!text || this.#roomId === null) return;
    if ([...text].length > this.#store.limits.text) {
      toast(`A message has at most ${this.#store.limits.text.toLocaleString("en")} characters.`, { level: "warning" });
      return;
    }
    this.#outbox.add(this.#roomId, text);
    this.#field.value = "";
    this.#written();
    this.#sent();
  }
}
