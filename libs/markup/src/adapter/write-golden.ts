/** `bun libs/markup/src/adapter/write-golden.ts`: keeps today's renderings; look at the diff. */

import { writeFileSync } from "node:fs";
import { galleryPage } from "../gallery.ts";

writeFileSync(new URL("../../golden/gallery.txt", import.meta.url), galleryPage());
