// Goal: `ambon world check` prints what a builder can click on, and the right exit code.
import { deepEqual, equal, match } from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Edit, fixtureFiles } from "@ambon/world/world-fixture";
import { run } from "./world-check.ts";

async function check(args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) };
  const code = await run(args, io);
  return { code, out, err };
}

async function checkWorld(edits: readonly Edit[], ...flags: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), "ambon-check-"));
  try {
    mkdirSync(join(directory, "zones"));
    for (const { path, text } of fixtureFiles(...edits)) writeFileSync(join(directory, path), text);
    const { code, out, err } = await check([`${directory}/`, ...flags]);
    return { code, out: out.map((text) => text.replaceAll(directory, "DIR")), err };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test("[WO60] a good world is summed up, with exit code 0", async () => {
  const { code, out, err } = await checkWorld([]);
  deepEqual({ code, err }, { code: 0, err: [] });
  equal(
    out[0],
    "Testland: 2 zones, 5 rooms, 2 mobs, 4 items, 1 shop, 1 race, 1 class, 1 help topic.",
  );
  match(
    out[1] ?? "",
    /^This world would start: 0 errors, 0 warnings, 0 notes\. Content hash [0-9a-f]{16}\.$/,
  );
});

test("[WO60] errors come first, then notes, with exit code 1", async () => {
  const way = { path: "zones/moor.yaml", from: "up: edge", to: "up: town:gate" };
  const sell = { path: "zones/town.yaml", from: "    stock:", to: "    sell: 200%\n    stock:" };
  const { code, out, err } = await checkWorld([way, sell]);
  deepEqual(
    { code, out, err },
    {
      code: 1,
      out: [
        'DIR/zones/town.yaml:90:11: error: shop "town:oven" pays players more than it asks from ' +
          "them (sell must be at most 100%)",
        'DIR/zones/moor.yaml:11:33: note: one-way exit: down from "moor:edge" to "moor:hollow"',
        'DIR/zones/moor.yaml:18:14: note: one-way exit: up from "moor:hollow" to "town:gate"',
      ],
      err: ["This world would be refused: 1 error, 0 warnings, 2 notes."],
    },
  );
});

test("[WO61] --json prints one object", async () => {
  const edit = { path: "world.yaml", from: "town:square", to: "town:squar" };
  const { code, out } = await checkWorld([edit], "--json");
  equal(code, 1);
  deepEqual(JSON.parse(out.join("\n")), {
    ok: false,
    problems: [
      {
        severity: "error",
        file: "DIR/world.yaml",
        line: 2,
        column: 12,
        message: 'there is no room "town:squar"',
        suggestion: 'did you mean "town:square"?',
      },
    ],
  });
  const good = await checkWorld([], "--json");
  equal(JSON.parse(good.out.join("\n")).summary.rooms, 5);
});

test("[WO62] help, schema, wrong usage and a missing directory are answered", async () => {
  const help = await check(["--help"]);
  equal(help.code, 0);
  match(help.out.join("\n"), /^Usage: ambon world check/);
  const schema = await check(["--schema"]);
  match(schema.out.join("\n"), /\| `startRoom` \| id of a room \| required \|/);
  const wrong = await check(["--fast"]);
  deepEqual([wrong.code, wrong.err[0]], [2, "Unknown option --fast."]);
  const two = await check(["a", "b"]);
  deepEqual([two.code, two.err[0]], [2, "Give one directory."]);
  const missing = await check(["no-such-directory"]);
  deepEqual(missing, {
    code: 1,
    out: [],
    err: ["cannot read content directory no-such-directory: it does not exist"],
  });
});
