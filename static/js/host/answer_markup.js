// @ts-check
import { makeScrollable, parsed } from "../lib/markup.js";

/** The nodes of an answer's HTML as the server made it. @param {string} html @returns {Node[]} */
export function answerNodes(html) {
  const content = parsed(html);
  for (const code of content.querySelectorAll("pre")) makeScrollable(code, "Code");
  for (const table of content.querySelectorAll(".table-scroll")) makeScrollable(table, "Table");
  return [...content.childNodes];
}
