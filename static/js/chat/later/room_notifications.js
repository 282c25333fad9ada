// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Room, RoomPreference} from "../types.js" */
import { find } from "../../lib/dom.js";
import { Problem } from "../../lib/http.js";
import { FOR_GOOD, momentText, mutedUntil, roomWish } from "../room_mute.js";

const HOUR = 3_600_000;
/** @type {Record<string, string>} */
const LEVELS = { everything: "everything", mentions: "mentions", nothing: "nothing" };

/** What the reader wants to hear of a room; each choice holds at once. */
export class RoomNotifications {
  #root;
  #store;
  /** @type {Room | null} */
  #room = null;

  /** @param {HTMLElement} root @param {Store} store */
  constructor(root, store) {
    this.#root = root;
    this.#store = store;
    find("[data-levels]", root).addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) this.#wish({ level: target.value || null });
    });
    find("[data-mutes]", root).addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button) this.#wish({ muted_until: this.#until(button.dataset.hours) });
    });
    store.preferences.addEventListener("change", () => this.#draw());
  }

  /** @param {Room} room */
  open(room) {
    this.#room = room;
    find("[data-problem]", this.#root).textContent = "";
    this.#draw();
  }

  /** @param {string | undefined} hours '': for good; none: not at all */
  #until(hours) {
    if (hours === undefined) return null;
    return hours ? new Date(Date.now() + Number(hours) * HOUR).toISOString() : FOR_GOOD;
  }

  /** @param {Partial<RoomPreference>} change */
  async #wish(change) {
    if (!this.#room) return;
    const problem = find("[data-problem]", this.#root);
    problem.textContent = "";
    try {
      await this.#store.preferences.change(roomWish(this.#store.preferences.now, this.#room.id, change));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.textContent = error.detail;
    }
  }

  #draw() {
    if (!this.#room) return;
    const { now } = this.#store.preferences;
    const level = now.rooms[this.#room.id]?.level ?? "";
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (this.#root.querySelectorAll("[name=level]"))) {
      input.checked = input.value === level;
    }
    find("[data-usual]", this.#root).textContent = `Now: ${LEVELS[now.level] ?? now.level}.`;
    const until = mutedUntil(now, this.#room.id);
    const end = until === FOR_GOOD ? "until you turn it on again" : until && `until ${momentText(until)}`;
    find("[data-muted]", this.#root).textContent = end ? `Muted ${end}.` : "Not muted.";
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-mutes] > button"))) {
      button.hidden = (button.dataset.hours === undefined) !== Boolean(until);
    }
  }
}
