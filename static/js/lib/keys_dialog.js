// @ts-check
/** @import {Section} from "./keyboard_help.js" */
import { element } from "./dom.js";

/** Lists what the keys of the page do. @param {Section[]} sections */
export function showKeys(sections) {
  const dialog = element(
    "dialog",
    { class: "dialog keys-dialog", attrs: { "aria-labelledby": "keys-title" }, data: { dialog: "keys" } },
    element("h2", { class: "dialog-title", text: "Keyboard", attrs: { id: "keys-title" } }),
    element("div", { class: "keys-columns" }, ...sections.map(drawSection)),
    element(
      "form",
      { class: "form-actions", attrs: { method: "dialog" } },
      element("button", { class: "button", text: "Close" }),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {Section} section */
function drawSection({ title, keys }) {
  const rows = keys.map(([combination, what]) =>
    element(
      "div",
      {},
      element("dt", {}, ...combination.map((key) => element("kbd", { text: key }))),
      element("dd", { text: what }),
    ),
  );
  return element("section", { class: "keys" }, element("h3", { text: title }), element("dl", {}, ...rows));
}
