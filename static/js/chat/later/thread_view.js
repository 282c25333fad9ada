// @ts-check
/** @import {Line} from "../lines.js" */
/** @import {MessageActions} from "../message_actions.js" */
/** @import {Store} from "../store.js" */
/** @import {Message} from "../types.js" */
import { element, find, icon } from "../../lib/dom.js";
import { Problem, request } from "../../lib/http.js";
import { attempt } from "../attempt.js";
import { flash } from "../flash.js";
import { LineList } from "../line_list.js";
import { linesOf } from "../lines.js";
import { storedRow } from "../rows.js";
import { Scroller } from "../scroller.js";

const PAGE = 200;

/** The replies to one message: read, and answered there. */
export class ThreadView {
  #store;
  #root;
  /** @type {Map<number, Message>} */
  #replies = new Map();
  #isFollowing = false;
  #clientId = crypto.randomUUID();
  #list = element("div", { data: { lines: "" } });
  #log = element(
    "div",
    { class: "thread-messages", attrs: { role: "log", "aria-label": "Thread", tabindex: 0 } },
    this.#list,
  );
  #frame = element("div", { class: "thread-frame" }, this.#log);
  #field = element("textarea", { attrs: { rows: 1, maxlength: 8000, dir: "auto", ...named("Reply in the thread") } });
  #problem = element("p", { class: "form-problem", attrs: { role: "alert" } });
  #follow = element("button", { class: "button thread-follow", attrs: { type: "button" } });
  #lines;
  #scroller;

  /** @param {Message} root @param {{store: Store, actions: MessageActions, uncover: () => void}} parts */
  constructor(root, { store, actions, uncover }) {
    this.#store = store;
    this.#root = root;
    this.#lines = new LineList(this.#list, this.#log, store.user.username);
    this.#scroller = new Scroller(this.#log, this.#list);
    this.#follow.addEventListener("click", () => this.#toggleFollow());
    const toolbar = /** @type {HTMLElement} */ (find("[data-toolbar]").cloneNode(true));
    toolbar.hidden = true;
    this.#frame.append(toolbar);
    actions.bind(this.#log, { toolbar, messageOf: (id) => this.#find(id), isThread: true, uncover });
  }

  get tools() {
    return [this.#follow];
  }

  get body() {
    return [this.#frame, ...(this.#mayReply ? [this.#form(), this.#problem] : [])];
  }

  /** Shows it at its end, or at a reply. @param {number | null} replyId */
  async open(replyId) {
    await this.load();
    const wanted = replyId === null ? null : this.#lines.message(replyId);
    if (!wanted) return this.#scroller.toEnd();
    this.#scroller.toElement(wanted);
    flash(wanted);
  }

  async load() {
    const thread = await request("GET", `/api/messages/${this.#root.id}/thread?limit=${PAGE}`);
    this.#root = thread.message;
    for (const message of thread.messages) this.#replies.set(message.id, message);
    this.#showFollowing(thread.is_following);
    this.#draw();
    if (thread.unread_count) await this.#markRead();
  }

  /** Something in a thread is new or has changed. @param {Message} message */
  heard(message) {
    if (message.thread_id !== this.#root.id) return;
    this.#replies.set(message.id, message);
    this.#draw();
    if (message.user_id !== this.#store.user.user_id && document.hasFocus()) attempt(() => this.#markRead());
  }

  /** The message that it belongs to may have changed in the room. */
  rootChanged() {
    const root = this.#store.history(this.#root.room_id).find(this.#root.id);
    if (!root || root === this.#root) return;
    this.#root = root;
    this.#draw();
  }

  focus() {
    if (this.#field.isConnected) this.#field.focus();
    else this.#log.focus();
  }

  get #mayReply() {
    const room = this.#store.room(this.#root.room_id);
    return Boolean(room?.is_member && !room.archived_at);
  }

  /** @param {number} messageId */
  #find(messageId) {
    return messageId === this.#root.id ? this.#root : this.#replies.get(messageId);
  }

  #draw() {
    this.#scroller.keep(() => this.#lines.draw(this.#content(), { isFollowed: false }));
  }

  /** The first message, how many replies there are, and they. @returns {Line[]} */
  #content() {
    const row = (/** @type {Message} */ message) => ({ ...storedRow(message, this.#store.user), threadCount: 0 });
    const replies = [...this.#replies.values()].sort((a, b) => a.id - b.id);
    const head = linesOf([row(this.#root)]);
    if (!replies.length) return head;
    const days = new Set(head.map((line) => line.key));
    const tail = linesOf(replies.map(row)).filter((line) => !days.has(line.key));
    const text = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
    return [...head, { kind: "count", key: "count", text }, ...tail];
  }

  #form() {
    const attrs = { type: "submit", "aria-label": "Send" };
    const send = element("button", { class: "send-btn", attrs }, icon("arrow-up"));
    send.disabled = !this.#field.value.trim();
    this.#field.addEventListener("input", () => (send.disabled = !this.#field.value.trim()));
    this.#field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    const pill = element("div", { class: "composer-pill" }, this.#field, send);
    return element("form", { class: "thread-reply", on: { submit: (event) => this.#submitted(event) } }, pill);
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    this.#send();
  }

  /** Sent again with the same id after a failure: it is stored once. */
  async #send() {
    const content = this.#field.value.trim();
    if (!content) return;
    this.#problem.textContent = "";
    try {
      const reply = { content, thread_id: this.#root.id, client_id: this.#clientId };
      const { message } = await request("POST", `/api/rooms/${this.#root.room_id}/messages`, reply);
      this.#clientId = crypto.randomUUID();
      if (this.#field.value.trim() === content) this.#field.value = "";
      this.#field.dispatchEvent(new Event("input"));
      this.#showFollowing(true);
      this.heard(message);
      this.#scroller.toEnd();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#problem.textContent = error.detail;
    }
  }

  async #markRead() {
    const last = Math.max(0, ...this.#replies.keys());
    const marker = { message_id: last, thread_id: this.#root.id };
    if (last && this.#isFollowing) await request("POST", `/api/rooms/${this.#root.room_id}/read`, marker);
  }

  #toggleFollow() {
    const on = !this.#isFollowing;
    attempt(async () => {
      const { is_following } = await request("PUT", `/api/messages/${this.#root.id}/follow`, { on });
      this.#showFollowing(is_following);
    });
  }

  /** @param {boolean} isFollowing */
  #showFollowing(isFollowing) {
    this.#isFollowing = isFollowing;
    this.#follow.textContent = isFollowing ? "Following" : "Follow";
    this.#follow.setAttribute("aria-pressed", String(isFollowing));
    this.#follow.hidden = !this.#mayReply;
  }
}

/** @param {string} name */
function named(name) {
  return { placeholder: name, "aria-label": name };
}
