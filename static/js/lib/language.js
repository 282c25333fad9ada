// @ts-check
/** What the page's texts, numbers and dates are written in. */
export const LANGUAGE = "en-GB";

const NUMBERS = new Intl.NumberFormat(LANGUAGE);
const PLURALS = new Intl.PluralRules(LANGUAGE);

/** A whole number with its thousands apart: 12,345. @param {number} value */
export function number(value) {
  return NUMBERS.format(value);
}

/**
 * A text in the form that a number asks for, # being the number: `counted(2, { one: "# reply", other: "# replies" })`.
 * The forms are named as in `Intl.PluralRules`; `other` is there in every language.
 * @param {number} count @param {Partial<Record<Intl.LDMLPluralRule, string>> & {other: string}} forms
 */
export function counted(count, forms) {
  return (forms[PLURALS.select(count)] ?? forms.other).replace("#", number(count));
}

/** A word or more with a capital at its start. @param {string} text */
export function titled(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
