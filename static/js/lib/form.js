// @ts-check
import { find, icon } from "./dom.js";
import { Problem } from "./http.js";

/**
 * Sends a form by script: one submission at a time, problems shown at their field or at the form.
 * @param {HTMLFormElement} form
 * @param {(values: Record<string, string>) => Promise<void>} send
 */
export function onSubmit(form, send) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = find("[type=submit]", form);
    if (button.hasAttribute("aria-busy") || button.hasAttribute("disabled")) return;
    clearProblems(form);
    button.setAttribute("aria-busy", "true");
    try {
      await send(valuesOf(form));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      showProblem(form, error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

/** @param {HTMLFormElement} form @returns {Record<string, string>} */
function valuesOf(form) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") values[name] = value;
  return values;
}

/** @param {HTMLFormElement} form */
export function clearProblems(form) {
  for (const place of form.querySelectorAll("[data-error-for], [data-problem]")) place.textContent = "";
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

/**
 * @param {HTMLFormElement} form
 * @param {Problem} problem
 */
export function showProblem(form, problem) {
  const place = problem.field && form.querySelector(`[data-error-for="${CSS.escape(problem.field)}"]`);
  if (place && problem.field) {
    place.textContent = problem.detail;
    const input = form.elements.namedItem(problem.field);
    if (input instanceof HTMLElement) {
      input.setAttribute("aria-invalid", "true");
      input.focus();
    }
    return;
  }
  const summary = find("[data-problem]", form);
  if (problem.code === "rate_limited" && problem.retryAfter) {
    countDown(form, summary, problem.retryAfter);
    return;
  }
  summary.textContent = problem.detail;
}

/**
 * The seconds are not announced one by one: the live region gets its text once.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} summary
 * @param {number} seconds
 */
function countDown(form, summary, seconds) {
  const button = /** @type {HTMLButtonElement} */ (find("[type=submit]", form));
  const until = Date.now() + seconds * 1000;
  const left = document.createElement("span");
  left.setAttribute("aria-live", "off");
  summary.replaceChildren("Too many attempts. Try again in ", left, ".");
  button.disabled = true;
  const tick = () => {
    const rest = Math.ceil((until - Date.now()) / 1000);
    if (rest > 0) {
      left.textContent = `${rest} s`;
      return;
    }
    clearInterval(timer);
    button.disabled = false;
    if (left.isConnected) summary.textContent = "";
  };
  const timer = setInterval(tick, 250);
  tick();
}

/**
 * The eye beside a password shows and hides it, and a note says that Caps Lock is on.
 * @param {ParentNode} root
 */
export function bindReveals(root) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("[data-reveal]"))) {
    const input = /** @type {HTMLInputElement} */ (find(`#${button.dataset.reveal}`));
    const caps = find(`[data-caps=${input.id}]`);
    for (const name of /** @type {const} */ (["keydown", "keyup", "blur"])) {
      input.addEventListener(name, (event) => {
        const isOn = event instanceof KeyboardEvent && event.getModifierState("CapsLock");
        const text = isOn ? "Caps Lock is on" : "";
        if (caps.textContent !== text) caps.textContent = text;
      });
    }
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
      button.replaceChildren(icon(shown ? "eye-off" : "eye"));
    });
  }
}
