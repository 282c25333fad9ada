// @ts-check

/** @typedef {{name: string, usage: string, summary: string}} Command */

const COMMAND = /^\/([a-z][a-z0-9_-]*)(?=\s|$)/;

/**
 * What a text that was written is: an order, a message, or an order that nobody knows. A path such
 * as `/usr/bin` is a message, and so is what begins with two strokes, without the first one.
 * @param {string} text @param {Command[]} commands
 * @returns {{kind: "command" | "message", text: string} | {kind: "unknown", name: string}}
 */
export function readCommand(text, commands) {
  if (text.startsWith("//")) return { kind: "message", text: text.slice(1) };
  const name = COMMAND.exec(text)?.[1];
  if (!name) return { kind: "message", text };
  return commands.some((command) => command.name === name) ? { kind: "command", text } : { kind: "unknown", name };
}
