// @ts-check

const MOST_READ = 400;
const QUOTED = 160;
/** @type {[RegExp, string][]} */
const MARKS = [
  [/^ {0,3}(?:`{3,}|~{3,}).*$/gm, ""],
  [/^ {0,3}\|?(?:[ :|-]*-{2,}[ :|-]*)$/gm, ""],
  [/^ {0,3}#{1,6}\s+/gm, ""],
  [/^(?: {0,3}> ?)+/gm, ""],
  [/^(\s*[-*+]) \[[ xX]\] /gm, "$1 "],
  [/^\s*[*+] /gm, "- "],
  [/!?\[([^\][\n]+)\]\([^()\s]*(?: "[^"\n]*")?\)/g, "$1"],
  [/`+([^`\n]+)`+/g, "$1"],
  [/(\*\*|~~)(?=\S)([^*~\n]*\S)\1/g, "$2"],
  [/(?<![\p{L}\p{N}_*])([*_]{1,2})(?=\S)([^*_\n]*[^\s*_])\1(?![\p{L}\p{N}_*])/gu, "$2"],
  [/^\||\|$/gm, ""],
  [/\\([!-/:-@[-`{-~])/g, "$1"],
  [/\s+/g, " "],
];

/**
 * One line of what a text in Markdown says, for a preview or a quote.
 * @param {string} text
 */
export function plainText(text) {
  // The expressions are quadratic at worst, and a preview shows only the beginning.
  return MARKS.reduce((line, [mark, by]) => line.replace(mark, by), text.slice(0, MOST_READ)).trim();
}

/** @param {string} text */
export function shortened(text) {
  const letters = [...text];
  return letters.length > QUOTED ? `${letters.slice(0, QUOTED).join("")}…` : text;
}
