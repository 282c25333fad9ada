// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Member, Room} from "../types.js" */
import { element, find } from "../../lib/dom.js";
import { clearProblems, onSubmit } from "../../lib/form.js";
import { Problem, request } from "../../lib/http.js";
import { heirsOf } from "../room_rights.js";

/** Asks before a room is left; its last owner first says who is to own it. */
export class LeaveRoom {
  #dialog;
  #form;
  #store;
  #left;
  #end;
  /** @type {Room | null} */
  #room = null;
  /** @type {Member[]} */
  #heirs = [];
  #mustEnd = false;

  /** @param {{store: Store, left: () => Promise<void>, end: (room: Room) => void}} parts `end` asks and deletes */
  constructor({ store, left, end }) {
    this.#store = store;
    this.#left = left;
    this.#end = end;
    this.#dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=leave-room]"));
    this.#form = /** @type {HTMLFormElement} */ (find("form", this.#dialog));
    find("[data-action=close-dialog]", this.#form).addEventListener("click", () => this.#dialog.close());
    onSubmit(this.#form, (values) => this.#leave(values.heir ?? ""));
  }

  /** @param {Room} room */
  open(room) {
    this.#room = room;
    clearProblems(this.#form);
    const { isLastOwner, heirs } = heirsOf(room, this.#store.members(room.id) ?? []);
    this.#heirs = isLastOwner ? heirs : [];
    this.#mustEnd = isLastOwner && !heirs.length;
    find("[data-title]", this.#dialog).textContent = `Leave ${room.name}?`;
    find("[data-text]", this.#dialog).textContent = this.#text(room);
    const submit = find("[type=submit]", this.#form);
    submit.textContent = this.#mustEnd ? "Delete room…" : this.#heirs.length ? "Hand over and leave" : "Leave room";
    find("[data-heirs]", this.#form).hidden = !this.#heirs.length;
    find("[name=heir]", this.#form).replaceChildren(...this.#heirs.map(drawHeir));
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** @param {Room} room */
  #text(room) {
    if (this.#mustEnd) return "You own it, and nobody else is here who could. You can delete it instead.";
    if (this.#heirs.length) return "You are its only owner. Choose who takes it over.";
    if (room.room_type === "public") return "You can join again at any time.";
    return "You will need an invitation to come back.";
  }

  /** @param {string} heir */
  async #leave(heir) {
    const room = this.#room;
    if (!room) return;
    if (this.#mustEnd) {
      this.#dialog.close();
      this.#end(room);
      return;
    }
    const path = `/api/rooms/${room.id}`;
    if (this.#heirs.length) await request("PUT", `${path}/members/${heir}`, { role: "owner" });
    try {
      await request("DELETE", `${path}/leave`);
    } catch (error) {
      // The members were not known here, or another owner has just gone.
      if (error instanceof Problem && error.code === "last_owner") this.open(room);
      throw error;
    }
    this.#dialog.close();
    await this.#left();
  }
}

/** @param {Member} member */
function drawHeir({ username, display_name, role }) {
  return element("option", { text: `${display_name} (@${username}), ${role}`, attrs: { value: username } });
}
