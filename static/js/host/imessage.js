// @ts-check
import { bootstrap, element, find } from "../lib/dom.js";
import { toast } from "../lib/toast.js";
import { greetingRow, lineRow, typingRow } from "./imessage_bubbles.js";
import { Composer } from "./imessage_composer.js";
import { Conversation } from "./imessage_conversation.js";
import { Drawer, appIcon } from "./imessage_drawer.js";
import { AskPlace } from "./imessage_place.js";

/** @typedef {import("./imessage_drawer.js").Domain} Domain */

/** Questions that the built-in documents answer. */
const SUGGESTIONS = ["What is knowledge_server?", "How do I add an account?"];

/** The page of one person with one domain agent at a time. */
class AskPage {
  #userId;
  /** @type {Domain[]} */
  #domains;
  /** @type {Domain} */
  #domain;
  /** @type {Map<string, Conversation>} */
  #conversations = new Map();
  #log = find("[data-conversation]");
  #drawer;
  #composer;

  /** @param {{domains: Domain[], user: {user_id: string}}} start */
  constructor({ domains, user }) {
    this.#userId = user.user_id;
    this.#domains = domains;
    this.#domain = this.#remembered();
    this.#drawer = new Drawer(domains, (domain) => this.#choose(domain));
    this.#composer = new Composer({
      send: (question) => this.#ask(question),
      written: (draft) => this.#place.keep({ draft }),
    });
    this.#show();
    this.#log.addEventListener("scrollend", () => this.#keepTop());
    window.addEventListener("pagehide", () => this.#keepTop());
  }

  get #conversation() {
    const { name } = this.#domain;
    const known = this.#conversations.get(name);
    if (known) return known;
    const conversation = new Conversation(this.#userId, name, sessionStorage);
    conversation.addEventListener("change", () => this.#changed(conversation));
    conversation.addEventListener("waiting", () => this.#changed(conversation));
    this.#conversations.set(name, conversation);
    return conversation;
  }

  get #place() {
    return new AskPlace(this.#userId, this.#domain.name, sessionStorage);
  }

  #keepTop() {
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - 8;
    this.#place.keep({ top: isAtEnd ? null : scrollTop });
  }

  #remembered() {
    const name = sessionStorage.getItem("ask:domain");
    const domain = this.#domains.find((one) => one.name === name) ?? this.#domains[0];
    if (!domain) throw new Error("The server has no domain agent");
    return domain;
  }

  /** @param {Domain} domain */
  #choose(domain) {
    this.#domain = domain;
    sessionStorage.setItem("ask:domain", domain.name);
    toast(`Switched to ${domain.label} Mode`);
    this.#show();
    this.#composer.focus();
  }

  /** @param {string} question */
  #ask(question) {
    void this.#conversation.ask(question);
    this.#composer.focus();
  }

  /** An answer to a domain that one has left is kept, not shown. @param {Conversation} conversation */
  #changed(conversation) {
    if (conversation === this.#conversation) this.#renderLines();
  }

  #show() {
    const domain = this.#domain;
    this.#drawer.mark(domain.name);
    this.#composer.placeholder = domain.placeholder;
    find("[data-agent]").replaceChildren(
      appIcon(domain),
      element(
        "div",
        {},
        element("h1", { class: "ask-agent-name", text: domain.label }),
        element("p", { class: "ask-agent-speciality", text: domain.speciality }),
      ),
    );
    this.#log.replaceChildren(greetingRow(domain.greeting), this.#suggestions());
    this.#renderLines();
    const { draft, top } = this.#place.now;
    this.#composer.text = draft;
    if (top !== null) this.#log.scrollTop = top;
    this.#composer.focus();
  }

  #suggestions() {
    const chips = SUGGESTIONS.map((question) =>
      element("button", {
        class: "suggestion",
        text: question,
        attrs: { type: "button" },
        on: { click: () => this.#ask(question) },
      }),
    );
    return element("div", { class: "suggestions", data: { suggestions: "" } }, ...chips);
  }

  /** Rows that are there stay, so that an open list of sources stays open and nothing is read out twice. */
  #renderLines() {
    const conversation = this.#conversation;
    const { lines, isWaiting } = conversation;
    find("[data-suggestions]", this.#log).hidden = lines.length > 0 || this.#domain.name !== "general";
    this.#log.querySelector("[data-typing]")?.remove();
    const rows = this.#log.querySelectorAll("[data-line]");
    for (const row of [...rows].slice(lines.length)) row.remove();
    for (const line of lines.slice(rows.length)) {
      const row = lineRow(line, this.#domain.label, () => void conversation.retry());
      row.dataset.line = "";
      this.#log.append(row);
    }
    if (isWaiting) {
      const row = typingRow(this.#domain.label);
      row.dataset.typing = "";
      this.#log.append(row);
    }
    this.#composer.locked = isWaiting;
    this.#showLast();
  }

  /** A long answer is shown from its first line. */
  #showLast() {
    const last = this.#log.querySelector("[data-typing]") ?? [...this.#log.querySelectorAll("[data-line]")].at(-1);
    last?.scrollIntoView({ block: last.clientHeight > this.#log.clientHeight ? "start" : "end" });
  }
}

new AskPage(bootstrap());
