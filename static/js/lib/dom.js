// @ts-check

/**
 * @typedef {object} ElementOptions
 * @property {string} [class] Class names, separated by spaces.
 * @property {string} [text] The text content; never parsed as HTML.
 * @property {Record<string, string | number | boolean | null | undefined>} [attrs]
 *   `true` sets an empty attribute; `false`, null and undefined set none.
 * @property {Record<string, string | number>} [data] Becomes `data-*`.
 * @property {Record<string, (event: any) => void>} [on] Listeners; the event's type follows from its name.
 */

/**
 * Builds an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {ElementOptions} [options]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  if (options.class) node.className = options.class;
  if (options.text !== undefined) node.textContent = options.text;
  for (const [name, value] of Object.entries(options.attrs ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [name, value] of Object.entries(options.data ?? {})) node.dataset[name] = String(value);
  for (const [name, listener] of Object.entries(options.on ?? {})) node.addEventListener(name, listener);
  for (const child of children) if (child) node.append(child);
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * An icon of the sprite, hidden from assistive technology: its control carries the name.
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.documentElement.dataset.icons ?? ""}#${name}`);
  svg.append(use);
  return svg;
}

/**
 * The element that a page promises to have.
 * @template {Element} [E=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {E}
 */
export function find(selector, root = document) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`The page has no ${selector}`);
  return /** @type {E} */ (found);
}

/** Whether keys are text there. @param {EventTarget | null} target */
export function takesText(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/**
 * Whether a key is for an input method: Safari ends a composition before the Enter that confirms it (229).
 * @param {KeyboardEvent} event
 */
export function isComposing({ isComposing, keyCode }) {
  return isComposing || keyCode === 229;
}

/**
 * What the server wrote into the page for its first paint.
 * @returns {any} The shape differs from page to page; each page's entry module casts it.
 */
export function bootstrap() {
  return JSON.parse(find("#bootstrap").textContent || "{}");
}
