// @ts-check
import { find } from "../../lib/dom.js";

/** Of the proposed icons and the field for any other emoji one counts. @param {HTMLFormElement} form */
export function bindIconChoice(form) {
  const other = /** @type {HTMLInputElement} */ (find("[name=other_icon]", form));
  other.addEventListener("input", () => {
    const proposed = form.elements.namedItem("icon");
    if (other.value.trim() && proposed instanceof RadioNodeList) for (const input of proposed) input.checked = false;
  });
  find("[data-icons]", form).addEventListener("change", () => (other.value = ""));
}

/** @param {Record<string, string | undefined>} values of the form */
export function iconOf(values) {
  return values.other_icon?.trim() || values.icon;
}
