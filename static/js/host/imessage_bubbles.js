// @ts-check
import { element, icon } from "../lib/dom.js";
import { counted } from "../lib/language.js";
import { webLink } from "../lib/links.js";
import { timeElement } from "../lib/time_element.js";
import { answerNodes } from "./answer_markup.js";

/** @typedef {import("./imessage_conversation.js").Line} Line */
/** @typedef {import("./imessage_conversation.js").Source} Source */

/**
 * @param {Line} line
 * @param {string} agentName
 * @param {() => void} retry
 */
export function lineRow(line, agentName, retry) {
  if (line.from === "problem") return problemRow(line, retry);
  const own = line.from === "me";
  const bubble = element(
    "div",
    { class: `bubble${own ? " bubble-own" : ""}${line.html ? " answer" : ""}` },
    element("span", { class: "visually-hidden", text: own ? "You: " : `${agentName}: ` }),
    ...(line.html ? answerNodes(line.html) : [line.text]),
  );
  return element(
    "div",
    { class: own ? "bubble-row bubble-row-own" : "bubble-row" },
    bubble,
    element("p", { class: "bubble-meta" }, !own && `${agentName} · `, timeElement(line.at, "clock")),
    line.sources !== undefined && line.sources.length > 0 && sourceList(line.sources),
  );
}

/**
 * What the agent says before anything is asked.
 * @param {string} greeting
 */
export function greetingRow(greeting) {
  return element("div", { class: "bubble-row" }, element("div", { class: "bubble", text: greeting }));
}

/** @param {string} agentName */
export function typingRow(agentName) {
  const dots = element(
    "div",
    { class: "bubble typing", attrs: { role: "img", "aria-label": `${agentName} is answering` } },
    element("span"),
    element("span"),
    element("span"),
  );
  return element("div", { class: "bubble-row" }, dots);
}

/**
 * @param {Line} line
 * @param {() => void} retry
 */
function problemRow(line, retry) {
  const button = element(
    "button",
    { class: "bubble-retry", attrs: { type: "button" }, on: { click: retry } },
    icon("retry"),
    "Retry",
  );
  const text = element("span", { text: line.text });
  const notice = element("div", { class: "bubble bubble-problem" }, icon("warning"), text, button);
  return element("div", { class: "bubble-row" }, notice);
}

/** @param {Source[]} sources */
function sourceList(sources) {
  const count = counted(sources.length, { one: "# source", other: "# sources" });
  return element(
    "details",
    { class: "sources" },
    element("summary", {}, icon("chevron-right"), count),
    element("ul", {}, ...sources.map(sourceItem)),
  );
}

/** @param {Source} source */
function sourceItem(source) {
  const href = webLink(source.source_url);
  const title = href
    ? element("a", { text: source.title, attrs: { href, target: "_blank", rel: "noopener noreferrer nofollow" } })
    : element("span", { text: source.title });
  return element(
    "li",
    { class: "source" },
    element("p", { class: "source-title" }, title),
    element("p", { class: "source-passage", text: source.passage }),
  );
}
