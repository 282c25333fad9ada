// @ts-check

const HOLD_MS = 450;
const SLIP_PX = 10;

/**
 * A finger that rests on a message, or another kind of row, opens its menu.
 * @param {HTMLElement} history @param {(row: HTMLElement) => void} open
 * @param {(target: EventTarget | null) => Element | null | undefined} [rowAt]
 */
export function bindLongPress(history, open, rowAt = messageAt) {
  /** @type {{row: HTMLElement, x: number, y: number, timer: ReturnType<typeof setTimeout>} | null} */
  let hold = null;
  let hasOpened = false;

  const release = () => {
    if (!hold) return;
    clearTimeout(hold.timer);
    hold.row.classList.remove("is-pressed");
    hold = null;
  };

  history.addEventListener(
    "touchstart",
    ({ target, touches }) => {
      release();
      hasOpened = false;
      const row = rowAt(target);
      if (!(row instanceof HTMLElement) || touches.length > 1) return;
      const timer = setTimeout(() => {
        release();
        hasOpened = true;
        navigator.vibrate?.(12);
        open(row);
      }, HOLD_MS);
      hold = { row, x: touches[0].clientX, y: touches[0].clientY, timer };
      row.classList.add("is-pressed");
    },
    { passive: true },
  );
  history.addEventListener(
    "touchmove",
    ({ touches }) => {
      if (hold && Math.hypot(touches[0].clientX - hold.x, touches[0].clientY - hold.y) > SLIP_PX) release();
    },
    { passive: true },
  );
  history.addEventListener("touchend", (event) => {
    release();
    // The click of this touch would hit what has just opened under the finger.
    if (hasOpened) event.preventDefault();
  });
  history.addEventListener("touchcancel", release);
  history.addEventListener("scroll", release, { passive: true });
  history.addEventListener("contextmenu", (event) => {
    if (hold || hasOpened) event.preventDefault();
  });
}

/** @param {EventTarget | null} target */
function messageAt(target) {
  return target instanceof Element ? target.closest(".message-content")?.closest("[data-message-id]") : null;
}
