// @ts-check
/** @import {Act, Answers} from "./member_acts.js" */
import { find } from "../../lib/dom.js";
import { clearProblems, onSubmit } from "../../lib/form.js";

/** Asks before something is done to a member; a refusal is said in the dialog, which stays open. */
export class MemberActDialog {
  #dialog;
  #form;
  /** @type {((answers: Answers) => Promise<void>) | null} */
  #run = null;

  constructor() {
    this.#dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=member-act]"));
    this.#form = /** @type {HTMLFormElement} */ (find("form", this.#dialog));
    find("[data-action=close-dialog]", this.#form).addEventListener("click", () => this.#dialog.close());
    onSubmit(this.#form, async ({ seconds, reason }) => {
      await this.#run?.({ seconds: Number(seconds), reason: reason.trim() });
      this.#dialog.close();
    });
  }

  /** @param {Act} act @param {(answers: Answers) => Promise<void>} run */
  open({ question, isDanger }, run) {
    if (!question) return;
    this.#run = run;
    this.#form.reset();
    clearProblems(this.#form);
    find("[data-title]", this.#dialog).textContent = question.title;
    find("[data-text]", this.#form).textContent = question.text;
    find("[data-field=seconds]", this.#form).hidden = question.asks !== "seconds";
    find("[data-field=reason]", this.#form).hidden = question.asks !== "reason";
    const confirm = find("[data-confirm]", this.#form);
    confirm.textContent = question.label;
    confirm.className = `button ${isDanger ? "button-danger" : "button-primary"}`;
    this.#dialog.showModal();
  }
}
