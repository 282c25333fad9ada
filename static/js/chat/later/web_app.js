// @ts-check
/** @import {Store} from "../store.js" */
import { renewPush } from "../../host/push.js";
import { toast } from "../../lib/toast.js";
import { placeOf } from "../permalinks.js";

/**
 * Lets the page be there without a network and be woken while it is closed, and says when the server has a
 * newer one.
 * @param {Store} store @param {(place: import("../permalinks.js").Place) => void} go
 */
export async function keepOffline(store, go) {
  const { serviceWorker } = navigator;
  // Browsers have none without TLS, but for this machine itself.
  if (!serviceWorker) return;
  // A notice outside of the page was chosen.
  serviceWorker.addEventListener("message", ({ data }) => {
    const place = data?.type === "open" ? placeOf(data.href, location.origin) : null;
    if (place) go(place);
  });
  if (serviceWorker.controller) serviceWorker.addEventListener("controllerchange", offerNewer, { once: true });
  try {
    const registration = await serviceWorker.register("/service-worker.js", { updateViaCache: "none" });
    // A server that is back may be a newer one.
    store.addEventListener("greeted", () => registration.update().catch(() => undefined));
    await renewPush(store.user.user_id);
  } catch {
    // Such as for a certificate that was not signed: all but this goes on.
  }
}

function offerNewer() {
  const pill = toast("There is a newer version. Choose this to load it.", { href: location.pathname });
  pill.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
}
