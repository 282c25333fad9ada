// @ts-check
/** @import {Line} from "../lines.js" */
/** @import {MessageActions} from "../message_actions.js" */
/** @import {Drafts} from "../drafts.js" */
/** @import {Store} from "../store.js" */
/** @import {Message} from "../types.js" */
import { element, find, icon } from "../../lib/dom.js";
import { Problem, request } from "../../lib/http.js";
import { attempt } from "../../lib/attempt.js";
import { counted } from "../../lib/language.js";
import { uniqueId } from "../../lib/unique_id.js";
import { bindEnter } from "../enter_key.js";
import { flash } from "../flash.js";
import { LineList } from "../line_list.js";
import { linesOf } from "../lines.js";
import { bindMarkdownKeys } from "../markdown_keys.js";
import { withRoomLinks } from "../room_links.js";
import { storedRow } from "../rows.js";
import { Scroller } from "../scroller.js";

const PAGE = 50;
const REPLY = "Reply in the thread";

/** The replies to one message: read, and answered there. */
export class ThreadView {
  #store;
  #drafts;
  /** @type {Message | null} */
  #root = null;
  /** @type {Map<number, Message>} */
  #replies = new Map();
  #isFollowing = false;
  #clientId = uniqueId();
  #earlier = button("Earlier replies", "thread-earlier", () => attempt(() => this.#older()));
  #list = element("div", { data: { lines: "" } });
  #log = element(
    "div",
    { class: "thread-messages", attrs: { role: "log", "aria-label": "Thread", tabindex: 0 } },
    this.#earlier,
    this.#list,
  );
  #frame = element("div", { class: "thread-frame" }, this.#log);
  #field = element("textarea", {
    attrs: { rows: 1, dir: "auto", placeholder: REPLY, "aria-label": REPLY },
  });
  #sendButton = element("button", { class: "send-btn", attrs: { type: "submit", "aria-label": "Send" } }, icon("arrow-up"));
  #form = element(
    "form",
    { class: "thread-reply" },
    element("div", { class: "composer-pill" }, this.#field, this.#sendButton),
  );
  #problem = element("p", { class: "form-problem", attrs: { role: "alert" } });
  #follow = button("Follow", "thread-follow", () => this.#toggleFollow());
  #lines;
  #scroller;

  /**
   * @param {{
   *   store: Store, actions: MessageActions, drafts: Drafts, complete: (field: HTMLTextAreaElement) => void, uncover: () => void
   * }} parts
   */
  constructor({ store, actions, drafts, complete, uncover }) {
    this.#store = store;
    this.#drafts = drafts;
    this.#field.maxLength = store.limits.text;
    this.#lines = new LineList(this.#list, this.#log, store.user.username);
    this.#scroller = new Scroller(this.#log, this.#list);
    const toolbar = /** @type {HTMLElement} */ (find("[data-toolbar]").cloneNode(true));
    toolbar.hidden = true;
    this.#frame.append(toolbar);
    const messageOf = (/** @type {number} */ id) => this.#find(id);
    actions.bind(this.#log, { toolbar, messageOf, isThread: true, uncover });
    this.#field.addEventListener("input", () => this.#written());
    this.#field.addEventListener("input", () => complete(this.#field));
    bindEnter(this.#field, () => this.#send());
    bindMarkdownKeys(this.#field);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  get tools() {
    return [this.#follow];
  }

  get body() {
    return [this.#frame, this.#form, this.#problem];
  }

  /** Shows a thread at its end, or at a reply. @param {Message} root @param {number | null} replyId */
  async open(root, replyId) {
    this.#reset(root);
    await this.load();
    while (replyId !== null && !this.#replies.has(replyId) && !this.#earlier.hidden) await this.#older();
    const wanted = replyId === null ? null : this.#lines.message(replyId);
    if (this.#root?.id !== root.id) return;
    if (!wanted) return this.#scroller.toEnd();
    this.#scroller.toElement(wanted);
    flash(wanted);
  }

  close() {
    this.#root = null;
  }

  /** Asks again for what may have been missed. */
  async load() {
    const thread = await this.#page();
    if (!thread) return;
    this.#root = thread.message;
    this.#showFollowing(thread.is_following);
    this.#draw();
    if (thread.unread_count) await this.#markRead();
  }

  /** Something in a thread is new or has changed. @param {Message} message */
  heard(message) {
    if (message.thread_id !== this.#root?.id) return;
    this.#replies.set(message.id, message);
    this.#draw();
    if (message.user_id !== this.#store.user.user_id && document.hasFocus()) this.seen();
  }

  /** The message that it belongs to may have changed in the room. */
  rootChanged() {
    const root = this.#root && this.#store.history(this.#root.room_id).find(this.#root.id);
    if (!root || root === this.#root) return;
    this.#root = root;
    this.#draw();
  }

  /** What is there has been seen. */
  seen() {
    attempt(() => this.#markRead());
  }

  focus() {
    if (this.#form.hidden) this.#log.focus();
    else this.#field.focus();
  }

  /** @param {Message} root */
  #reset(root) {
    this.#root = root;
    this.#replies.clear();
    this.#lines.clear();
    this.#earlier.hidden = true;
    this.#field.value = this.#drafts.read(`thread-${root.id}`);
    this.#problem.textContent = "";
    this.#clientId = uniqueId();
    const room = this.#store.room(root.room_id);
    this.#form.hidden = !room?.is_member || Boolean(room.archived_at);
    this.#written();
    this.#showFollowing(false);
    this.#draw();
  }

  /** @param {number} messageId */
  #find(messageId) {
    return messageId === this.#root?.id ? this.#root : this.#replies.get(messageId);
  }

  async #older() {
    await this.#page(`&before_id=${Math.min(...this.#replies.keys())}`);
    this.#draw();
  }

  /** What came after another thread was opened is none of this one. @param {string} [where] */
  async #page(where = "") {
    const id = this.#root?.id;
    if (id === undefined) return null;
    const thread = await request("GET", `/api/messages/${id}/thread?limit=${PAGE}${where}`);
    if (this.#root?.id !== id) return null;
    for (const message of thread.messages) this.#replies.set(message.id, message);
    this.#earlier.hidden = !thread.has_more;
    return thread;
  }

  #draw() {
    this.#scroller.keep(() => this.#lines.draw(this.#content(), { isFollowed: false }));
  }

  /** The first message, how many replies there are, and they. @returns {Line[]} */
  #content() {
    if (!this.#root) return [];
    const row = (/** @type {Message} */ message) => ({ ...storedRow(message, this.#store.user), threadCount: 0 });
    const replies = [...this.#replies.values()].sort((a, b) => a.id - b.id);
    const head = linesOf([row(this.#root)]);
    if (!replies.length) return head;
    const count = Math.max(replies.length, this.#root.thread_count ?? 0);
    const days = new Set(head.map((line) => line.key));
    const tail = linesOf(replies.map(row)).filter((line) => !days.has(line.key));
    return [...head, { kind: "count", key: "count", text: counted(count, { one: "# reply", other: "# replies" }) }, ...tail];
  }

  #written() {
    if (this.#root) this.#drafts.write(`thread-${this.#root.id}`, this.#field.value);
    this.#sendButton.disabled = !this.#field.value.trim();
  }

  /** Sent again with the same id after a failure: it is stored once. */
  async #send() {
    const written = this.#field.value.trim();
    const root = this.#root;
    if (!written || !root) return;
    this.#problem.textContent = "";
    try {
      const content = withRoomLinks(written, this.#store.rooms, location.origin);
      const reply = { content, thread_id: root.id, client_id: this.#clientId };
      const { message } = await request("POST", `/api/rooms/${root.room_id}/messages`, reply);
      if (this.#drafts.read(`thread-${root.id}`).trim() === written) this.#drafts.write(`thread-${root.id}`, "");
      if (this.#root?.id !== root.id) return;
      this.#clientId = uniqueId();
      if (this.#field.value.trim() === written) this.#field.value = "";
      this.#written();
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
    if (!last || !this.#root || !this.#isFollowing) return;
    const marker = { message_id: last, thread_id: this.#root.id };
    await request("POST", `/api/rooms/${this.#root.room_id}/read`, marker);
  }

  #toggleFollow() {
    const on = !this.#isFollowing;
    attempt(async () => {
      const { is_following } = await request("PUT", `/api/messages/${this.#root?.id}/follow`, { on });
      this.#showFollowing(is_following);
    });
  }

  /** @param {boolean} isFollowing */
  #showFollowing(isFollowing) {
    this.#isFollowing = isFollowing;
    this.#follow.textContent = isFollowing ? "Following" : "Follow";
    this.#follow.setAttribute("aria-pressed", String(isFollowing));
    this.#follow.hidden = this.#form.hidden;
  }
}

/** @param {string} text @param {string} name of its class @param {() => void} act */
function button(text, name, act) {
  return element("button", { class: `button ${name}`, text, attrs: { type: "button" }, on: { click: act } });
}
