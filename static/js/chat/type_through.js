// @ts-check

const CONTROLS = "a, button, input, textarea, select, [contenteditable]";

/**
 * Who begins to type while nothing that takes text has the focus means the composer.
 * @param {HTMLElement} history @param {() => void} focusComposer
 */
export function bindTypeThrough(history, focusComposer) {
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    const isText = [...key].length === 1 && key !== " " && key !== "?";
    if (!isText || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(target instanceof Element) || target.closest(CONTROLS)) return;
    if (target !== document.body && target.id !== "main" && !history.contains(target)) return;
    if (!document.querySelector("dialog[open], :popover-open")) focusComposer();
  });
}
