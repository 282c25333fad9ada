// @ts-check
import { element } from "../../lib/dom.js";
import { request } from "../../lib/http.js";

/** @typedef {{text: string, name: string, names: string[], url?: string}} Emoji  `text` is what a message carries */

/** All emoji that the server knows by name, its own ones first. */
export class EmojiBook {
  /** @type {Emoji[]} */
  own = [];
  /** @type {Map<string, Emoji>} by its text */
  #all = new Map();
  /** @type {Promise<void> | null} */
  #loading = null;
  #request;

  /** @param {{ask?: (method: string, path: string) => Promise<any>}} [options] */
  constructor({ ask = request } = {}) {
    this.#request = ask;
  }

  /** Without an answer there are no names; the next one who asks tries again. */
  async load() {
    this.#loading ??= this.#read();
    try {
      await this.#loading;
    } catch {
      this.#loading = null;
    }
  }

  /** The server has others now: the next one who asks reads them. */
  forget() {
    this.#loading = null;
  }

  /** @param {string} text */
  of(text) {
    return this.#all.get(text) ?? { text, name: text, names: [] };
  }

  /** @param {string} words @param {number} most @returns {Emoji[]} the best first */
  search(words, most) {
    const wanted = words.trim().toLowerCase().replace(/^:|:$/g, "").split(/[\s_-]+/);
    return [...this.#all.values()]
      .map((emoji) => ({ emoji, score: Math.min(...emoji.names.map((name) => scoreOf(name, wanted))) }))
      .filter(({ score }) => score < Infinity)
      .sort((a, b) => a.score - b.score)
      .slice(0, most)
      .map(({ emoji }) => emoji);
  }

  async #read() {
    const [standard, own] = await Promise.all([this.#request("GET", "/api/shortcodes"), this.#request("GET", "/api/emoji")]);
    this.own = own.emoji.map((/** @type {{name: string, url: string}} */ { name, url }) => ({
      text: `:${name}:`,
      name,
      names: [name],
      url,
    }));
    this.#all = new Map(this.own.map((emoji) => [emoji.text, emoji]));
    for (const [name, text] of Object.entries(standard.shortcodes)) {
      const known = this.#all.get(text);
      if (known) known.names.push(name);
      else this.#all.set(text, { text, name, names: [name] });
    }
  }
}

/** The lower, the better; every wanted word must begin one of the name's. @param {string} name @param {string[]} wanted */
function scoreOf(name, wanted) {
  const typed = wanted.join("_");
  if (name === typed) return 0;
  if (name.startsWith(typed)) return 1 + name.length / 100;
  const words = name.split(/[_-]/);
  const isFound = wanted.every((word) => words.some((one) => one.startsWith(word)));
  return isFound ? 2 + name.length / 100 : name.includes(typed) ? 3 + name.length / 100 : Infinity;
}

/** A picture or the character itself. @param {Emoji} emoji */
export function drawEmoji({ text, url }) {
  if (!url) return document.createTextNode(text);
  return element("img", { class: "emoji", attrs: { src: url, alt: "" } });
}
