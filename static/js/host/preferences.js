// @ts-check
import { toast } from "../lib/toast.js";

/** @type {Promise<import("./preferences_dialog.js").PreferencesDialog> | undefined} */
let dialog;

/** Opens the dialog, which is loaded when it is first wanted. */
export async function openPreferences() {
  dialog ??= import("./preferences_dialog.js").then(({ PreferencesDialog }) => new PreferencesDialog());
  try {
    (await dialog).open();
  } catch {
    dialog = undefined;
    toast("The preferences could not be loaded. Check your connection.", { level: "error" });
  }
}

/** Ctrl or Cmd with a comma, as in programs of the desktop. */
export function bindPreferencesKey() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "," || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    openPreferences();
  });
}
