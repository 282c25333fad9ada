// @ts-check
import { find, takesText } from "./dom.js";
import { toast } from "./toast.js";

/** @typedef {{title: string, keys: [string[], string][]}} Section  what each combination of keys does */

/**
 * `?` shows the keys of the page, but not to one who is writing a question mark; so does the profile menu.
 * @param {() => Promise<{keySections: () => Section[]}>} load what is only needed when it is asked for
 */
export function bindKeyboardHelp(load) {
  const show = async () => {
    const parts = await Promise.all([import("./keys_dialog.js"), load()]).catch(() => null);
    if (!parts) return void toast("This help could not be loaded. Check your connection.", { level: "error" });
    const [{ showKeys }, { keySections }] = parts;
    if (!document.querySelector("dialog[open]")) showKeys(keySections());
  };
  find("[data-action=keys]").addEventListener("click", () => {
    find("[data-profile-menu]").hidePopover();
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (takesText(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    show();
  });
}
