// @ts-check
import { element } from "./dom.js";
import { clockTime, dayAndTime, fullTime, shortWhen } from "./time.js";

/** @type {Record<string, (iso: string) => string>} */
const FORMATS = { clock: clockTime, short: shortWhen, day: dayAndTime };

/**
 * A moment on the page; it is written anew when the reader chooses another clock.
 * @param {string} iso @param {"clock" | "short" | "day"} format
 * @param {{class?: string}} [options]
 */
export function timeElement(iso, format, options = {}) {
  return element("time", {
    ...options,
    text: FORMATS[format]?.(iso),
    attrs: { datetime: iso, title: fullTime(iso) },
    data: { format },
  });
}

export function redrawTimes() {
  for (const node of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll("time[data-format]"))) {
    const format = FORMATS[node.dataset.format ?? ""];
    if (!format) continue;
    node.textContent = format(node.dateTime);
    node.title = fullTime(node.dateTime);
  }
}
