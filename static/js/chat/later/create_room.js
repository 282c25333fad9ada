// @ts-check
/** @import {Loader} from "../loader.js" */
/** @import {Store} from "../store.js" */
/** @import {Room} from "../types.js" */
import { find } from "../../lib/dom.js";
import { clearProblems, onSubmit, showProblem } from "../../lib/form.js";
import { Problem, request } from "../../lib/http.js";
import { toast } from "../../lib/toast.js";
import { folded } from "../people.js";
import { runsServer } from "../room_rights.js";
import { bindIconChoice, iconOf } from "./icon_choice.js";
import { PeopleField } from "./people_field.js";

const MOST_INVITED = 20;

/** Makes a room: what it is called and about, who may come in, and who is asked to. */
export class CreateRoom {
  #dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=create-room]"));
  #form = /** @type {HTMLFormElement} */ (find("form", this.#dialog));
  #name = /** @type {HTMLInputElement} */ (find("[name=name]", this.#form));
  #store;
  #people;
  #created;

  /** @param {{store: Store, loader: Loader, created: (room: Room) => void}} parts */
  constructor({ store, loader, created }) {
    this.#store = store;
    this.#created = created;
    this.#people = new PeopleField(this.#form, { store, loader, isBrief: true });
    bindIconChoice(this.#form);
    this.#name.addEventListener("input", () => this.#check());
    this.#form.addEventListener("change", () => this.#showKind());
    onSubmit(this.#form, (values) => this.#make(values));
    find("[data-action=close-dialog]", this.#form).addEventListener("click", () => this.#dialog.close());
  }

  /** @param {string} [name] */
  open(name = "") {
    if (document.querySelector("dialog[open]")) return;
    this.#form.reset();
    clearProblems(this.#form);
    this.#name.value = name;
    find("[data-for-admins]", this.#form).hidden = !runsServer(this.#store.user);
    this.#showKind();
    this.#people.start({ most: MOST_INVITED });
    this.#dialog.showModal();
    this.#name.focus();
  }

  /** While one writes: what is wrong shows at once, and what was wrong goes. */
  #check() {
    clearProblems(this.#form);
    const { limits, rooms } = this.#store;
    const problem = nameProblem(this.#name.value, rooms, limits.name);
    if (problem && this.#name.value.trim()) showProblem(this.#form, problem);
  }

  /** The members of an administrators' room follow from their accounts. */
  #showKind() {
    const kind = this.#form.elements.namedItem("room_type");
    find("[data-invited]", this.#form).hidden = kind instanceof RadioNodeList && kind.value === "admin";
  }

  /** @param {Record<string, string>} values */
  async #make(values) {
    const { limits, rooms } = this.#store;
    const problem = nameProblem(values.name, rooms, limits.name);
    if (problem) throw problem;
    const { name, description, room_type } = values;
    const draft = { name: name.trim(), description: description.trim(), room_type, icon: iconOf(values) };
    const { room } = await request("POST", "/api/rooms", draft);
    this.#dialog.close();
    this.#created(room);
    if (room_type !== "admin") await this.#invite(room);
  }

  /** The room is there whether they come or not. @param {Room} room */
  async #invite(room) {
    for (const username of this.#people.chosen) {
      try {
        await request("POST", `/api/rooms/${room.id}/invite`, { username });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        toast(`@${username} could not be invited. ${error.detail}`, { level: "error" });
      }
    }
  }
}

/**
 * What the server would say, as far as one can know here: it does not tell of rooms that one may not see.
 * @param {string} text @param {Room[]} rooms @param {number} limit
 */
export function nameProblem(text, rooms, limit) {
  const name = text.trim();
  if (!name) return invalid("Give the room a name.");
  if ([...name].length > limit) return invalid(`A name has at most ${limit} characters.`);
  const isTaken = rooms.some((room) => room.room_type !== "direct" && folded(room.name) === folded(name));
  return isTaken ? invalid("There is a room of this name.") : null;
}

/** @param {string} detail */
function invalid(detail) {
  return new Problem({ status: 422, code: "invalid", detail, field: "name" });
}
