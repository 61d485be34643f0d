/** The browser client starts here. */

import { App } from "./app.ts";

const { protocol, host } = window.location;
new App(`${protocol === "https:" ? "wss" : "ws"}://${host}/ws`).start();

// Absent on plain http away from this machine; the page then works without being installable.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch((error: unknown) => {
    console.warn("This page cannot be kept for offline use:", error);
  });
}
