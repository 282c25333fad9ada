// @ts-check
/** @import {Store} from "./store.js" */
import { find } from "../lib/dom.js";
import { coalesce } from "./coalesce.js";

/**
 * Says who is typing, in a line that is always there.
 * @param {HTMLElement} line @param {Store} store
 */
export function showTyping(line, store) {
  const draw = coalesce(() => {
    const names = store.typists.of(store.currentId);
    const members = store.currentId === null ? null : store.members(store.currentId);
    const shown = names.map((name) => members?.find((one) => one.username === name)?.display_name ?? name);
    line.classList.toggle("is-typing", shown.length > 0);
    const text = find("[data-typing-text]", line);
    const next = typingText(shown);
    // What it said stays while it fades out.
    if (next && text.textContent !== next) text.textContent = next;
    line.setAttribute("aria-hidden", String(!next));
  });
  for (const topic of ["typing", "current"]) store.addEventListener(topic, draw);
}

/** @param {string[]} names */
export function typingText(names) {
  if (names.length === 0) return "";
  if (names.length === 1) return `${names[0]} is typing…`;
  if (names.length === 2) return `${names[0]} and ${names[1]} are typing…`;
  return "Several people are typing…";
}
