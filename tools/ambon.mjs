#!/usr/bin/env node
// The `ambon` command: installs what is missing, then runs apps/cli with the same arguments.

import { ensureInstalled } from "./install.mjs";
import { launch } from "./launch.mjs";

ensureInstalled();
launch("apps/cli/src/main.ts", process.argv.slice(2));
