// @ts-check

const NAME = /^(?=[0-9_+-]*[a-z])[a-z0-9_+-]{2,32}$/;

/**
 * What is to be said of the name of a new emoji while it is written.
 * @param {string} name without colons @param {{own: string[], taken: (name: string) => boolean}} known
 * @returns {{problem: string, note: string}}
 */
export function checkName(name, { own, taken }) {
  const problem = (/** @type {string} */ text) => ({ problem: text, note: "" });
  if (!name) return problem("It needs a name.");
  if (!NAME.test(name)) return problem("A name is 2 to 32 of a-z 0-9 _ + - with a letter in it.");
  if (taken(name)) return problem("An emoji of every keyboard has this name.");
  if (own.includes(name)) return { problem: "", note: `:${name}: is there already; it gets this picture instead.` };
  return { problem: "", note: `In messages it is written :${name}:` };
}

/** The name of a file as the name of an emoji: Party Parrot.gif is party_parrot. @param {string} file */
export function nameFrom(file) {
  const stem = file.replace(/\.[^.]*$/, "").toLowerCase();
  return stem.replace(/[^a-z0-9_+-]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 32);
}
