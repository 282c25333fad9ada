// @ts-check
/** @import {Room} from "../types.js" */
import { element, find } from "../../lib/dom.js";
import { clearProblems, onSubmit, showProblem } from "../../lib/form.js";
import { Problem, request } from "../../lib/http.js";

/** @typedef {"name" | "description" | "topic" | "icon" | "room_type" | "max_members" | "slow_mode" | "who_may_post"} Name */

/** @type {Name[]} */
const TEXTS = ["name", "description", "topic", "icon", "room_type", "who_may_post"];
/** @type {Name[]} */
const NUMBERS = ["max_members", "slow_mode"];

/** Asks for what a room shall be like and sends what was changed. */
export class RoomSettings {
  #dialog;
  #form;
  /** @type {Room | null} */
  #room = null;

  constructor() {
    this.#dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=room-settings]"));
    this.#form = /** @type {HTMLFormElement} */ (find("form", this.#dialog));
    find("[data-action=close-dialog]", this.#form).addEventListener("click", () => this.#dialog.close());
    onSubmit(this.#form, (values) => this.#save(values));
  }

  /** @param {Room} room */
  open(room) {
    this.#room = room;
    clearProblems(this.#form);
    this.#offerIcon(room.icon ?? "");
    this.#offerPause(room.slow_mode);
    for (const name of [...TEXTS, ...NUMBERS]) {
      const control = this.#form.elements.namedItem(name);
      const value = String(room[name] ?? "");
      if (control instanceof RadioNodeList || control instanceof HTMLInputElement) control.value = value;
      if (control instanceof HTMLSelectElement || control instanceof HTMLTextAreaElement) control.value = value;
    }
    const kind = /** @type {HTMLFieldSetElement} */ (find("[data-kind]", this.#form));
    kind.disabled = room.created_by === "system";
    find("[data-fixed]", kind).hidden = !kind.disabled;
    this.#dialog.showModal();
    find("[name=name]", this.#form).focus();
  }

  /** @param {Record<string, string>} values */
  async #save(values) {
    const room = this.#room;
    if (!room) return;
    const change = changeOf(room, values);
    if (change instanceof Problem) return showProblem(this.#form, change);
    if (Object.keys(change).length) await request("PUT", `/api/rooms/${room.id}`, change);
    this.#dialog.close();
  }

  /** An icon that is none of the proposed ones can be kept. @param {string} emoji */
  #offerIcon(emoji) {
    const place = find("[data-icons]", this.#form);
    place.querySelector("[data-own]")?.remove();
    if (!emoji || [...place.querySelectorAll("input")].some((input) => input.value === emoji)) return;
    const input = element("input", { attrs: { type: "radio", name: "icon", value: emoji, "aria-label": "as it is" } });
    const face = element("span", { text: emoji, attrs: { "aria-hidden": true } });
    place.prepend(element("label", { attrs: { title: "as it is" }, data: { own: "" } }, input, face));
  }

  /** @param {number} seconds */
  #offerPause(seconds) {
    const select = /** @type {HTMLSelectElement} */ (find("[name=slow_mode]", this.#form));
    select.querySelector("[data-own]")?.remove();
    if ([...select.options].some((option) => Number(option.value) === seconds)) return;
    select.append(element("option", { text: `${seconds} seconds`, attrs: { value: seconds }, data: { own: "" } }));
  }
}

/** @param {Room} room @param {Record<string, string>} values @returns {Record<string, string | number> | Problem} */
function changeOf(room, values) {
  /** @type {Record<string, string | number>} */
  const change = {};
  for (const name of TEXTS) {
    const value = values[name]?.trim();
    if (value !== undefined && value !== (room[name] ?? "")) change[name] = value;
  }
  for (const name of NUMBERS) {
    const value = Number(values[name]);
    if (!Number.isInteger(value)) return invalid(name, "Give a whole number.");
    if (value !== room[name]) change[name] = value;
  }
  return change.name === "" ? invalid("name", "Give the room a name.") : change;
}

/** @param {string} field @param {string} detail */
function invalid(field, detail) {
  return new Problem({ status: 422, code: "invalid", detail, field });
}
