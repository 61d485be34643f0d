/** Schema, samples, strict check and the generated page say the same. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { dataPackagesPage } from "./docs.ts";
import { SAMPLES } from "./samples.ts";
import { BROWSER_PACKAGE_NAMES, PACKAGE_NAMES, packageNamed, specOf } from "./schema.ts";
import { type FieldsOf, integer, optional, type Shape, text } from "./shape.ts";
import { problemsOf } from "./validate.ts";

const documented = (shape: Shape, at: string): void => {
  assert.match(shape.doc, /\S/, at);
  if (shape.type === "array") documented(shape.items, `${at}[]`);
  if (shape.type === "map") documented(shape.values, `${at}.*`);
  if (shape.type === "object") {
    for (const [name, field] of Object.entries(shape.fields)) documented(field, `${at}.${name}`);
  }
};

test("[DA1] every package and every field is documented", () => {
  assert.equal(PACKAGE_NAMES.length, 22);
  assert.equal(BROWSER_PACKAGE_NAMES.length, 10);
  for (const name of PACKAGE_NAMES) {
    const spec = specOf(name);
    const [module = "", version] = spec.supports.split(" ");
    assert.ok(name === module || name.startsWith(`${module}.`), name);
    assert.equal(version, "1");
    assert.match(spec.doc, /\.$/);
    assert.match(spec.sent, /^(on|when|with|for) /);
    for (const [key, field] of Object.entries(spec.fields)) documented(field, `${name}.${key}`);
  }
});

test("[DA2] the compiler refuses a descriptor that differs from its interface", () => {
  interface Sample {
    readonly name: string;
    readonly slot?: string;
  }
  const right: FieldsOf<Sample> = { name: text("n"), slot: optional(text("s")) };
  // @ts-expect-error a field is missing
  const missing: FieldsOf<Sample> = { name: text("n") };
  // @ts-expect-error another type
  const wrong: FieldsOf<Sample> = { name: integer("n"), slot: optional(text("s")) };
  // @ts-expect-error optional in the interface only
  const required: FieldsOf<Sample> = { name: text("n"), slot: text("s") };
  // @ts-expect-error optional in the descriptor only
  const loose: FieldsOf<Sample> = { name: optional(text("n")), slot: optional(text("s")) };
  assert.equal(new Set([right, missing, wrong, required, loose]).size, 5);
});

test("[DA3] packages are found in any case", () => {
  assert.equal(packageNamed("char.vitals"), "Char.Vitals");
  assert.equal(packageNamed("GROUP"), "Group");
  assert.equal(packageNamed("char"), undefined);
  assert.equal(packageNamed("__proto__"), undefined);
});

test("[DA4] every package has a sample that is valid", () => {
  assert.deepEqual(Object.keys(SAMPLES).sort(), [...PACKAGE_NAMES].sort());
  for (const name of PACKAGE_NAMES) assert.deepEqual(problemsOf(name, SAMPLES[name]), []);
});

test("[DA5] the strict check names what is wrong", () => {
  const vitals = SAMPLES["Char.Vitals"];
  const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
    ["Char.Nonsense", {}, ["Char.Nonsense: unknown package"]],
    ["char.vitals", { ...vitals, hp: "80" }, ["Char.Vitals.hp: expected an integer"]],
    ["Char.Vitals", { ...vitals, hp: 0.5 }, ["Char.Vitals.hp: expected an integer"]],
    ["Char.Vitals", { ...vitals, mp: -1 }, ["Char.Vitals.mp: -1 < 0"]],
    ["Char.Vitals", { ...vitals, mana: 1 }, ["Char.Vitals.mana: unknown field"]],
    ["Char.Vitals", [vitals], ["Char.Vitals: expected an object"]],
    ["Char.Vitals", null, ["Char.Vitals: expected an object"]],
    [
      "Char.Status",
      { ...SAMPLES["Char.Status"], opponenthp: 101 },
      ["Char.Status.opponenthp: 101 > 100"],
    ],
    [
      "Char.Status",
      { ...SAMPLES["Char.Status"], fighting: 1 },
      ["Char.Status.fighting: expected true or false"],
    ],
    [
      "Char.Items.List",
      { location: "bag", items: {} },
      [
        'Char.Items.List.location: "bag" has not the form ^(?:inv|room|rep.+)$',
        "Char.Items.List.items: expected a list",
      ],
    ],
    [
      "Group",
      { leader: "A\u001b", members: [{}] },
      ["Group.leader: contains a control character", "Group.members[0].name: missing"],
    ],
    [
      "Room.Info",
      { ...SAMPLES["Room.Info"], exits: { n: "x" }, doors: [] },
      ["Room.Info.exits.n: expected an integer", "Room.Info.doors: expected an object"],
    ],
  ];
  for (const [name, value, problems] of cases) assert.deepEqual(problemsOf(name, value), problems);
  const long = { ...vitals, string: "x".repeat(9000) };
  assert.match(problemsOf("Char.Vitals", long)[0] ?? "", /more than clients read/);
});

test("[DA6] docs/data-packages.md is what the schema generates", () => {
  const page = readFileSync(new URL("../../../docs/data-packages.md", import.meta.url), "utf8");
  const hint = "run: bun libs/data/src/adapter/write-docs.ts";
  assert.equal(page.replaceAll("\r\n", "\n"), dataPackagesPage(), hint);
});
