// @ts-check
/** @import {ChatState} from "../state.js" */
/** @import {Source} from "./completion_sources.js" */
import { find } from "../../lib/dom.js";
import { Completion } from "./completion.js";
import { commands, emoji, people, rooms } from "./completion_sources.js";
import { EmojiBook } from "./emoji_book.js";
import { EmojiPicker } from "./emoji_picker.js";
import { RecentEmoji } from "./recent_emoji.js";

/** What helps to write, loaded at the first letter. */
export class WritingAids {
  #store;
  /** @type {Record<string, Source>} */
  #sources;
  #fields = new Set();

  /** @param {{store: ChatState, storage: Storage}} parts */
  constructor({ store, storage }) {
    const book = new EmojiBook();
    this.book = book;
    const recent = new RecentEmoji({ userId: store.user.user_id, storage });
    this.#store = store;
    this.#sources = { "@": people(store), "#": rooms(store), ":": emoji(book) };
    this.picker = new EmojiPicker(find("[data-emoji-picker]"), { book, recent });
  }

  /** Of a field, once. @param {HTMLTextAreaElement} field @param {() => boolean} [takesCommands] whether what is written may be one */
  complete(field, takesCommands = () => false) {
    if (this.#fields.has(field)) return;
    this.#fields.add(field);
    const sources = { ...this.#sources, "/": commands(this.#store, takesCommands) };
    // It begins with the letter by which this was loaded.
    new Completion(field, sources, `completion-${this.#fields.size}`).look();
  }
}
