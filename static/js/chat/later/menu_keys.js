// @ts-check

/**
 * Where a key leads in a menu. What stands in one line is one step for the arrows up and down.
 * @param {string} key
 * @param {{at: number, length: number, inRow?: number}} menu `at`: where one is, -1 for nowhere; `inRow`: how many of
 *   the first entries stand in one line
 * @returns {number | undefined}
 */
export function placeInMenu(key, { at, length, inRow = 0 }) {
  const isInRow = at >= 0 && at < inRow;
  switch (key) {
    case "ArrowRight":
      return isInRow ? (at + 1) % inRow : undefined;
    case "ArrowLeft":
      return isInRow ? (at - 1 + inRow) % inRow : undefined;
    case "ArrowDown":
      return (isInRow ? inRow : at + 1) % length;
    case "ArrowUp":
      if (isInRow || at <= 0) return length - 1;
      return at === inRow ? 0 : at - 1;
    case "Home":
      return 0;
    case "End":
      return length - 1;
  }
}
