// @ts-check
/** @import {Store} from "./store.js" */
import { find } from "../lib/dom.js";
import { appearance } from "../lib/appearance.js";
import { clockTime } from "../lib/time.js";
import { quietUntil } from "./quiet_hours.js";

const EVERY_MS = 20_000;

/** Says in the status bar that no notifications come, and until when. @param {HTMLElement} root @param {Store} store */
export function showQuiet(root, store) {
  const text = find("[data-quiet-text]", root);
  const draw = () => {
    const { do_not_disturb: hours, level } = store.preferences.now;
    const until = quietUntil(hours, new Date());
    const off = level === "nothing" ? "Notifications are off" : "";
    const said = until ? `Do not disturb until ${clockTime(until.toISOString())}` : off;
    if (text.textContent !== said) text.textContent = said;
    root.hidden = !said;
  };
  store.preferences.addEventListener("change", draw);
  appearance.addEventListener("change", draw);
  setInterval(draw, EVERY_MS);
  draw();
}
