// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Composer} from "./composer.js" */
/** @import {Timeline} from "./timeline.js" */
/** @import {Message} from "./types.js" */
import { find } from "../lib/dom.js";
import { request } from "../lib/http.js";
import { toast } from "../lib/toast.js";
import { attempt } from "./attempt.js";
import { later } from "./later.js";
import { bindLongPress } from "./long_press.js";
import { confirmDelete, showEdits } from "./message_dialogs.js";
import { MessageMenu } from "./message_menu.js";
import { rightsOver } from "./message_rights.js";
import { MessageToolbar } from "./message_toolbar.js";
import { linkTo } from "./permalinks.js";
import { bindRowKeys } from "./row_keys.js";

/** Everything that can be done with a message, by mouse, finger and keyboard. */
export class MessageActions {
  #store;
  #composer;
  #timeline;
  #menu;
  #pickEmoji;
  #toolbar;
  #thread;

  /**
   * @param {HTMLElement} root
   * @param {{
   *   store: Store, composer: Composer, timeline: Timeline,
   *   pickEmoji: (anchor: DOMRect, returnTo: HTMLElement, choose: (emoji: string) => void) => void
   * }} parts
   */
  constructor(root, { store, composer, timeline, pickEmoji }) {
    this.#timeline = timeline;
    this.#store = store;
    this.#composer = composer;
    this.#thread = later(async () => new (await import("./later/thread_dialog.js")).ThreadDialog(store));
    const history = find("[data-history]", root);
    this.#menu = new MessageMenu(find("[data-message-menu]"));
    this.#pickEmoji = pickEmoji;
    this.#toolbar = new MessageToolbar(find("[data-toolbar]", root), history, {
      rightsOf: (row) => this.#rights(this.#messageOf(row)),
      chosen: (act, row, anchor) => (act === "more" ? this.#open(row, anchor) : this.#act(act, row, { anchor })),
    });
    bindRowKeys(history, { open: (row) => this.#open(row), act: (act, row) => this.#act(act, row) });
    bindLongPress(history, (row) => this.#open(row));
    history.addEventListener("click", ({ target }) => {
      const control = target instanceof Element ? target.closest("[data-message]") : null;
      const row = control?.closest("[data-message-id]");
      if (!(control instanceof HTMLElement) || !(row instanceof HTMLElement)) return;
      this.#act(control.dataset.message ?? "", row, { emoji: control.dataset.emoji });
    });
    store.addEventListener("current", () => {
      this.#menu.close();
      this.#toolbar.hide();
    });
  }

  /** @param {HTMLElement} row @param {DOMRect} [anchor] */
  #open(row, anchor = find(".message-bubble", row).getBoundingClientRect()) {
    const rights = this.#rights(this.#messageOf(row));
    if (!rights) return;
    const align = row.classList.contains("user-message") ? "end" : "start";
    this.#menu.open(anchor, {
      rights,
      align,
      returnTo: row,
      chosen: ({ act, emoji }) => this.#act(act, row, { emoji, anchor }),
    });
    this.#toolbar.hide();
  }

  /** @param {string} act @param {HTMLElement} row @param {{emoji?: string, anchor?: DOMRect}} [how] */
  #act(act, row, { emoji, anchor } = {}) {
    const message = this.#messageOf(row);
    const rights = this.#rights(message);
    if (!message || !rights) return;
    if (act === "react" && rights.react) {
      if (emoji) return this.#react(message, emoji);
      const box = anchor ?? find(".message-bubble", row).getBoundingClientRect();
      this.#pickEmoji(box, row, (chosen) => this.#react(message, chosen, true));
    }
    if (act === "reply" && rights.reply) this.#composer.reply(message);
    if (act === "thread" && rights.thread) this.#thread((dialog) => dialog.open(message));
    if (act === "edit" && rights.edit) this.#composer.edit(message);
    if (act === "copy" && rights.copy) this.#copy(message.content);
    if (act === "link" && rights.link) this.#copy(linkTo(message, location.origin));
    if (act === "unread" && rights.unread) this.#markUnread(message);
    if (act === "delete" && rights.delete) this.#delete(message, row);
    if (act === "edits" && rights.edits) this.#showEdits(message);
  }

  /** @param {HTMLElement} row */
  #messageOf(row) {
    const roomId = this.#store.currentId;
    return roomId === null ? undefined : this.#store.history(roomId).find(Number(row.dataset.messageId));
  }

  /** @param {Message | undefined} message */
  #rights(message) {
    const room = this.#store.current;
    return room && message ? rightsOver(room, message, this.#store.user) : null;
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
    try {
      await navigator.clipboard.writeText(text);
      toast("Copied", { level: "success" });
    } catch {
      toast("The browser does not let this page copy.", { level: "warning" });
    }
  }

  /** @param {Message} message @param {HTMLElement} row */
  async #delete(message, row) {
    const isOwn = message.user_id === this.#store.user.user_id;
    if (await confirmDelete(message, isOwn)) await attempt(() => request("DELETE", `/api/messages/${message.id}`));
    if (document.activeElement === document.body) row.focus({ preventScroll: true });
  }

  /** @param {Message} message */
  #showEdits(message) {
    attempt(async () => showEdits(message, (await request("GET", `/api/messages/${message.id}/edits`)).edits));
  }
}
