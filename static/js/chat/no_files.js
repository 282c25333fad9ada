// @ts-check
import { toast } from "../lib/toast.js";

/**
 * Says that files can't be sent, to who pastes or drops one. A browser would open what is dropped in place of the page.
 */
export function refuseFiles() {
  const say = () => void toast("Files and pictures can't be sent here. A link to one can.", { level: "warning" });
  for (const name of /** @type {const} */ (["dragover", "drop"])) {
    document.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files") || takesFiles(event.target)) return;
      event.preventDefault();
      if (name === "drop") say();
    });
  }
  document.addEventListener("paste", ({ clipboardData, target }) => {
    // What is copied from a document comes as a text and as a picture.
    if (!clipboardData?.files.length || clipboardData.types.includes("text/plain") || takesFiles(target)) return;
    say();
  });
}

/** @param {EventTarget | null} target */
function takesFiles(target) {
  return target instanceof Element && target.closest("input[type=file]") !== null;
}
