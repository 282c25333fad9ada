// @ts-check
/** @import {Store} from "./store.js" */
import { element, find, isComposing } from "../lib/dom.js";
import { coalesce } from "./coalesce.js";
import { groupsOf } from "./member_groups.js";
import { MemberList } from "./member_list.js";

const FILTERED_FROM = 13;
const LARGE = 1_000;
const PAUSE_MS = 300;
const WAITING_ROWS = 6;

/** Who belongs to the room in view, by role and presence. */
export class Members {
  #root;
  #filter;
  #field;
  #note;
  #list;
  #store;
  /** @type {number | null} */
  #roomId = null;
  #isLarge = false;
  // In large rooms somebody always comes or goes.
  #drawSoon = coalesce(
    () => this.#draw(),
    (run) => (this.#isLarge ? setTimeout(run, PAUSE_MS) : queueMicrotask(run)),
  );

  /**
   * @param {HTMLElement} root the panel
   * @param {{store: Store, open: (userId: string, anchor: HTMLElement) => void, reload: (roomId: number) => void}} parts
   */
  constructor(root, { store, open, reload }) {
    this.#root = find("[data-members]", root);
    this.#filter = find("[data-members-filter]", root);
    this.#field = /** @type {HTMLInputElement} */ (find("input", this.#filter));
    this.#note = find("[data-members-note]", root);
    this.#list = new MemberList(this.#root, open);
    this.#store = store;
    this.#field.addEventListener("input", () => this.#draw());
    this.#field.addEventListener("keydown", (event) => this.#pressed(event));
    this.#note.addEventListener("click", ({ target }) => {
      if (target instanceof HTMLButtonElement && this.#roomId !== null) reload(this.#roomId);
    });
    store.addEventListener("current", () => this.#enter());
    setTimeout(() => this.#enter());
  }

  #enter() {
    if (this.#roomId !== null) this.#store.removeEventListener(`members:${this.#roomId}`, this.#drawSoon);
    this.#roomId = this.#store.currentId;
    if (this.#roomId !== null) this.#store.addEventListener(`members:${this.#roomId}`, this.#drawSoon);
    this.#field.value = "";
    this.#root.scrollTop = 0;
    this.#draw();
  }

  #draw() {
    const members = this.#roomId === null ? [] : this.#store.members(this.#roomId);
    const count = members?.length ?? 0;
    this.#isLarge = count >= LARGE;
    this.#filter.hidden = count < FILTERED_FROM;
    const query = this.#filter.hidden ? "" : this.#field.value;
    const groups = groupsOf(members ?? [], query);
    this.#list.show(groups);
    this.#drawNote(members === null, count > 0 && !groups.length);
  }

  /** @param {boolean} isMissing @param {boolean} isNobody */
  #drawNote(isMissing, isNobody) {
    const isFailed = isMissing && this.#store.roster.hasFailed(/** @type {number} */ (this.#roomId));
    this.#root.setAttribute("aria-busy", String(isMissing && !isFailed));
    this.#note.hidden = !isMissing && !isNobody;
    if (isNobody) this.#note.replaceChildren(`No member is called “${this.#field.value.trim()}”.`);
    if (isFailed) this.#note.replaceChildren("The members could not be loaded.", retryButton());
    else if (isMissing) this.#note.replaceChildren(...Array.from({ length: WAITING_ROWS }, drawWaiting));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (isComposing(event)) return;
    if (event.key === "Escape" && this.#field.value) {
      event.stopPropagation();
      this.#field.value = "";
      this.#draw();
    }
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    const first = this.#root.querySelector(".member");
    if (!(first instanceof HTMLElement)) return;
    first.focus();
    if (event.key === "Enter") first.click();
  }
}

function retryButton() {
  return element("button", { class: "button", text: "Try again", attrs: { type: "button" } });
}

function drawWaiting() {
  return element("span", { class: "member-waiting", attrs: { "aria-hidden": true } });
}
