// @ts-check
/** @import {ChatState} from "../state.js" */
import { find } from "../../lib/dom.js";
import { Completion } from "./completion.js";
import { commands, emoji, people, rooms } from "./completion_sources.js";
import { EmojiBook } from "./emoji_book.js";
import { EmojiPicker } from "./emoji_picker.js";
import { RecentEmoji } from "./recent_emoji.js";

/** What helps to write, loaded at the first letter. */
export class WritingAids {
  /** @param {HTMLTextAreaElement} field @param {{store: ChatState, storage: Storage}} parts */
  constructor(field, { store, storage }) {
    const book = new EmojiBook();
    const recent = new RecentEmoji({ userId: store.user.user_id, storage });
    this.picker = new EmojiPicker(find("[data-emoji-picker]"), { book, recent });
    const sources = { "@": people(store), "#": rooms(store), "/": commands(store), ":": emoji(book) };
    const completion = new Completion(field, sources);
    store.addEventListener("current", () => completion.close());
    // The letter by which this was loaded.
    completion.look();
  }
}
