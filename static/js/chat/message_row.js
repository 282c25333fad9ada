// @ts-check
/** @import {Row} from "./types.js" */
/** @import {Line, RowLine} from "./lines.js" */
import { avatar } from "../lib/avatar.js";
import { element } from "../lib/dom.js";
import { clockTime } from "../lib/time.js";
import { richText } from "./rich_text.js";

/** Built once a text is known; all else is brought up to date by `patch`. @type {WeakMap<Element, string>} */
const texts = new WeakMap();

/**
 * Draws one line: a message, pending or stored, or a divider.
 * @param {Line} line @param {string} username of the reader
 */
export function drawLine(line, username) {
  if (line.kind !== "row") return drawDivider(line);
  const node = line.row.system ? drawSystem(line.row) : drawMessage(line.row, username);
  node.dataset.key = line.key;
  texts.set(node, line.row.text);
  patchLine(node, line);
  return node;
}

/**
 * Brings a drawn line up to date in place.
 * @param {HTMLElement} node @param {Line} line
 * @returns {boolean} false when it must be drawn anew
 */
export function patchLine(node, line) {
  if (line.kind !== "row") {
    const label = node.firstElementChild;
    if (label && label.textContent !== line.text) label.textContent = line.text;
    return true;
  }
  if (texts.get(node) !== line.row.text) return false;
  const { row } = line;
  if (row.id !== null) node.dataset.messageId = String(row.id);
  if (row.system) return true;
  node.classList.toggle("is-first", line.isFirst);
  node.classList.toggle("is-last", line.isLast);
  node.classList.toggle("is-pending", row.status === "sending");
  node.classList.toggle("is-failed", row.status === "failed");
  if (line.isLast && !row.own) showAvatar(node, row);
  if (row.own) showMeta(node, line);
  return true;
}

/** @param {Line} line */
function drawDivider(line) {
  const text = line.kind === "row" ? "" : line.text;
  return element(
    "div",
    {
      class: `divider divider-${line.kind}`,
      data: { key: line.key },
      attrs: { role: "separator", "aria-label": text },
    },
    element("span", { text }),
  );
}

/** @param {Row} row */
function drawSystem(row) {
  return element("div", { class: "message system-message", text: row.text, attrs: { dir: "auto" } });
}

/** @param {Row} row @param {string} username */
function drawMessage(row, username) {
  const text = element("div", { class: "message-text", attrs: { dir: "auto" } }, ...richText(row.text, username));
  const bubble = element("div", { class: "message-bubble" }, row.reply && drawReply(row.reply), text);
  return element(
    "div",
    { class: `message${row.own ? " user-message" : ""}${row.mentionsMe ? " mentions-me" : ""}` },
    element("div", { class: "message-avatar" }),
    element(
      "div",
      { class: "message-content" },
      drawHeader(row),
      bubble,
      row.own && element("div", { class: "message-meta" }),
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
    }),
    row.author.is_agent && element("span", { class: "badge badge-agent", text: "AGENT" }),
    element("span", { text: "·", attrs: { "aria-hidden": true } }),
    element("time", {
      class: "timestamp",
      text: clockTime(row.timestamp),
      attrs: { datetime: row.timestamp, title: new Date(row.timestamp).toLocaleString() },
    }),
  );
}

/** @param {NonNullable<Row["reply"]>} reply */
function drawReply(reply) {
  return element(
    "button",
    { class: "reply-quote", attrs: { type: "button" }, data: { action: "show-message", target: reply.id } },
    element("bdi", { class: "reply-author", text: reply.display_name }),
    `: ${reply.content || "deleted message"}`,
  );
}

/** @param {HTMLElement} node @param {Row} row */
function showAvatar(node, row) {
  const place = node.querySelector(".message-avatar");
  if (place && !place.firstChild) place.append(avatar(row.author));
}

/** @param {HTMLElement} node @param {RowLine} line */
function showMeta(node, { row, isLast, isDelivered }) {
  const meta = node.querySelector(".message-meta");
  if (!(meta instanceof HTMLElement)) return;
  const when = clockTime(row.timestamp);
  const stored = isDelivered ? `Delivered · ${when}` : isLast ? when : "";
  const text = { stored, sending: "Sending…", failed: `Not sent. ${row.failure}` }[row.status];
  const state = `${row.status}:${text}`;
  if (meta.dataset.state === state) return;
  meta.dataset.state = state;
  meta.replaceChildren(text);
  if (row.status === "failed" && row.clientId) meta.append(...failureButtons(row.clientId));
}

/** @param {string} clientId */
function failureButtons(clientId) {
  return [
    ["retry-message", "Retry"],
    ["discard-message", "Discard"],
  ].map(([action, text]) =>
    element("button", { class: "link-button", text, attrs: { type: "button" }, data: { action, clientId } }),
  );
}
