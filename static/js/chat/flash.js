// @ts-check

/** Draws the eye to a message once. @param {Element} node */
export function flash(node) {
  node.classList.remove("is-shown");
  requestAnimationFrame(() => node.classList.add("is-shown"));
  node.addEventListener("animationend", () => node.classList.remove("is-shown"), { once: true });
}

/** @returns {ScrollBehavior} */
export function gently() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
}
