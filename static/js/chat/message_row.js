// @ts-check
/** @import {Row} from "./types.js" */
/** @import {Line, RowLine} from "./lines.js" */
import { avatar } from "../lib/avatar.js";
import { element, icon } from "../lib/dom.js";
import { counted } from "../lib/language.js";
import { clockTime } from "../lib/time.js";
import { timeElement } from "../lib/time_element.js";
import { markupNodes } from "./markup.js";
import { drawPoll } from "./poll.js";
import { plainText } from "./plain_text.js";
import { showReactions } from "./reactions.js";
import { richText } from "./rich_text.js";

/** What each part of a row shows now. @type {WeakMap<Element, string>} */
const shown = new WeakMap();

/**
 * Draws one line: a message, pending or stored, or a divider.
 * @param {Line} line @param {string} username of the reader
 */
export function drawLine(line, username) {
  if (line.kind !== "row") return drawDivider(line);
  const node = line.row.system ? drawSystem(line.row) : drawMessage(line.row);
  node.dataset.key = line.key;
  patchLine(node, line, username);
  return node;
}

/**
 * Brings a drawn line up to date in place: its element, and so the focus, stays.
 * @param {HTMLElement} node @param {Line} line @param {string} username of the reader
 */
export function patchLine(node, line, username) {
  if (line.kind !== "row") {
    const label = node.firstElementChild;
    if (label && label.textContent !== line.text) label.textContent = line.text;
    if (line.kind === "day") label?.setAttribute("aria-label", `${line.text}. Go to a date`);
    return;
  }
  const { row } = line;
  if (row.system) return;
  if (row.id !== null) node.dataset.messageId = String(row.id);
  const states = {
    "is-first": line.isFirst,
    "is-last": line.isLast,
    "is-pending": row.status === "sending" || row.status === "waiting",
    "is-failed": row.status === "failed",
    "is-deleted": row.isDeleted,
    "mentions-me": row.mentionsMe,
  };
  for (const [name, isOn] of Object.entries(states)) node.classList.toggle(name, isOn);
  if (line.isLast && !row.own) showAvatar(node, row);
  refresh(node, ".message-bubble", bubbleState(row), (bubble) => showText(bubble, row, username));
  refresh(node, ".message-reactions", JSON.stringify(row.reactions), (place) =>
    showReactions(place, row.reactions, username),
  );
  refresh(node, ".message-thread", String(row.threadCount), (place) => showThread(place, row.threadCount));
  const meta = metaText(line);
  refresh(node, ".message-meta", `${row.status}:${row.isEdited}:${row.isPinned}:${meta}`, (place) => showMeta(place, row, meta));
}

/**
 * @param {HTMLElement} node @param {string} selector
 * @param {string} state @param {(part: HTMLElement) => void} draw
 */
function refresh(node, selector, state, draw) {
  const part = node.querySelector(selector);
  if (!(part instanceof HTMLElement) || shown.get(part) === state) return;
  // A text is read out when it comes; what changes in it later, as a stream does with every word, is not.
  if (shown.has(part) && part.matches(".message-bubble")) part.setAttribute("aria-live", "off");
  shown.set(part, state);
  draw(part);
}

/** @param {Exclude<Line, RowLine>} line */
function drawDivider(line) {
  const options = { class: `divider divider-${line.kind}`, data: { key: line.key } };
  if (line.kind !== "day") {
    const attrs = { role: "separator", "aria-label": line.text };
    return element("div", { ...options, attrs }, element("span", { text: line.text }));
  }
  const attrs = { type: "button", "aria-haspopup": "dialog", "aria-label": `${line.text}. Go to a date` };
  const button = element("button", { class: "day-button", text: line.text, attrs, data: { action: "day-menu" } });
  return element("div", options, button);
}

/** @param {Row} row */
function drawSystem(row) {
  return element("div", { class: "message system-message", text: row.text, attrs: { dir: "auto" } });
}

/** @param {Row} row */
function drawMessage(row) {
  return element(
    "div",
    { class: `message${row.own ? " user-message" : ""}`, attrs: { role: "article", tabindex: -1 } },
    element("div", { class: "message-avatar", data: { message: "profile" } }),
    element("div", { class: "message-content" }, drawHeader(row), element("div", { class: "message-bubble" })),
    element(
      "div",
      { class: "message-foot" },
      // Read out when asked for: others' reactions to old messages would interrupt.
      element("div", { class: "message-reactions", attrs: { "aria-live": "off" } }),
      element("div", { class: "message-thread" }),
      element("div", { class: "message-meta" }),
    ),
  );
}

/** @param {Row} row */
function drawHeader(row) {
  return element(
    "div",
    { class: "message-header" },
    element("bdi", {
      class: "username",
      text: row.own ? "You" : row.author.display_name,
      attrs: { title: `@${row.author.username}` },
      data: { message: "profile" },
    }),
    row.author.is_agent && element("span", { class: "badge badge-agent", text: "AGENT" }),
    element("span", { text: "·", attrs: { "aria-hidden": true } }),
    timeElement(row.timestamp, "clock", { class: "timestamp" }),
  );
}

/** @param {Row} row */
function bubbleState({ text, html, mentions, isDeleted, poll, reply }) {
  return JSON.stringify([text, html, mentions, isDeleted, poll, reply?.display_name, reply?.content]);
}

/** @param {HTMLElement} bubble @param {Row} row @param {string} username */
function showText(bubble, row, username) {
  const hasMarkup = Boolean(row.html) && !row.isDeleted;
  const name = hasMarkup ? "message-text markup" : "message-text";
  const text = element("div", { class: name, attrs: { dir: "auto" } });
  text.append(...(row.isDeleted ? ["This message was deleted"] : textNodes(row, username)));
  const options = () => /** @type {HTMLElement[]} */ ([...bubble.querySelectorAll(".poll-option")]);
  const focused = options().findIndex((option) => option === document.activeElement);
  bubble.replaceChildren(...(row.reply && !row.isDeleted ? [drawReply(row.reply)] : []), text);
  if (row.poll) bubble.append(drawPoll(row.id, row.poll, username));
  options()[focused]?.focus();
}

/** @param {Row} row @param {string} username */
function textNodes({ html, text, mentions }, username) {
  return html ? markupNodes(html, { mentions, username }) : richText(text, username);
}

/** @param {NonNullable<Row["reply"]>} reply */
function drawReply(reply) {
  return element(
    "button",
    { class: "reply-quote", attrs: { type: "button" }, data: { action: "show-message", target: reply.id } },
    element("bdi", { class: "reply-author", text: reply.display_name }),
    `: ${plainText(reply.content) || "deleted message"}`,
  );
}

/** @param {HTMLElement} node @param {Row} row */
function showAvatar(node, row) {
  const place = node.querySelector(".message-avatar");
  if (place && !place.firstChild) place.append(avatar(row.author));
}

/** @param {RowLine} line */
function metaText({ row, isLast, isDelivered }) {
  if (!row.own) return "";
  const when = clockTime(row.timestamp);
  const stored = isDelivered ? `Delivered · ${when}` : isLast ? when : "";
  const [sending, waiting] = isLast ? ["Sending…", "Waiting for the connection"] : ["", ""];
  return { stored, sending, waiting, failed: `Not sent. ${row.failure}` }[row.status];
}

/** @param {HTMLElement} place @param {number} count */
function showThread(place, count) {
  const text = counted(count, { one: "# reply", other: "# replies" });
  const attrs = { type: "button", "aria-haspopup": "dialog" };
  place.replaceChildren(...(count ? [element("button", { class: "thread-button", text, attrs, data: { message: "thread" } })] : []));
}

/** @param {HTMLElement} meta @param {Row} row @param {string} text */
function showMeta(meta, row, text) {
  meta.replaceChildren(text);
  if (row.status === "waiting" && text) meta.prepend(icon("clock"));
  if (row.isPinned) meta.prepend(pinned(), ...(text ? [" · "] : []));
  if (row.isEdited) meta.append(...(text || row.isPinned ? [" · "] : []), editedButton());
  if (row.status === "failed" && row.clientId) meta.append(...failureButtons(row.clientId));
}

function pinned() {
  return element("span", {}, icon("pin"), "Pinned");
}

function editedButton() {
  const attrs = { type: "button", title: "Show the earlier texts" };
  return element("button", { class: "edited-button", text: "edited", attrs, data: { message: "edits" } });
}

/** @param {string} clientId */
function failureButtons(clientId) {
  return [
    ["retry-message", "Retry"],
    ["discard-message", "Delete"],
  ].map(([action, text]) =>
    element("button", { class: "link-button", text, attrs: { type: "button" }, data: { action, clientId } }),
  );
}
