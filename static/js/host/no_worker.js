// @ts-check
// A classic script, for browsers that have a worker from a time when this site had one: it leaves nothing.
(() => {
  const worker = /** @type {any} */ (self);
  worker.addEventListener("install", () => worker.skipWaiting());
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(leave()));

  async function leave() {
    for (const name of await caches.keys()) await caches.delete(name);
    await worker.registration.unregister();
  }
})();
