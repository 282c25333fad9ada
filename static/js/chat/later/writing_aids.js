// @ts-check
/** @import {ChatState} from "../state.js" */
import { Completion } from "./completion.js";
import { commands, emoji, people, rooms } from "./completion_sources.js";
import { EmojiBook } from "./emoji_book.js";

/** What helps to write, loaded at the first letter. */
export class WritingAids {
  /** @param {ChatState} store @param {HTMLTextAreaElement} field */
  constructor(store, field) {
    const book = new EmojiBook();
    const sources = { "@": people(store), "#": rooms(store), "/": commands(store), ":": emoji(book) };
    const completion = new Completion(field, sources);
    store.addEventListener("current", () => completion.close());
    // The letter by which this was loaded.
    completion.look();
  }
}
