// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Drafts} from "./drafts.js" */
/** @import {Outbox} from "./outbox.js" */
/** @import {ReplyTarget} from "./reply_target.js" */
/** @import {TypingSignal} from "./typing_signal.js" */
/** @import {Message, Room} from "./types.js" */
import { element, find } from "../lib/dom.js";
import { Problem, request } from "../lib/http.js";
import { number } from "../lib/language.js";
import { toast } from "../lib/toast.js";
import { uniqueId } from "../lib/unique_id.js";
import { readCommand } from "./commands.js";
import { ComposerField } from "./composer_field.js";
import { ComposerStrip } from "./composer_strip.js";
import { coarse } from "./enter_key.js";
import { withRoomLinks, withoutRoomLinks } from "./room_links.js";
import { mayPost } from "./room_rights.js";
import { titleOf } from "./room_title.js";

/** Where one writes: a new message, a reply, or a better text for an old one. Each room has its own draft. */
export class Composer {
  #store;
  #drafts;
  #outbox;
  #join;
  #sent;
  #pickEmoji;
  #typing;
  #field;
  #strip;
  #foreign;
  #bar;
  /** @type {number | null} */
  #roomId = null;
  #target;
  /** @type {Message | null} */
  #edited = null;
  #isSaving = false;

  /**
   * @param {HTMLFormElement} form
   * @param {{
   *   store: Store, drafts: Drafts, outbox: Outbox, target: ReplyTarget, typing: TypingSignal,
   *   join: (roomId: number) => void, sent: () => void,
   *   pickEmoji: (anchor: DOMRect, returnTo: HTMLElement, choose: (emoji: string) => void) => void
   * }} parts
   */
  constructor(form, { store, drafts, outbox, target, typing, join, sent, pickEmoji }) {
    this.#store = store;
    this.#drafts = drafts;
    this.#outbox = outbox;
    this.#target = target;
    this.#typing = typing;
    this.#join = join;
    this.#sent = sent;
    this.#pickEmoji = pickEmoji;
    this.#field = new ComposerField(form, store.limits.text);
    this.#strip = new ComposerStrip(find("[data-strip]", form), () => this.#cancel());
    this.#foreign = find("[data-foreign]", form);
    this.#bar = find("[data-pill]", form);
    this.#listen(find("[data-action=emoji]", form));
    this.#show();
  }

  get isEditing() {
    return this.#edited !== null;
  }

  /** Not on phones: the keyboard would hide what one came to read. */
  focus() {
    if (!coarse.matches && !this.#bar.hidden) this.#field.focus();
  }

  /** Names somebody where the caret is. @param {string} username */
  mention(username) {
    if (!this.#bar.hidden) this.#field.insert(`@${username}`);
  }

  /** @param {Message} message */
  reply(message) {
    if (this.#edited) this.#endEdit();
    this.#target.set(message);
    this.#showStrip();
    this.#field.focus();
  }

  /** The draft waits meanwhile. @param {Message} message */
  edit(message) {
    this.#typing.stop();
    this.#edited = message;
    this.#field.text = withoutRoomLinks(message.content, this.#store.rooms, location.origin);
    this.#showStrip();
    this.#field.focus();
  }

  /** @param {HTMLElement} button that shows all emoji */
  #listen(button) {
    const field = this.#field;
    button.addEventListener("click", () => {
      this.#pickEmoji(button.getBoundingClientRect(), button, (emoji) => field.insert(emoji));
    });
    field.addEventListener("write", () => this.#written());
    field.addEventListener("send", () => (this.#edited ? this.#save(this.#edited) : this.#send()));
    field.addEventListener("cancel", (event) => this.#cancel() && event.preventDefault());
    field.addEventListener("recall", (event) => this.#recall() && event.preventDefault());
    field.addEventListener("blur", () => this.#typing.stop());
    this.#target.addEventListener("change", () => this.#showStrip());
    this.#drafts.addEventListener("elsewhere", (event) => this.#follow(/** @type {CustomEvent} */ (event).detail));
    for (const topic of ["current", "rooms"]) this.#store.addEventListener(topic, () => this.#show());
  }

  #show() {
    const room = this.#store.current;
    const isWriter = Boolean(room && mayPost(room, this.#store.user));
    this.#bar.hidden = !isWriter;
    this.#foreign.hidden = !room || isWriter;
    if (room && !isWriter) this.#showForeign(room);
    if (room) this.#field.label(`Message ${room.room_type === "direct" ? "" : "#"}${titleOf(room)}`);
    if (room?.id !== this.#roomId) this.#enter(room?.id ?? null);
    this.#showStrip();
  }

  /** @param {number | null} roomId */
  #enter(roomId) {
    this.#typing.stop();
    this.#edited = null;
    this.#roomId = roomId;
    this.#field.text = roomId === null ? "" : this.#drafts.read(roomId);
    this.#target.enter(roomId);
  }

  /** Why one cannot write here. @param {Room} room */
  #showForeign({ id, name, is_member: isMember, who_may_post: writers, archived_at: archivedAt }) {
    const state = `${id}:${name}:${isMember}:${writers}:${archivedAt}`;
    if (this.#foreign.dataset.state === state) return;
    this.#foreign.dataset.state = state;
    if (archivedAt) return this.#foreign.replaceChildren(element("span", { text: `${name} is archived: it can be read only.` }));
    if (isMember) return this.#foreign.replaceChildren(element("span", { text: `Only ${writers} may write here.` }));
    const on = { click: () => this.#join(id) };
    this.#foreign.replaceChildren(
      element("span", { text: `You are reading ${name} as a visitor.` }),
      element("button", { class: "button button-primary", text: "Join to write", attrs: { type: "button" }, on }),
    );
  }

  #showStrip() {
    const target = this.#target;
    target.look();
    this.#field.nameButton(this.#edited ? "Save" : "Send");
    if (this.#bar.hidden) this.#strip.hide();
    else if (this.#edited) this.#strip.showEdit(this.#edited);
    else if (target.id !== null) this.#strip.showReply(target.message, this.#store.user);
    else this.#strip.hide();
  }

  #written() {
    this.#strip.problem("");
    if (this.#edited || this.#roomId === null) return;
    this.#drafts.write(this.#roomId, this.#field.text);
    this.#typing.wrote(this.#roomId, this.#field.text);
  }

  /** @returns {boolean} whether there was anything to cancel */
  #cancel() {
    const hadReply = this.#target.drop();
    const isEdit = this.#edited !== null;
    if (isEdit) this.#endEdit();
    this.#showStrip();
    this.focus();
    return isEdit || hadReply;
  }

  /** Who writes in another tab finds the same here: nothing once it is sent. @param {string} place */
  #follow(place) {
    if (this.#edited || this.#roomId === null || place !== String(this.#roomId)) return;
    this.#field.text = this.#drafts.read(this.#roomId);
  }

  #endEdit() {
    this.#edited = null;
    this.#field.text = this.#roomId === null ? "" : this.#drafts.read(this.#roomId);
    this.#showStrip();
  }

  /** Takes up one's newest message again. @returns {boolean} whether there is one */
  #recall() {
    if (this.#edited || this.#roomId === null) return false;
    const isOwn = (/** @type {Message} */ message) =>
      message.user_id === this.#store.user.user_id && !message.is_deleted && message.message_type !== "system";
    const message = this.#store.history(this.#roomId).messages.findLast(isOwn);
    if (message) this.edit(message);
    return Boolean(message);
  }

  /** What the server gets. @param {string} text */
  #linked(text) {
    return withRoomLinks(text, this.#store.rooms, location.origin);
  }

  /** @param {string} text */
  #isTooLong(text) {
    const { text: limit } = this.#store.limits;
    const isTooLong = [...text].length > limit;
    if (isTooLong) toast(`A message has at most ${number(limit)} characters.`, { level: "warning" });
    return isTooLong;
  }

  #send() {
    const text = this.#field.text.trim();
    if (!text || this.#roomId === null || this.#isTooLong(text)) return;
    const read = readCommand(text, this.#store.commands);
    if (read.kind === "command") return this.#run(this.#roomId, text);
    if (read.kind === "unknown") {
      return this.#strip.problem(`There is no command /${read.name}. Begin with // to post it as it is.`);
    }
    const content = this.#linked(read.text);
    if (this.#isTooLong(content)) return;
    this.#outbox.add(this.#roomId, content, this.#target.id);
    this.#target.drop();
    this.#clear();
  }

  /** An order that was refused stays to be mended. @param {number} roomId @param {string} text */
  async #run(roomId, text) {
    if (this.#isSaving) return;
    this.#isSaving = true;
    try {
      const asked = { text, client_id: uniqueId() };
      const { text: answer } = await request("POST", `/api/rooms/${roomId}/commands`, asked);
      if (answer) toast(answer);
      if (this.#roomId === roomId) this.#clear();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#strip.problem(error.detail);
    } finally {
      this.#isSaving = false;
    }
  }

  #clear() {
    this.#field.text = "";
    this.#written();
    this.#showStrip();
    this.#sent();
  }

  /** A text that was refused stays to be mended. @param {Message} message */
  async #save(message) {
    const content = this.#linked(this.#field.text.trim());
    if (!content || this.#isSaving || this.#isTooLong(content)) return;
    if (content === message.content) return this.#endEdit();
    this.#isSaving = true;
    try {
      await request("PUT", `/api/messages/${message.id}`, { content });
      if (this.#edited === message) this.#endEdit();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (this.#edited === message) this.#strip.problem(`Not saved. ${error.detail}`);
      else toast(`The edit was not saved. ${error.detail}`, { level: "error" });
    } finally {
      this.#isSaving = false;
    }
  }
}
