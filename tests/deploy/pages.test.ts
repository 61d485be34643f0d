// Goal: whoever is woken up by an alert finds names that are there.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { SETTINGS } from "@ambon/config/schema";
import { EVENTS } from "@ambon/telemetry/event-catalogue";
import { METRICS } from "@ambon/telemetry/metric-catalogue";
import { ROOT } from "../support/server.ts";

const runbooks = readdirSync(join(ROOT, "docs/runbooks")).map((name) => `docs/runbooks/${name}`);
const PAGES = ["docs/guides/deploy.md", ...runbooks];
const settings = new Set(SETTINGS.map(({ key }) => `AMBON_${key}`));
const told = new Set([...METRICS, ...EVENTS].map(({ name }) => name));
/** Words that are written like a metric or an event. */
const TOLD = /^(?:gateway|engine|links?|lease|leasing|bus|persistence|start)_[a-z_]+/;

for (const page of PAGES) {
  const text = readFileSync(join(ROOT, page), "utf8");
  test(`[DP12] what ${page} names exists, and its links lead somewhere`, () => {
    const words = [...text.matchAll(/`([^`\n]+)`/g)].map(([, word = ""]) => word);
    const keys = words.flatMap((word) => word.match(/AMBON_[A-Z_]+/g) ?? []);
    assert.deepEqual(
      keys.filter((key) => !settings.has(key)),
      [],
    );
    const names = words.flatMap((word) => TOLD.exec(word)?.[0] ?? []);
    assert.deepEqual(
      names.filter((name) => !told.has(name)),
      [],
    );
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, to = ""]) => to);
    const missing = links.filter((to) => !existsSync(join(ROOT, dirname(page), to)));
    assert.deepEqual(missing, []);
  });
}
