// @ts-check
import { element, find, icon } from "../../lib/dom.js";
import { clearProblems, onSubmit } from "../../lib/form.js";
import { Problem, request } from "../../lib/http.js";
import { toast } from "../../lib/toast.js";
import { attempt } from "../../lib/attempt.js";
import { confirmed } from "../../lib/confirm.js";
import { checkName, nameFrom } from "./emoji_name.js";

/** @typedef {{name: string, url: string}} OwnEmoji */

/** Where administrators add emoji of the server's own and take them away. */
export class CustomEmoji {
  #dialog;
  #form;
  #changed;
  /** @type {OwnEmoji[]} */
  #own = [];
  /** @type {Record<string, string>} */
  #standard = {};
  /** @type {File | null} */
  #file = null;

  /** @param {{changed: () => void}} parts told when there are others than before */
  constructor({ changed }) {
    this.#changed = changed;
    this.#dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=custom-emoji]"));
    this.#form = /** @type {HTMLFormElement} */ (find("form", this.#dialog));
    find("[data-action=close-dialog]", this.#form).addEventListener("click", () => this.#dialog.close());
    find("[data-own-emoji]", this.#dialog).addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-remove]") : null;
      if (button instanceof HTMLElement) this.#remove(button.dataset.remove ?? "");
    });
    this.#image.addEventListener("change", () => this.#take(this.#image.files?.[0]));
    this.#name.addEventListener("input", () => this.#check());
    this.#bindDrop(find("[data-drop]", this.#form));
    onSubmit(this.#form, () => this.#add());
  }

  async open() {
    this.#reset();
    this.#dialog.showModal();
    await this.#load();
  }

  get #image() {
    return /** @type {HTMLInputElement} */ (find("[name=image]", this.#form));
  }

  get #name() {
    return /** @type {HTMLInputElement} */ (find("[name=name]", this.#form));
  }

  get #wanted() {
    return this.#name.value.trim().toLowerCase().replace(/^:|:$/g, "");
  }

  #reset() {
    this.#form.reset();
    clearProblems(this.#form);
    this.#take(null);
    find("[data-name-note]", this.#form).textContent = "";
  }

  async #load() {
    const note = find("[data-note]", this.#dialog);
    note.textContent = "Loading…";
    await attempt(async () => {
      const [{ emoji }, { shortcodes }] = await Promise.all([
        request("GET", "/api/emoji"),
        request("GET", "/api/shortcodes"),
      ]);
      this.#own = emoji;
      this.#standard = shortcodes;
      find("[data-own-emoji]", this.#dialog).replaceChildren(...this.#own.map(drawOwn));
    });
    note.textContent = this.#own.length ? "" : "There are none yet. Everybody can use those that you add.";
  }

  /** @param {File | null | undefined} file */
  #take(file) {
    this.#file = file ?? null;
    this.#preview(this.#file);
    find("[data-file]", this.#form).textContent = file ? file.name : "Choose a picture, or drop one here";
    find("[data-error-for=image]", this.#form).textContent = "";
    if (file && !this.#name.value) this.#name.value = nameFrom(file.name);
    if (file) this.#check();
  }

  /** Read as data: the page's policy lets no picture come from a `blob:`. @param {File | null} file */
  async #preview(file) {
    const preview = /** @type {HTMLImageElement} */ (find("[data-preview]", this.#form));
    const url = file ? await dataUrl(file) : "";
    if (file !== this.#file) return;
    preview.hidden = !url;
    preview.src = url;
  }

  /** @returns {boolean} whether the name will do */
  #check() {
    const own = this.#own.map(({ name }) => name);
    const taken = (/** @type {string} */ name) => Object.hasOwn(this.#standard, name);
    const { problem, note } = checkName(this.#wanted, { own, taken });
    find("[data-name-note]", this.#form).textContent = note;
    find("[data-error-for=name]", this.#form).textContent = problem;
    this.#name.toggleAttribute("aria-invalid", false);
    if (problem) this.#name.setAttribute("aria-invalid", "true");
    return !problem;
  }

  async #add() {
    const name = this.#wanted;
    const isNamed = this.#check();
    if (!this.#file) throw new Problem({ status: 422, code: "invalid", field: "image", detail: "Choose a picture." });
    if (!isNamed) return this.#name.focus();
    await request("PUT", `/api/admin/emoji/${encodeURIComponent(name)}`, this.#file);
    toast(`:${name}: can be used now`, { level: "success" });
    this.#changed();
    this.#reset();
    await this.#load();
    this.#image.focus();
  }

  /** @param {string} name */
  async #remove(name) {
    const text = "Where it was used, its name is read instead.";
    if (!(await confirmed({ title: `Remove :${name}:?`, text, action: "Remove" }))) return;
    await attempt(async () => {
      await request("DELETE", `/api/admin/emoji/${name}`);
      this.#changed();
      await this.#load();
    });
    const next = this.#dialog.querySelector("[data-remove]") ?? this.#image;
    if (next instanceof HTMLElement) next.focus();
  }

  /** @param {HTMLElement} place */
  #bindDrop(place) {
    for (const type of ["dragover", "dragleave", "drop"]) {
      place.addEventListener(type, (event) => {
        event.preventDefault();
        place.classList.toggle("is-over", type === "dragover");
        if (type === "drop") this.#take(/** @type {DragEvent} */ (event).dataTransfer?.files[0]);
      });
    }
  }
}

/** @param {File} file @returns {Promise<string>} "" when it cannot be read */
function dataUrl(file) {
  const reader = new FileReader();
  return new Promise((resolve) => {
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => resolve(""));
    reader.readAsDataURL(file);
  });
}

/** @param {OwnEmoji} emoji */
function drawOwn({ name, url }) {
  const attrs = { type: "button", "aria-label": `Remove :${name}:`, title: "Remove" };
  return element(
    "li",
    {},
    element("img", { attrs: { src: url, alt: "", loading: "lazy" } }),
    element("span", { text: `:${name}:` }),
    element("button", { class: "icon-button", attrs, data: { remove: name } }, icon("trash")),
  );
}
