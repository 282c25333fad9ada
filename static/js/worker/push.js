// @ts-check
// A classic script of the service worker. A push says where something is, never what: the text is asked of the
// server with the session's cookie, so that who is signed out sees none.
(() => {
  /** @type {any} The types of workers and those of pages exclude each other. */
  const worker = self;
  /** A browser stops a worker that shows nothing for too long. */
  const PATIENCE_MS = 8_000;

  /** @typedef {{title: string, text: string, href: string, badge?: number}} Notice */

  worker.addEventListener("push", (/** @type {any} */ event) => event.waitUntil(show(event.data)));
  worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
    event.notification.close();
    event.waitUntil(open(event.notification.data.href));
  });

  /** @param {any} data */
  async function show(data) {
    const { room_id: roomId, message_id: messageId } = data.json();
    // A page that is looked at says it by itself.
    if ((await pages()).some((page) => page.visibilityState === "visible")) return;
    const { title, text, href, badge } = (await ask(messageId)) ?? neutral(roomId);
    await worker.registration.showNotification(title, {
      body: text,
      tag: `room-${roomId}`,
      renotify: true,
      icon: worker.shell.icon,
      badge: worker.shell.badge,
      data: { href },
    });
    if (badge !== undefined) await navigator.setAppBadge?.(badge);
  }

  /** @param {number} messageId @returns {Promise<Notice | null>} null when it can't be told */
  async function ask(messageId) {
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await fetch(`/api/messages/${messageId}/notice`, { credentials: "same-origin", signal });
      return answer.ok ? (await answer.json()).notice : null;
    } catch {
      return null;
    }
  }

  /** @param {number} roomId @returns {Notice} */
  function neutral(roomId) {
    return { title: "AGENT", text: "There is something new for you.", href: `/chat/${roomId}` };
  }

  /** @param {string} href */
  async function open(href) {
    const [page] = await pages();
    if (!page) return worker.clients.openWindow(href);
    await page.focus();
    page.postMessage({ type: "open", href });
  }

  /** @returns {Promise<any[]>} those of the rooms, the one that was used last first */
  async function pages() {
    const all = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
    return all.filter((/** @type {any} */ { url }) => new URL(url).pathname.startsWith(worker.shell.start));
  }
})();
