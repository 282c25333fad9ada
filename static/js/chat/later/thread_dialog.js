// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Message, RoomEvent} from "../types.js" */
import { find } from "../../lib/dom.js";
import { Problem, request } from "../../lib/http.js";
import { attempt } from "../attempt.js";
import { linesOf } from "../lines.js";
import { drawLine } from "../message_row.js";
import { storedRow } from "../rows.js";

const PAGE = 200;

/** The replies to one message, beside the room: read, and answered there. */
export class ThreadDialog {
  #store;
  #dialog;
  #list;
  #field;
  #problem;
  /** @type {Message | null} */
  #root = null;
  #clientId = "";

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    this.#dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=thread]"));
    this.#list = find("[data-thread]", this.#dialog);
    this.#field = /** @type {HTMLTextAreaElement} */ (find("textarea", this.#dialog));
    this.#problem = find("[data-problem]", this.#dialog);
    find("form[data-reply]", this.#dialog).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    this.#dialog.addEventListener("close", () => (this.#root = null));
    store.addEventListener("thread", (event) => this.#heard(/** @type {CustomEvent<RoomEvent>} */ (event).detail));
  }

  /** @param {Message} root */
  async open(root) {
    this.#root = root;
    this.#field.value = "";
    this.#problem.textContent = "";
    this.#clientId = crypto.randomUUID();
    await attempt(() => this.#load());
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#field.focus();
  }

  /** @param {RoomEvent} event */
  #heard({ message }) {
    if (this.#root && message?.thread_id === this.#root.id) attempt(() => this.#load());
  }

  async #load() {
    const root = this.#root;
    if (!root) return;
    const thread = await request("GET", `/api/messages/${root.id}/thread?limit=${PAGE}`);
    if (this.#root !== root) return;
    const isAtEnd = this.#list.scrollTop + this.#list.clientHeight >= this.#list.scrollHeight - 40;
    this.#draw([thread.message, ...thread.messages]);
    if (isAtEnd) this.#list.scrollTop = this.#list.scrollHeight;
    const last = thread.messages.at(-1);
    if (last && thread.unread_count) {
      const marker = { message_id: last.id, thread_id: root.id };
      await request("POST", `/api/rooms/${root.room_id}/read`, marker);
    }
  }

  /** @param {Message[]} messages */
  #draw(messages) {
    const { user } = this.#store;
    const rows = messages.map((message) => ({ ...storedRow(message, user), threadCount: 0 }));
    this.#list.replaceChildren(...linesOf(rows).map((line) => drawLine(line, user.username)));
  }

  /** Sent again with the same id after a failure: it is stored once. */
  async #send() {
    const content = this.#field.value.trim();
    const root = this.#root;
    if (!content || !root) return;
    this.#problem.textContent = "";
    try {
      const reply = { content, thread_id: root.id, client_id: this.#clientId };
      await request("POST", `/api/rooms/${root.room_id}/messages`, reply);
      this.#clientId = crypto.randomUUID();
      this.#field.value = "";
      await this.#load();
      this.#list.scrollTop = this.#list.scrollHeight;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#problem.textContent = error.detail;
    }
  }
}
