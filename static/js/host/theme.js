// @ts-check
// A classic script in the head: it runs before the first paint, so a chosen look never flashes.
(() => {
  const { dataset } = document.documentElement;
  /** @type {Record<string, string[]>} */
  const choices = { theme: ["light", "dark"], density: ["compact"], clock: ["12h", "24h"] };
  for (const [name, values] of Object.entries(choices)) {
    // What the server wrote into the page is newer than what this browser remembers.
    if (dataset[name]) continue;
    try {
      const chosen = localStorage.getItem(name);
      if (chosen && values.includes(chosen)) dataset[name] = chosen;
    } catch {
      // Storage can be forbidden by the browser's settings; the system's look remains.
    }
  }
})();
