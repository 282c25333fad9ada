// @ts-check
import { find } from "../lib/dom.js";
import { bindReveals, clearProblems, onSubmit } from "../lib/form.js";

/**
 * A dialog with a form; it closes when `send` succeeds.
 */
export class FormDialog {
  #dialog;
  #form;

  /**
   * @param {string} name
   * @param {(values: Record<string, string>) => Promise<void>} send
   */
  constructor(name, send) {
    this.#dialog = /** @type {HTMLDialogElement} */ (find(`[data-dialog=${name}]`));
    this.#form = /** @type {HTMLFormElement} */ (find("form", this.#dialog));
    bindReveals(this.#dialog);
    find("[data-action=close-dialog]", this.#dialog).addEventListener("click", () => this.#dialog.close());
    onSubmit(this.#form, async (values) => {
      await send(values);
      this.#dialog.close();
    });
  }

  open() {
    this.#form.reset();
    clearProblems(this.#form);
    this.#dialog.showModal();
  }
}

/**
 * Asks before something that can't be taken back lightly. Escape and Cancel mean no.
 * @param {{title: string, text: string, action: string}} question
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, action }) {
  const dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=confirm]"));
  find("[data-confirm-title]", dialog).textContent = title;
  find("[data-confirm-text]", dialog).textContent = text;
  find("[data-confirm-action]", dialog).textContent = action;
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "confirm"), { once: true });
  });
}
