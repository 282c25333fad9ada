// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Composer} from "./composer.js" */
/** @import {Timeline} from "./timeline.js" */
/** @import {Message} from "./types.js" */
import { copied } from "../lib/clipboard.js";
import { find } from "../lib/dom.js";
import { request } from "../lib/http.js";
import { toast } from "../lib/toast.js";
import { attempt } from "../lib/attempt.js";
import { later } from "./later.js";
import { bindLongPress } from "./long_press.js";
import { rightsIn } from "./message_rights.js";
import { MessageToolbar } from "./message_toolbar.js";
import { linkTo } from "./permalinks.js";
import { bindReactionNames } from "./reaction_rest.js";
import { bindRowKeys } from "./row_keys.js";

/** Of those mentioned, in the menu. */
const MOST_PEOPLE = 5;

const dialogs = later(() => import("./later/message_dialogs.js"));

/**
 * @typedef {{
 *   row: HTMLElement, message: Message | undefined, isThread: boolean, toolbar: MessageToolbar, uncover: () => void
 * }} Target
 */

/** Everything that can be done with a message, by mouse, finger and keyboard. */
export class MessageActions {
  #store;
  #composer;
  #timeline;
  #openThread;
  #openCard;
  #menu;
  #pickEmoji;
  #names;

  /**
   * @param {{
   *   store: Store, composer: Composer, timeline: Timeline, openThread: (root: Message) => void,
   *   openCard: (userId: string, anchor: HTMLElement, returnTo: HTMLElement) => void,
   *   pickEmoji: (anchor: DOMRect, returnTo: HTMLElement, choose: (emoji: string) => void) => void
   * }} parts
   */
  constructor({ store, composer, timeline, openThread, openCard, pickEmoji }) {
    this.#timeline = timeline;
    this.#store = store;
    this.#composer = composer;
    this.#openThread = openThread;
    this.#openCard = openCard;
    this.#menu = later(async () => {
      const { MessageMenu } = await import("./later/message_menu.js");
      return new MessageMenu(find("[data-message-menu]"));
    });
    this.#pickEmoji = pickEmoji;
    this.#names = later(async () => {
      const { ReactionNames } = await import("./later/reaction_names.js");
      return new ReactionNames((username) => this.#nameOf(username), store.user.username);
    });
  }

  /** The messages of the room in view. @param {HTMLElement} history */
  bindRoom(history) {
    const store = this.#store;
    const toolbar = this.bind(history, {
      toolbar: find("[data-message-area] [data-toolbar]"),
      messageOf: (id) => (store.currentId === null ? undefined : store.history(store.currentId).find(id)),
    });
    store.addEventListener("current", () => toolbar.hide());
  }

  /**
   * Lets the messages of a list be acted on.
   * @param {HTMLElement} list
   * @param {{
   *   toolbar: HTMLElement, messageOf: (id: number) => Message | undefined, isThread?: boolean, uncover?: () => void
   * }} parts  `uncover`: makes way for the composer
   */
  bind(list, { toolbar: node, messageOf, isThread = false, uncover = () => undefined }) {
    /** @type {(row: HTMLElement) => Target} */
    const at = (row) => ({ row, message: messageOf(Number(row.dataset.messageId)), isThread, toolbar, uncover });
    const toolbar = new MessageToolbar(node, list, {
      rightsOf: (row) => this.#rights(at(row)),
      chosen: (act, row, anchor) => (act === "more" ? this.#open(at(row), anchor) : this.#act(act, at(row), { anchor })),
    });
    bindRowKeys(list, { open: (row) => this.#open(at(row)), act: (act, row) => this.#act(act, at(row)) });
    bindLongPress(list, (row) => this.#open(at(row)));
    bindReactionNames(list, this.#names);
    list.addEventListener("click", ({ target }) => {
      const control = target instanceof Element ? target.closest("[data-message]") : null;
      const row = control?.closest("[data-message-id]");
      if (!(control instanceof HTMLElement) || !(row instanceof HTMLElement)) return;
      const { message: act = "", emoji, username } = control.dataset;
      if (act === "profile") this.#showProfile(at(row), { username, control });
      else this.#act(act, at(row), { emoji });
    });
    return toolbar;
  }

  /** @param {Target} target @param {DOMRect} [anchor] */
  #open(target, anchor = find(".message-bubble", target.row).getBoundingClientRect()) {
    const rights = this.#rights(target);
    if (!rights) return;
    const align = target.row.classList.contains("user-message") ? "end" : "start";
    const { user_id: reader } = this.#store.user;
    const { user_id: author, mentions = [] } = /** @type {Message} */ (target.message);
    const others = this.#members.filter(({ user_id }) => user_id !== reader && user_id !== author);
    const mentioned = others.filter(({ username }) => mentions.includes(username)).slice(0, MOST_PEOPLE);
    const offered = { ...rights, profile: rights.profile && author !== reader };
    /** @param {{act: string, emoji?: string, userId?: string}} choice */
    const chosen = ({ act, emoji, userId }) => this.#act(act, target, { emoji, anchor, userId });
    this.#menu((menu) => menu.open(anchor, { rights: offered, mentioned, align, returnTo: target.row, chosen }));
    target.toolbar.hide();
  }

  /** @param {string} act @param {Target} target @param {{emoji?: string, anchor?: DOMRect, userId?: string}} [how] */
  #act(act, target, { emoji, anchor, userId = target.message?.user_id } = {}) {
    const { message, row } = target;
    const rights = this.#rights(target);
    if (!message || !rights) return;
    if (act === "react" && rights.react) {
      if (emoji) return this.#react(message, emoji);
      const box = anchor ?? find(".message-bubble", row).getBoundingClientRect();
      this.#pickEmoji(box, row, (chosen) => this.#react(message, chosen, true));
    }
    if (act === "reply" && rights.reply) this.#composer.reply(message);
    if (act === "thread" && rights.thread) this.#openThread(message);
    if (act === "edit" && rights.edit) {
      target.uncover();
      this.#composer.edit(message);
    }
    if (act === "copy" && rights.copy) this.#copy(message.content);
    if (act === "link" && rights.link) this.#copy(linkTo(message, location.origin));
    if (act === "unread" && rights.unread) this.#markUnread(message);
    if (act === "pin" && rights.pin) attempt(() => request("POST", `/api/messages/${message.id}/pin`));
    if (act === "unpin" && rights.unpin) attempt(() => request("DELETE", `/api/messages/${message.id}/pin`));
    if (act === "delete" && rights.delete) this.#delete(message, row);
    if (act === "profile" && rights.profile && userId) this.#openCard(userId, find(".message-bubble", row), row);
    if (act === "edits" && rights.edits) this.#showEdits(message);
  }

  /** Of the author, or of who is mentioned. @param {Target} target @param {{username?: string, control: HTMLElement}} place */
  #showProfile({ row, message }, { username, control }) {
    const mentioned = this.#members.find((member) => member.username === username);
    const userId = username ? mentioned?.user_id : message?.user_id;
    if (userId) this.#openCard(userId, control, row);
  }

  /** @param {Pick<Target, "message" | "isThread">} target */
  #rights({ message, isThread }) {
    const room = message && this.#store.room(message.room_id);
    return room && message ? rightsIn(room, message, this.#store.user, { isThread }) : null;
  }

  /**
   * Says what is wanted, not "toggle": a repeated click must not undo itself.
   * @param {Message} message @param {string} emoji @param {boolean} [isOn]
   */
  #react(message, emoji, isOn) {
    const reaction = message.reactions?.find((one) => one.emoji === emoji);
    const on = isOn ?? !reaction?.usernames.includes(this.#store.user.username);
    attempt(() => request("POST", `/api/messages/${message.id}/react`, { emoji, on }));
  }

  /** @param {Message} message */
  #markUnread({ id, room_id }) {
    this.#timeline.markNew(id);
    attempt(() => request("POST", `/api/rooms/${room_id}/unread`, { message_id: id }));
  }

  /** @param {string} text */
  async #copy(text) {
    if (await copied(text)) toast("Copied", { level: "success" });
    else toast("The browser does not let this page copy.", { level: "warning" });
  }

  /** @param {Message} message @param {HTMLElement} row */
  #delete(message, row) {
    const isOwn = message.user_id === this.#store.user.user_id;
    dialogs(async ({ confirmDelete }) => {
      if (await confirmDelete(message, isOwn)) await attempt(() => request("DELETE", `/api/messages/${message.id}`));
      if (document.activeElement === document.body) row.focus({ preventScroll: true });
    });
  }

  /** @param {Message} message */
  #showEdits(message) {
    attempt(async () => {
      const { edits } = await request("GET", `/api/messages/${message.id}/edits`);
      dialogs(({ showEdits }) => showEdits(message, edits));
    });
  }

  /** @param {string} username */
  #nameOf(username) {
    return this.#members.find((member) => member.username === username)?.display_name ?? username;
  }

  /** Of the room in view. */
  get #members() {
    return (this.#store.currentId !== null && this.#store.members(this.#store.currentId)) || [];
  }
}
