// @ts-check
/** @import {Search} from "./later/search.js" */
import { find, takesText } from "../lib/dom.js";
import { UNASKED } from "./later.js";

/**
 * The ways to the field of the search, which is there at once; what finds messages is loaded when one is in it.
 * @param {import("./later.js").Part<Search>} search
 */
export function bindSearchField(search) {
  const form = find("[data-search]");
  const field = /** @type {HTMLInputElement} */ (find("input", form));
  const open = () => {
    form.classList.add("is-open");
    field.focus();
    field.select();
  };
  field.addEventListener("focus", () => search((panel) => panel.look(), UNASKED));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search((panel) => panel.look());
  });
  find("[data-action=close-search]", form).addEventListener("click", () => search((panel) => panel.close()));
  find("[data-action=search]").addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    const isSlash = event.key === "/" && !hasModifier && !takesText(event.target);
    const isChord = event.key.toLowerCase() === "f" && event.shiftKey && (event.ctrlKey || event.metaKey);
    if ((!isSlash && !isChord) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    open();
  }, true);
}
