/** `bun libs/game/src/adapter/write-commands.ts`: writes docs/commands.md anew. */

import { writeFileSync } from "node:fs";
import { commandsPage } from "../commands-doc.ts";

writeFileSync(new URL("../../../../docs/commands.md", import.meta.url), commandsPage());
