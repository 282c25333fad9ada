// @ts-check
/** @import {Store} from "./store.js" */
import { find } from "../lib/dom.js";

const MOST_SHOWN = 9;

/**
 * Opens the threads that one follows, and says in how many of them there is something new.
 * @param {HTMLElement} button @param {{store: Store, open: () => void}} parts
 */
export function bindThreadsButton(button, { store, open }) {
  const badge = find("[data-threads-badge]", button);
  const draw = () => {
    const { count } = store.threads;
    badge.hidden = count === 0;
    badge.textContent = count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count);
    button.setAttribute("aria-label", count ? `Threads, ${count} with something new` : "Threads");
  };
  button.addEventListener("click", open);
  store.addEventListener("threads", draw);
  draw();
}
