// @ts-check
/** @import {Room} from "./types.js" */
import { find } from "../lib/dom.js";
import { clearProblems, onSubmit, showProblem } from "../lib/form.js";
import { Problem, request } from "../lib/http.js";

/**
 * The dialog that makes a room.
 * @param {HTMLDialogElement} dialog
 * @param {{limits: {name: number}, created: (room: Room) => void}} parts
 * @returns {(name?: string) => void} opens it
 */
export function createRoomDialog(dialog, { limits, created }) {
  const form = /** @type {HTMLFormElement} */ (find("form", dialog));
  onSubmit(form, async (values) => {
    const name = values.name.trim();
    const problem = problemOf(name, limits.name);
    if (problem) return showProblem(form, problem);
    const { description, room_type, icon } = values;
    const { room } = await request("POST", "/api/rooms", { name, description: description.trim(), room_type, icon });
    dialog.close();
    created(room);
  });
  find("[data-action=close-dialog]", form).addEventListener("click", () => dialog.close());
  return (name = "") => {
    form.reset();
    clearProblems(form);
    const field = /** @type {HTMLInputElement} */ (find("[name=name]", form));
    field.value = name;
    dialog.showModal();
    field.focus();
  };
}

/** @param {string} name @param {number} limit */
function problemOf(name, limit) {
  const detail = !name ? "Give the room a name." : [...name].length > limit ? `At most ${limit} characters.` : "";
  return detail ? new Problem({ status: 422, code: "invalid", detail, field: "name" }) : null;
}
