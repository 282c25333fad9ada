// @ts-check
import { element } from "./dom.js";

/**
 * Asks before something that can't be taken back lightly. Escape and Cancel mean no.
 * @param {{title: string, text: string, action: string}} question
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, action }) {
  const attrs = { role: "alertdialog", "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" };
  const dialog = element(
    "dialog",
    { class: "dialog", attrs, data: { dialog: "confirm" } },
    element("h2", { class: "dialog-title", text: title, attrs: { id: "confirm-title", dir: "auto" } }),
    element(
      "form",
      { class: "form", attrs: { method: "dialog" } },
      element("p", { text, attrs: { id: "confirm-text", dir: "auto" } }),
      element(
        "div",
        { class: "form-actions" },
        element("button", { class: "button", text: "Cancel", attrs: { value: "cancel", autofocus: true } }),
        element("button", { class: "button button-danger", text: action, attrs: { value: "confirm" } }),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "confirm");
    });
  });
}
