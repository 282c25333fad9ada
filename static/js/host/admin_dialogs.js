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
