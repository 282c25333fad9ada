// @ts-check

/**
 * Many changes in one go draw once.
 * @param {() => void} draw
 * @returns {() => void}
 */
export function coalesce(draw) {
  let isPlanned = false;
  return () => {
    if (isPlanned) return;
    isPlanned = true;
    queueMicrotask(() => {
      isPlanned = false;
      draw();
    });
  };
}
