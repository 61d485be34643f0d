/** `bun libs/data/src/adapter/write-docs.ts`: writes docs/data-packages.md anew. */

import { writeFileSync } from "node:fs";
import { dataPackagesPage } from "../docs.ts";

writeFileSync(new URL("../../../../docs/data-packages.md", import.meta.url), dataPackagesPage());
