// @ts-check
/** The HTML that the server made of Markdown, as a part of this page. A parsed document runs and loads nothing. @param {string} html */
export function parsed(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const content = document.createElement("div");
  content.append(...[...body.childNodes].map((node) => document.importNode(node, true)));
  return content;
}

/** Wide content is scrolled by the keyboard too. @param {Element} node @param {string} label */
export function makeScrollable(node, label) {
  node.setAttribute("tabindex", "0");
  node.setAttribute("role", "region");
  node.setAttribute("aria-label", label);
}
