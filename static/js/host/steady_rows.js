// @ts-check

/**
 * The rows of a table, drawn anew whenever something in them changed. Who stood on a control of a row, or went
 * from it into a dialog, is on the same one of that row again afterwards.
 */
export class SteadyRows {
  #root;
  #key;
  /** @type {{key: string | undefined, at: number} | null} */
  #stood = null;

  /** @param {HTMLElement} root @param {string} key of the rows' data that tells them apart */
  constructor(root, key) {
    this.#root = root;
    this.#key = key;
    root.addEventListener("focusin", ({ target }) => {
      const row = /** @type {HTMLElement} */ (target).closest("tr");
      if (row) this.#stood = { key: row.dataset[key], at: controls(row).indexOf(/** @type {HTMLElement} */ (target)) };
    });
    // The browser leads back first, which fails when the row was drawn anew meanwhile.
    document.addEventListener("close", ({ target }) => {
      const { activeElement, body } = document;
      if (activeElement === body || /** @type {Node} */ (target).contains(activeElement)) this.#goBack();
    }, true);
  }

  /** @param {HTMLElement[]} rows */
  draw(rows) {
    const isIn = this.#root.contains(document.activeElement);
    this.#root.replaceChildren(...rows);
    if (isIn) this.#goBack();
  }

  #goBack() {
    const stood = this.#stood;
    if (!stood) return;
    const row = [...this.#root.querySelectorAll("tr")].find(({ dataset }) => dataset[this.#key] === stood.key);
    const there = row ? controls(row) : [];
    (there[stood.at] ?? there.at(-1))?.focus();
  }
}

/** @param {HTMLElement} row @returns {HTMLElement[]} */
function controls(row) {
  return [...row.querySelectorAll("a, button, select")].filter((one) => one instanceof HTMLElement);
}
