// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Room} from "./types.js" */

const MOST_SHOWN = 99;
const BADGES = '[data-nav="/chat"] .nav-badge, [data-unread-total]';

/**
 * Keeps the badges of the ways to the rooms and the count in the page's title at the true total.
 * @param {Store} store @param {() => string} [titleOf] the title without the count
 */
export function showUnread(store, titleOf = bareTitle) {
  let badged = -1;
  const draw = () => {
    const total = store.unreadTotal;
    const text = total > MOST_SHOWN ? `${MOST_SHOWN}+` : String(total);
    for (const badge of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(BADGES))) {
      badge.textContent = total ? text : "";
      badge.hidden = total === 0;
    }
    const meant = store.rooms.reduce((sum, room) => sum + meantForMe(room), 0);
    if (meant !== badged) navigator.setAppBadge?.((badged = meant)).catch(() => undefined);
    document.title = total ? `(${text}) ${titleOf()}` : titleOf();
  };
  for (const topic of ["rooms", "current"]) store.addEventListener(topic, draw);
  store.preferences.addEventListener("change", draw);
  draw();
}

/** For the icon of the installed app. @param {Room} room */
function meantForMe({ is_member: isMember, room_type: type, unread_count: unread, mention_count: mentions }) {
  if (!isMember) return 0;
  return type === "direct" ? unread : mentions;
}

function bareTitle() {
  return document.title.replace(/^\(\d+\+?\) /, "");
}
