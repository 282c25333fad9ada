// @ts-check
/** @import {Store} from "../store.js" */
import { toast } from "../../lib/toast.js";

/**
 * Lets the page be there without a network, and says when the server has a newer one.
 * @param {Store} store
 */
export async function keepOffline(store) {
  const { serviceWorker } = navigator;
  // Browsers have none without TLS, but for this machine itself.
  if (!serviceWorker) return;
  const hadWorker = Boolean(serviceWorker.controller);
  try {
    const registration = await serviceWorker.register("/service-worker.js", { updateViaCache: "none" });
    // A server that is back may be a newer one.
    store.addEventListener("greeted", () => registration.update().catch(() => undefined));
  } catch {
    return; // Such as for a certificate that was not signed: all but this goes on.
  }
  if (!hadWorker) return;
  serviceWorker.addEventListener(
    "controllerchange",
    () => toast("There is a newer version. Choose this to load it.", { href: location.pathname }),
    { once: true },
  );
}
