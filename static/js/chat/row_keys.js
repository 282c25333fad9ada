// @ts-check

const ROWS = "[data-message-id]";
/** @type {Record<string, string>} */
const SHORT = { r: "reply", e: "edit", c: "copy", t: "thread", u: "unread", p: "profile", Delete: "delete" };
const LEADING = new Set(["Tab", "ArrowUp", "ArrowDown", "Home", "End", "Enter"]);

/**
 * Messages by keyboard: one of them is a tab stop, arrow keys move, Enter opens the menu.
 * @param {HTMLElement} history
 * @param {{open: (row: HTMLElement) => void, act: (act: string, row: HTMLElement) => void}} parts
 */
export function bindRowKeys(history, { open, act }) {
  let isMenuKey = false;
  // One who clicked a message and types on is writing, not giving orders.
  let isLedByKeys = false;
  const rows = () => /** @type {HTMLElement[]} */ ([...history.querySelectorAll(ROWS)]);

  document.addEventListener("pointerdown", () => (isLedByKeys = false), true);
  document.addEventListener("keydown", ({ key }) => (isLedByKeys ||= LEADING.has(key)), true);
  history.addEventListener("keydown", (event) => {
    const row = event.target;
    isMenuKey = false;
    if (row === history) return enter(event);
    if (!(row instanceof HTMLElement) || !row.matches(ROWS)) return;
    const all = rows();
    const at = all.indexOf(row);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined && !event.altKey) {
      event.preventDefault();
      if (all[to]) focusRow(all[to]);
    } else if (event.key === "Enter" || event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      event.preventDefault();
      isMenuKey = true;
      open(row);
    } else if (SHORT[event.key] && isLedByKeys && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      act(SHORT[event.key], row);
    }
  });
  history.addEventListener("contextmenu", (event) => {
    if (isMenuKey) event.preventDefault();
    isMenuKey = false;
  });
  history.addEventListener("focusin", ({ target }) => {
    const row = target instanceof Element ? target.closest(ROWS) : null;
    if (!(row instanceof HTMLElement)) return;
    history.querySelector(`${ROWS}[tabindex="0"]`)?.setAttribute("tabindex", "-1");
    row.tabIndex = 0;
    if (row === target) row.setAttribute("aria-label", spoken(row));
  });

  /** From the list itself Enter goes to the newest message in view. @param {KeyboardEvent} event */
  function enter(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const { bottom } = history.getBoundingClientRect();
    const seen = rows().findLast((row) => row.getBoundingClientRect().top < bottom);
    if (seen) focusRow(seen);
  }
}

/** @param {HTMLElement} row */
function spoken(row) {
  const parts = [".username", ".timestamp"].map((part) => row.querySelector(part)?.textContent ?? "");
  const text = /** @type {Element | undefined} */ (row.querySelector(".message-text")?.cloneNode(true));
  for (const bar of text?.querySelectorAll(".code-bar") ?? []) bar.remove();
  return [...parts, text?.textContent ?? ""].join(", ");
}

/** @param {HTMLElement} row */
function focusRow(row) {
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
