// @ts-check
import { element } from "./dom.js";

const HUES = 10;
const AGENT_HUES = new Set(["general", "developer", "trader", "lawyer", "researcher", "data-engineer", "security"]);

/**
 * @typedef {object} Person
 * @property {string} [user_id]
 * @property {string} username
 * @property {string} [display_name]
 * @property {boolean} [is_agent]
 */

/**
 * One or two letters: of the first and the last word, else the first two of the only word.
 * @param {string} name
 */
export function initials(name) {
  const words = name.trim().split(/[\s._-]+/u).filter(Boolean).map((word) => [...word]);
  const first = words[0];
  const last = words[words.length - 1];
  if (!first || !last) return "?";
  const letters = words.length > 1 ? [first[0], last[0]] : first.slice(0, 2);
  return letters.join("").toLocaleUpperCase("en");
}

/**
 * The same text always has the same hue (32-bit FNV-1a, folded because its low bits alone spread poorly).
 * @param {string} text
 * @returns {number} 0 to 9
 */
export function hueOf(text) {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return ((hash >>> 16) ^ (hash & 0xffff)) % HUES;
}

/**
 * The class that colours a person: an agent wears the colour of its domain.
 * @param {Person} person
 */
export function hueClass(person) {
  if (person.is_agent && AGENT_HUES.has(person.username)) return `hue-${person.username}`;
  return `hue-${hueOf(person.user_id ?? person.username)}`;
}

/**
 * Coloured initials, hidden from assistive technology: the name stands beside them.
 * @param {Person} person
 */
export function avatar(person) {
  return element("span", {
    class: `avatar ${hueClass(person)}`,
    text: initials(person.display_name || person.username),
    attrs: { "aria-hidden": "true" },
  });
}
