// @ts-check
import { element, find } from "../lib/dom.js";
import { Problem, request } from "../lib/http.js";
import { timeElement } from "../lib/time_element.js";
import { readable } from "./figures.js";

/** @typedef {{key: string, label: string, value: number | string, unit?: string}} Figure */
/** @typedef {{at: string, text: string, level: "info" | "success" | "warning" | "error"}} ServerEvent */

/** The figures and recent events, asked for each time the tab opens. */
export class Overview {
  #figures = find("[data-figures]");
  #events = find("[data-events]");

  async load() {
    try {
      const { figures, events } = await request("GET", "/api/admin/overview");
      this.#figures.replaceChildren(.../** @type {Figure[]} */ (figures).map(figureCard));
      this.#events.replaceChildren(.../** @type {ServerEvent[]} */ (events).map(eventRow));
      if (!events.length) this.#note("Nothing has happened yet.");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#note(error.detail, () => void this.load());
    }
  }

  /**
   * @param {string} text
   * @param {() => void} [retry]
   */
  #note(text, retry) {
    const note = element("li", { class: "card-note", text });
    if (retry) {
      const options = { class: "button", text: "Retry", attrs: { type: "button" }, on: { click: retry } };
      note.append(" ", element("button", options));
    }
    this.#events.replaceChildren(note);
  }
}

/** @param {Figure} figure */
function figureCard(figure) {
  const { value, unit } = readable(figure.value, figure.unit);
  return element(
    "li",
    { class: "figure" },
    element("p", { class: "figure-label", text: figure.label }),
    element(
      "p",
      { class: "figure-value", text: value },
      unit && element("span", { class: "figure-unit", text: ` ${unit}` }),
    ),
  );
}

/** @param {ServerEvent} event */
function eventRow(event) {
  return element(
    "li",
    { class: `event event-${event.level}` },
    element("span", { text: event.text }),
    timeElement(event.at, "day", { class: "event-time" }),
  );
}
