// @ts-check
/** @import {Store} from "./store.js" */

const MOST_SHOWN = 99;

/**
 * Keeps the badge of the navigation and the count in the page's title at the true total.
 * @param {Store} store @param {() => string} [titleOf] the title without the count
 */
export function showUnread(store, titleOf = bareTitle) {
  const draw = () => {
    const total = store.unreadTotal;
    const text = total > MOST_SHOWN ? `${MOST_SHOWN}+` : String(total);
    const badge = document.querySelector('[data-nav="/chat"] .nav-badge');
    if (badge instanceof HTMLElement) {
      badge.textContent = total ? text : "";
      badge.hidden = total === 0;
    }
    document.title = total ? `(${text}) ${titleOf()}` : titleOf();
  };
  for (const topic of ["rooms", "current"]) store.addEventListener(topic, draw);
  draw();
}

function bareTitle() {
  return document.title.replace(/^\(\d+\+?\) /, "");
}
