// @ts-check

/**
 * The nodes of an answer's HTML as the server made it. A parsed document runs and loads nothing.
 * @param {string} html
 * @returns {Node[]}
 */
export function answerNodes(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const part of body.querySelectorAll("pre, .table-scroll")) {
    // Wide content is scrolled by the keyboard too.
    part.setAttribute("tabindex", "0");
    part.setAttribute("role", "region");
    part.setAttribute("aria-label", part.matches("pre") ? "Code" : "Table");
  }
  return [...body.childNodes].map((node) => document.importNode(node, true));
}
