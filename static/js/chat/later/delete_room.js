// @ts-check
/** @import {Room} from "../types.js" */
import { find } from "../../lib/dom.js";
import { clearProblems, onSubmit, showProblem } from "../../lib/form.js";
import { Problem, request } from "../../lib/http.js";

/**
 * The dialog that ends a room; whoever does it types its name.
 * @returns {(room: Room) => void} opens it
 */
export function deleteRoomDialog() {
  const dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=delete-room]"));
  const form = /** @type {HTMLFormElement} */ (find("form", dialog));
  /** @type {Room | null} */
  let doomed = null;
  onSubmit(form, async (values) => {
    if (!doomed) return;
    if (values.confirmation.trim() !== doomed.name) {
      const detail = `Type “${doomed.name}” exactly.`;
      return showProblem(form, new Problem({ status: 422, code: "invalid", detail, field: "confirmation" }));
    }
    await request("DELETE", `/api/rooms/${doomed.id}`);
    dialog.close();
  });
  find("[data-action=close-dialog]", form).addEventListener("click", () => dialog.close());
  return (room) => {
    doomed = room;
    form.reset();
    clearProblems(form);
    find("[data-title]", dialog).textContent = `Delete ${room.name}?`;
    find("[data-name]", dialog).textContent = room.name;
    dialog.showModal();
    find("[name=confirmation]", form).focus();
  };
}
