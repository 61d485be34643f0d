/** The browser client starts here. */

import { App } from "./app.ts";

const { protocol, host } = window.location;
new App(`${protocol === "https:" ? "wss" : "ws"}://${host}/ws`).start();
