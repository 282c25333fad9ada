// @ts-check
import { LANGUAGE } from "../lib/language.js";

const NUMBER = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 });
const BYTES = ["B", "kB", "MB", "GB", "TB"];

/**
 * A figure for people: bytes and seconds in the unit that fits, all else as it is.
 * @param {number | string} value
 * @param {string} [unit]
 * @returns {{value: string, unit: string}}
 */
export function readable(value, unit = "") {
  if (typeof value !== "number") return { value, unit };
  if (unit === "B" || unit === "bytes") return bytes(value);
  if (unit === "s") return { value: duration(value), unit: "" };
  return { value: NUMBER.format(value), unit };
}

/** @param {number} size */
function bytes(size) {
  const power = size < 1000 ? 0 : Math.min(Math.floor(Math.log10(size) / 3), BYTES.length - 1);
  return { value: NUMBER.format(size / 1000 ** power), unit: BYTES[power] ?? "B" };
}

/** @param {number} seconds */
function duration(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days) return `${days} d ${hours % 24} h`;
  if (hours) return `${hours} h ${minutes % 60} min`;
  return minutes ? `${minutes} min` : `${Math.floor(seconds)} s`;
}
