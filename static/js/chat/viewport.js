// @ts-check

/** A keyboard takes more; the bars of a browser take less. */
const KEYBOARD_PX = 120;

/**
 * Keeps the page within what is to be seen. Most browsers make the page smaller for a keyboard on the screen
 * (`interactive-widget` in layout.html); Safari on phones lays the keyboard over it.
 * @param {Pick<VisualViewport, "height" | "scale" | "offsetTop"> & EventTarget} seen
 * @param {{page: HTMLElement, scrollTo: (x: number, y: number) => void}} parts
 */
export function fitViewport(seen, { page, scrollTo }) {
  const fit = () => {
    // Who looks at it through a glass does not want it to shrink.
    if (seen.scale > 1.01) return;
    const isCovered = page.clientHeight - seen.height > KEYBOARD_PX;
    page.toggleAttribute("data-keyboard", isCovered);
    if (!isCovered) return page.style.removeProperty("--seen-height");
    page.style.setProperty("--seen-height", `${Math.floor(seen.height)}px`);
    if (seen.offsetTop > 0) scrollTo(0, 0);
  };
  seen.addEventListener("resize", fit);
  seen.addEventListener("scroll", fit);
}
