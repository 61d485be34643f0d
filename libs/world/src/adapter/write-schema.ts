/** Writes the key tables of docs/builder-schema.md anew; run it after changing the schema. */
import { readFileSync, writeFileSync } from "node:fs";
import { withSchema } from "../schema-markdown.ts";

const path = new URL("../../../../docs/builder-schema.md", import.meta.url);
writeFileSync(path, withSchema(readFileSync(path, "utf8")));
