// @ts-check

/**
 * Shows the button when the browser offers to install the site; browsers that offer it elsewhere, or have
 * done so, say nothing.
 * @param {HTMLButtonElement} button
 */
export function bindInstall(button) {
  /** @type {any} The event is not in the types yet. */
  let offer = null;
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    button.hidden = false;
  });
  window.addEventListener("appinstalled", () => (button.hidden = true));
  button.addEventListener("click", () => {
    button.hidden = true;
    offer?.prompt();
    offer = null;
  });
}
