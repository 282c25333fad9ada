// @ts-check
import { Problem, request } from "../lib/http.js";

/** @typedef {{entry_id: number, title: string, passage: string, source_url: string | null}} Source */
/**
 * @typedef {object} Line
 * @property {"me" | "agent" | "problem"} from
 * @property {string} text
 * @property {string} at ISO 8601
 * @property {Source[]} [sources]
 * @property {string} [html] the text as the server's HTML
 */

/**
 * One tab's conversation with one domain agent, kept in the tab's session storage under the user's
 * id, so that the next person at this tab never sees it. Emits "change" (detail: the new line, or
 * null when lines went) and "waiting".
 */
export class Conversation extends EventTarget {
  #storage;
  #key;
  /** @type {Line[]} */
  #lines;
  #waiting = false;

  /**
   * @param {string} userId
   * @param {string} domain
   * @param {Storage} storage
   */
  constructor(userId, domain, storage) {
    super();
    this.domain = domain;
    this.#storage = storage;
    this.#key = `ask:${userId}:${domain}`;
    this.#lines = JSON.parse(storage.getItem(this.#key) ?? "[]");
    if (this.#lines.at(-1)?.from === "me") {
      this.#add({ from: "problem", text: "The page was left before the answer came." });
    }
  }

  get lines() {
    return this.#lines;
  }

  get isWaiting() {
    return this.#waiting;
  }

  /** @param {string} question */
  async ask(question) {
    if (this.#waiting) return;
    this.#add({ from: "me", text: question });
    await this.#answer(question);
  }

  /** Asks the last question again in place of the problem that it met. */
  async retry() {
    if (this.#waiting || this.#lines.at(-1)?.from !== "problem") return;
    this.#lines.pop();
    this.dispatchEvent(new CustomEvent("change", { detail: null }));
    const question = this.#lines.at(-1)?.text;
    if (question) await this.#answer(question);
  }

  /** @param {string} question */
  async #answer(question) {
    this.#wait(true);
    try {
      const { result } = await request("POST", "/query", { query: question, domain: this.domain });
      this.#wait(false);
      this.#add({ from: "agent", text: result.answer, html: result.html, sources: result.sources ?? [] });
    } catch (error) {
      this.#wait(false);
      if (!(error instanceof Problem)) throw error;
      this.#add({ from: "problem", text: error.detail });
    }
  }

  /** @param {boolean} waiting */
  #wait(waiting) {
    this.#waiting = waiting;
    this.dispatchEvent(new CustomEvent("waiting"));
  }

  /** @param {Omit<Line, "at">} line */
  #add(line) {
    const dated = { ...line, at: new Date().toISOString() };
    this.#lines.push(dated);
    this.#store();
    this.dispatchEvent(new CustomEvent("change", { detail: dated }));
  }

  /** A full storage costs the memory of the oldest lines, never the conversation at hand. */
  #store() {
    for (let from = 0; from < this.#lines.length; from += 20) {
      try {
        this.#storage.setItem(this.#key, JSON.stringify(this.#lines.slice(from)));
        return;
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
      }
    }
  }
}
