// @ts-check
/** @import {MessageActions} from "../message_actions.js" */
/** @import {Drafts} from "../drafts.js" */
/** @import {Place} from "../permalinks.js" */
/** @import {Store} from "../store.js" */
/** @import {Message, Room, RoomEvent} from "../types.js" */
import { request } from "../../lib/http.js";
import { attempt } from "../../lib/attempt.js";
import { counted } from "../../lib/language.js";
import { titleOf } from "../room_title.js";
import { messageList } from "./message_list.js";
import { SidePanel } from "./side_panel.js";
import { ThreadView } from "./thread_view.js";

/** @typedef {{message: Message, unread_count: number, mention_count: number}} Followed */

/** Threads and pinned messages, beside the room. */
export class Side {
  #store;
  #go;
  #panel;
  #thread;

  /**
   * @param {HTMLElement} columns
   * @param {{
   *   store: Store, actions: MessageActions, drafts: Drafts, go: (place: Place) => Promise<void>,
   *   complete: (field: HTMLTextAreaElement) => void
   * }} parts
   */
  constructor(columns, { store, actions, drafts, go, complete }) {
    this.#store = store;
    this.#go = go;
    this.#panel = new SidePanel(columns);
    this.#thread = new ThreadView({ store, actions, drafts, complete, uncover: () => this.#uncover() });
    this.#panel.addEventListener("close", () => this.#thread.close());
    window.addEventListener("focus", () => this.#thread.seen());
    store.addEventListener("thread", (event) => {
      const { message } = /** @type {CustomEvent<RoomEvent>} */ (event).detail;
      if (message) this.#thread.heard(message);
    });
    store.addEventListener("greeted", () => attempt(() => this.#thread.load()));
    store.addEventListener("rooms", () => this.#thread.rootChanged());
    store.addEventListener("current", () => this.#panel.close());
  }

  /** The thread under a message. @param {Message} root @param {number | null} [replyId] the reply to lead to */
  async thread(root, replyId = null) {
    const { tools, body } = this.#thread;
    this.#panel.show({ title: "Thread", about: this.#nameOf(root.room_id), tools, body });
    await attempt(() => this.#thread.open(root, replyId));
    this.#thread.focus();
  }

  /** All threads that one follows. */
  threads() {
    return attempt(async () => {
      /** @type {{threads: Followed[]}} */
      const { threads } = await request("GET", "/api/threads");
      this.#thread.close();
      const entries = threads.map(({ message, unread_count }) => ({
        message,
        room: this.#nameOf(message.room_id),
        note: counted(message.thread_count ?? 0, { one: "# reply", other: "# replies" }),
        badge: unread_count,
      }));
      const chosen = async (/** @type {Message} */ message) => {
        await this.#lead(message);
        this.thread(message);
      };
      const empty = "You follow a thread when you reply in it, are mentioned in it, or began it. None so far.";
      this.#panel.show({ title: "Threads", about: "", body: [messageList(entries, { label: "Threads", empty, chosen })] });
    });
  }

  /** What a room keeps at hand. @param {Room} room */
  pins(room) {
    return attempt(async () => {
      const { messages } = await request("GET", `/api/rooms/${room.id}/pins`);
      this.#thread.close();
      const entries = messages.map((/** @type {Message} */ message) => ({ message, room: "" }));
      const chosen = (/** @type {Message} */ message) => this.#lead(message);
      const empty = "Nothing is pinned here. Moderators pin a message from its menu.";
      const list = messageList(entries, { label: "Pinned messages", empty, chosen });
      this.#panel.show({ title: "Pinned messages", about: titleOf(room), body: [list] });
    });
  }

  /** On small screens what it leads to would be covered. @param {Message} message */
  async #lead({ room_id, id }) {
    this.#uncover();
    await this.#go({ roomId: room_id, messageId: id });
  }

  #uncover() {
    if (this.#panel.isCover) this.#panel.close({ isLeading: true });
  }

  /** @param {number} roomId */
  #nameOf(roomId) {
    const room = this.#store.room(roomId);
    return room ? titleOf(room) : "";
  }
}
