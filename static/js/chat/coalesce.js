// @ts-check

/**
 * Many changes in one go draw once.
 * @param {() => void} draw
 * @param {(run: () => void) => unknown} [plan] when: as soon as what runs has ended
 * @returns {() => void}
 */
export function coalesce(draw, plan = queueMicrotask) {
  let isPlanned = false;
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    plan(() => {
      isPlanned = false;
      draw();
    });
  };
}
