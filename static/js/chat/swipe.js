// @ts-check
import { Stroke, landsOpen, openness } from "./stroke.js";

/**
 * A drawer that can be pulled.
 * @typedef {object} Drawer
 * @property {string} name
 * @property {HTMLElement} node
 * @property {1 | -1} side the way of a finger that opens it: 1 to the right
 * @property {boolean} isOpen
 */

/**
 * Drawers follow the finger. Only `transform` and `opacity` move, so nothing is laid out meanwhile.
 * @param {HTMLElement} root
 * @param {{
 *   backdrop: HTMLElement,
 *   choose: (x: number) => Drawer | null,
 *   settle: (drawer: Drawer, isOpen: boolean) => void
 * }} parts `choose` says what a finger at this place pulls
 */
export function bindSwipes(root, { backdrop, choose, settle }) {
  /** @type {{stroke: Stroke, drawer: Drawer} | null} */
  let pull = null;

  const open = () => {
    if (!pull) return 0;
    const { stroke, drawer } = pull;
    return openness(drawer.isOpen, stroke.distance * drawer.side, drawer.node.offsetWidth);
  };

  /** @param {boolean} [isOpen] */
  const release = (isOpen) => {
    if (!pull) return;
    const { drawer, stroke } = pull;
    pull = null;
    if (stroke.direction !== "across") return;
    delete root.dataset.pulled;
    drawer.node.style.removeProperty("transform");
    backdrop.style.removeProperty("opacity");
    settle(drawer, isOpen ?? drawer.isOpen);
  };

  root.addEventListener(
    "touchstart",
    ({ target, touches, timeStamp }) => {
      release();
      const { clientX: x, clientY: y } = touches[0];
      const drawer = touches.length === 1 && !scrollsAcross(target, root) ? choose(x) : null;
      if (drawer) pull = { drawer, stroke: new Stroke(x, y, timeStamp) };
    },
    { passive: true },
  );
  root.addEventListener(
    "touchmove",
    ({ touches, timeStamp }) => {
      if (!pull) return;
      const { drawer, stroke } = pull;
      stroke.move(touches[0].clientX, touches[0].clientY, timeStamp);
      if (stroke.direction === "other") pull = null;
      if (stroke.direction !== "across") return;
      root.dataset.pulled = drawer.name;
      drawer.node.style.setProperty("transform", `translateX(${(open() - 1) * drawer.side * 100}%)`);
      backdrop.style.setProperty("opacity", String(open()));
    },
    { passive: true },
  );
  root.addEventListener("touchend", ({ timeStamp }) => {
    if (pull) release(landsOpen(open(), pull.stroke.speed(timeStamp) * pull.drawer.side));
  });
  root.addEventListener("touchcancel", () => release());
}

/** Long lines of code go their own way. @param {EventTarget | null} target @param {HTMLElement} root */
function scrollsAcross(target, root) {
  for (let node = target; node instanceof Element && node !== root; node = node.parentElement) {
    if (node.scrollWidth > node.clientWidth && getComputedStyle(node).overflowX === "auto") return true;
  }
  return false;
}
