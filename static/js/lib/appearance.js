// @ts-check
import { setClock } from "./time.js";
import { redrawTimes } from "./time_element.js";

/** What everybody sees until they choose. @type {Look} */
const PLAIN = { theme: "system", density: "comfortable", clock: "system" };
const NAMES = /** @type {(keyof Look)[]} */ (Object.keys(PLAIN));

/**
 * @typedef {{theme: string, density: string, clock: string}} Look
 * @typedef {EventTarget & {now: any, change: (wish: any) => Promise<unknown>}} Keeper
 *   what keeps the user's preferences on all devices, of which a look is a part
 */

/**
 * How pages look. The chat's preferences are the truth where there are any; a browser's storage repeats
 * them for theme.js, which runs before the first paint, and for the other tabs. Emits "change".
 */
class Appearance extends EventTarget {
  #root = document.documentElement;
  /** @type {Keeper | null} */
  #keeper = null;

  constructor() {
    super();
    setClock(this.now.clock);
    window.addEventListener("storage", ({ key, newValue }) => {
      const name = NAMES.find((one) => one === key);
      if (name) this.#show({ ...this.now, [name]: newValue ?? PLAIN[name] });
    });
  }

  /** @returns {Look} */
  get now() {
    const { theme, density, clock } = { ...PLAIN, ...this.#root.dataset };
    return { theme, density, clock };
  }

  get keeper() {
    return this.#keeper;
  }

  /** @param {Keeper} keeper Its look holds from now on, here and on all devices. */
  keep(keeper) {
    this.#keeper = keeper;
    keeper.addEventListener("change", () => this.#follow());
    this.#follow();
  }

  /** @param {Partial<Look>} wish @returns {Promise<unknown>} refused only by a keeper */
  async change(wish) {
    if (this.#keeper) return this.#keeper.change(wish);
    this.#show({ ...this.now, ...wish });
  }

  #follow() {
    this.#show(this.#keeper?.now ?? this.now);
  }

  /** @param {Look} look */
  #show(look) {
    const changed = NAMES.filter((name) => look[name] !== this.now[name]);
    for (const name of NAMES) remember(name, look[name]);
    if (!changed.length) return;
    for (const name of changed) this.#root.dataset[name] = look[name];
    if (changed.includes("clock")) {
      setClock(look.clock);
      redrawTimes();
    }
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {string} name @param {string} value */
function remember(name, value) {
  try {
    if (localStorage.getItem(name) !== value) localStorage.setItem(name, value);
  } catch {
    // Forbidden or full: the choice holds for this page.
  }
}

export const appearance = new Appearance();
