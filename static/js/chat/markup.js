// @ts-check
import { copied } from "../lib/clipboard.js";
import { element, icon } from "../lib/dom.js";
import { makeScrollable, parsed } from "../lib/markup.js";
import { WIDE } from "./rich_text.js";

const COPIED_MS = 2_000;

/**
 * The nodes of a message's HTML as the server made it.
 * @param {string} html
 * @param {{mentions: string[], username: string}} people who is really mentioned, and who reads
 * @returns {Node[]}
 */
export function markupNodes(html, { mentions, username }) {
  const content = parsed(html);
  for (const node of content.querySelectorAll(".mention")) markMention(node, mentions, username);
  for (const link of content.querySelectorAll("a")) link.classList.add("message-link");
  for (const code of content.querySelectorAll("pre")) frameCode(code);
  for (const table of content.querySelectorAll(".table-scroll")) makeScrollable(table, "Table");
  return [...content.childNodes];
}

/** A name that is nobody's here is only text. @param {Element} node @param {string[]} mentions @param {string} reader */
function markMention(node, mentions, reader) {
  const { dataset } = /** @type {HTMLElement} */ (node);
  const { username = "" } = dataset;
  if (!mentions.includes(username)) return node.replaceWith(...node.childNodes);
  if ([reader, ...WIDE].includes(username)) node.classList.add("mention-me");
  if (!WIDE.includes(username)) dataset.message = "profile";
}

/** @param {Element} code */
function frameCode(code) {
  const language = /language-(\S+)/.exec(code.firstElementChild?.className ?? "")?.[1];
  const frame = element("div", { class: "code-block" });
  code.replaceWith(frame);
  makeScrollable(code, language ? `Code, ${language}` : "Code");
  frame.append(
    element(
      "div",
      { class: "code-bar" },
      language && element("span", { class: "code-language", text: language }),
      copyButton(() => code.textContent ?? ""),
    ),
    code,
  );
}

/** @param {() => string} text */
function copyButton(text) {
  const label = element("span", { class: "copy-label", text: "Copy", attrs: { "aria-live": "polite" } });
  const button = element("button", { class: "copy-button", attrs: { type: "button" } }, icon("copy"), label);
  button.addEventListener("click", async () => {
    const isCopied = await copied(text());
    label.textContent = isCopied ? "Copied" : "Not allowed";
    label.classList.add("is-said");
    button.querySelector("svg")?.replaceWith(icon(isCopied ? "check" : "warning"));
    setTimeout(() => {
      label.textContent = "Copy";
      label.classList.remove("is-said");
      button.querySelector("svg")?.replaceWith(icon("copy"));
    }, COPIED_MS);
  });
  return button;
}
