// @ts-check
// A classic script of the service worker: not all browsers take modules there.
// Kept are the files of a build, which are the same for everybody, and the one page of rooms that was shown
// last, until somebody signs out. No answer of the API is ever kept.
(() => {
  /** @type {any} The types of workers and those of pages exclude each other. */
  const worker = self;
  /** @type {{build: string, start: string, assets: string[]}} */
  const shell = worker.shell;
  const FILES = `files-${shell.build}`;
  const PAGE = "page";
  /** What a page of the build before loads later is still there for it. */
  const BUILDS_KEPT = 2;
  /** A network that takes longer is as good as none when there is something to show. */
  const PATIENCE_MS = 3_000;

  worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== worker.location.origin) return;
    if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
    else if (request.mode === "navigate" && isPage(url.pathname)) event.respondWith(page(event));
    else if (request.mode === "navigate" && url.pathname === "/login") event.waitUntil(caches.delete(PAGE));
  });

  /** @param {string} path */
  function isPage(path) {
    return path === shell.start || path.startsWith(`${shell.start}/`);
  }

  async function install() {
    const cache = await caches.open(FILES);
    await cache.addAll(shell.assets);
    if (!(await kept())) await fetch(shell.start).then(keep, () => undefined);
    // Pages of the build before go on as they are: whatever the worker, an address has one content.
    await worker.skipWaiting();
  }

  async function activate() {
    const builds = (await caches.keys()).filter((name) => name.startsWith("files-"));
    for (const name of builds.slice(0, -BUILDS_KEPT)) await caches.delete(name);
    await worker.registration.navigationPreload?.enable();
    await worker.clients.claim();
  }

  /** @param {Request} request */
  async function file(request) {
    return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
  }

  /** The network's answer; what is kept when there is none. @param {any} event */
  async function page(event) {
    const asked = fresh(event);
    event.waitUntil(asked.then(keep, () => undefined));
    const old = await kept();
    if (!old) return asked;
    const answered = asked.then((answer) => (answer.status < 500 ? answer : old), () => old);
    return Promise.race([answered, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, old))]);
  }

  /** @param {any} event @returns {Promise<Response>} */
  async function fresh(event) {
    return (await event.preloadResponse) ?? fetch(event.request);
  }

  async function kept() {
    return (await caches.open(PAGE)).match(shell.start);
  }

  /** Who is sent elsewhere is signed in no more: then nothing of theirs stays. @param {Response} answer */
  async function keep(answer) {
    const isElsewhere = answer.redirected || answer.type === "opaqueredirect";
    if (isElsewhere) await caches.delete(PAGE);
    if (isElsewhere || answer.status !== 200) return;
    const copy = answer.clone(); // before the browser reads it
    await (await caches.open(PAGE)).put(shell.start, copy);
  }
})();
