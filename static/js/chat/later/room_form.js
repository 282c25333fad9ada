// @ts-check
/** @import {Room, User} from "../types.js" */
import { element, find } from "../../lib/dom.js";
import { clearProblems, onSubmit } from "../../lib/form.js";
import { Problem, request } from "../../lib/http.js";
import { runsServer } from "../room_rights.js";
import { bindIconChoice, iconOf } from "./icon_choice.js";

/** @typedef {"name" | "description" | "topic" | "icon" | "room_type" | "max_members" | "slow_mode" | "who_may_post"} Name */

/** @type {Name[]} */
const TEXTS = ["name", "description", "topic", "icon", "room_type", "who_may_post"];
/** @type {Name[]} */
const NUMBERS = ["max_members", "slow_mode"];

/** What a room shall be like: only what was changed is sent. */
export class RoomForm {
  #form;
  #parts;
  /** @type {Room | null} */
  #room = null;

  /**
   * @param {HTMLFormElement} form
   * @param {{saved: () => void, refused: (field: string) => void}} parts `refused` before the problem is shown
   */
  constructor(form, parts) {
    this.#form = form;
    this.#parts = parts;
    bindIconChoice(form);
    onSubmit(form, (values) => this.#save(values));
  }

  /** @param {Room} room @param {User} user */
  fill(room, user) {
    this.#room = room;
    clearProblems(this.#form);
    this.#offerPause(room.slow_mode);
    for (const name of [...TEXTS, ...NUMBERS]) this.#set(name, String(room[name] ?? ""));
    const isOffered = this.#form.querySelector("[name=icon]:checked") !== null;
    this.#set("other_icon", isOffered ? "" : (room.icon ?? ""));
    const kind = /** @type {HTMLFieldSetElement} */ (find("[data-kind]", this.#form));
    kind.disabled = room.created_by === "system";
    find("[data-fixed]", kind).hidden = !kind.disabled;
    const forAdmins = find("[value=admin]", kind).closest("label");
    if (forAdmins) forAdmins.hidden = !runsServer(user) && room.room_type !== "admin";
  }

  /** @param {string} name @param {string} value */
  #set(name, value) {
    const control = this.#form.elements.namedItem(name);
    if (control instanceof RadioNodeList) {
      for (const input of control) if (input instanceof HTMLInputElement) input.checked = input.value === value;
    } else if (control && "value" in control) {
      control.value = value;
    }
  }

  /** @param {Record<string, string>} values */
  async #save(values) {
    const room = this.#room;
    if (!room) return;
    try {
      const change = changeOf(room, values);
      if (Object.keys(change).length) await request("PUT", `/api/rooms/${room.id}`, change);
      this.#parts.saved();
    } catch (error) {
      if (error instanceof Problem && error.field) this.#parts.refused(error.field);
      throw error;
    }
  }

  /** A pause that is none of the proposed ones can be kept. @param {number} seconds */
  #offerPause(seconds) {
    const select = /** @type {HTMLSelectElement} */ (find("[name=slow_mode]", this.#form));
    select.querySelector("[data-own]")?.remove();
    if ([...select.options].some((option) => Number(option.value) === seconds)) return;
    select.append(element("option", { text: `${seconds} seconds`, attrs: { value: seconds }, data: { own: "" } }));
  }
}

/** @param {Room} room @param {Record<string, string>} values @returns {Record<string, string | number>} */
function changeOf(room, values) {
  /** @type {Record<string, string | number>} */
  const change = {};
  /** @type {Record<string, string | undefined>} */
  const given = { ...values, icon: iconOf(values) };
  for (const name of TEXTS) {
    const value = given[name]?.trim();
    if (value !== undefined && value !== (room[name] ?? "")) change[name] = value;
  }
  for (const name of NUMBERS) {
    const value = Number(given[name]);
    if (!Number.isInteger(value)) throw invalid(name, "Give a whole number.");
    if (value !== room[name]) change[name] = value;
  }
  if (change.name === "") throw invalid("name", "Give the room a name.");
  return change;
}

/** @param {string} field @param {string} detail */
function invalid(field, detail) {
  return new Problem({ status: 422, code: "invalid", detail, field });
}
