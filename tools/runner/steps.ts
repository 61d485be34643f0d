/** The steps of the test command, as data: what runs, in which order, how its result is told. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { allPaths, load, root } from "../tidy/files.ts";
import type { Summary } from "./counts.ts";
import type { Laned } from "./lanes.ts";

export type Group = "static" | "unit" | "runtimes" | "e2e";

export type Step = Laned & {
  /** What `--only` takes. */
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  readonly argv: readonly [string, ...string[]];
  readonly summary: Summary;
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
};

/** The schema that released builds speak, kept so that a checkout needs no history to compare. */
const RELEASED_PROTO = "proto/released.binpb";
const CHECK_TIMEOUT_MS = 120_000;
const UNIT_TIMEOUT_MS = 600_000;
const SUITE_TIMEOUT_MS = 420_000;
/** Bun gives a test 5 s by default: too little for a busy machine, far too little for a story. */
const UNIT_TEST_TIMEOUT_MS = 60_000;
const STORY_TIMEOUT_MS = 300_000;
/** Suites that measure times, memory or many sockets: neighbours would be measured with them. */
const ALONE: ReadonlySet<string> = new Set(
  ["swarm", "idle-masses", "hostile-readers", "cluster-far"].map((name) => `${name}.e2e`),
);

/** All steps for the files that are in the checkout now. */
export function allSteps(): Step[] {
  return [...staticSteps(), unitStep(), ...runtimeSteps(), ...endToEndSteps()];
}

function staticSteps(): Step[] {
  const check = (id: string, title: string, ...argv: [string, ...string[]]): Step => ({
    id,
    group: "static",
    title,
    argv,
    summary: "exit",
    timeoutMs: CHECK_TIMEOUT_MS,
  });
  const code = ["apps", "libs", "tools", "tests", "bench", "deploy"].filter(holdsTypeScript);
  const types = typeScriptProjects().map((project) => {
    const name = project === "." ? "types" : `types:${project}`;
    return check(name, `Types of ${project} (tsc)`, "tsc", "-p", project, "--noEmit");
  });
  return [
    check("format", "Format and lint (biome)", "biome", "check", "--error-on-warnings", "."),
    ...types,
    check("promises", "Floating promises (oxlint)", "oxlint", "--type-aware", ...code),
    check("proto-lint", "Protobuf lint (buf)", "buf", "lint"),
    check("proto-breaking", "Released peers (buf)", "buf", "breaking", "--against", RELEASED_PROTO),
    check("proto-format", "Protobuf format (buf)", "buf", "format", "-d", "--exit-code"),
    check("drift", "Generated types fit proto/", "bun", "tools/drift.ts"),
    {
      ...check("tidy", "Tidy checks", "bun", "test", ...tests((path) => inTidy(path))),
      summary: "bun",
    },
  ];
}

function unitStep(): Step {
  const timeout = `--timeout=${UNIT_TEST_TIMEOUT_MS}`;
  return {
    id: "unit",
    group: "unit",
    title: "Unit tests under Bun",
    argv: ["bun", "test", timeout, ...tests((path) => !inTidy(path))],
    summary: "bun",
    timeoutMs: UNIT_TIMEOUT_MS,
  };
}

/** The cores again on the other two runtimes: the same state everywhere is the promise. */
function runtimeSteps(): Step[] {
  const pure = tests((path) => path.startsWith("libs/") && !path.includes("/adapter/"));
  const step = (summary: "node" | "deno", title: string, ...argv: [string, ...string[]]): Step => ({
    id: summary,
    group: "runtimes",
    title,
    argv: [...argv, ...pure],
    summary,
    timeoutMs: UNIT_TIMEOUT_MS,
  });
  const deno = ["deno", "test", "--allow-all", "--no-check", "--no-lock"] as const;
  return [
    step("node", "Pure suites under Node", "node", "--test", "--test-reporter=spec"),
    step("deno", "Pure suites under Deno", ...deno),
  ];
}

function endToEndSteps(): Step[] {
  const all = suites(".e2e.ts").map((path) => suiteStep(path, SUITE_TIMEOUT_MS));
  return [
    ...all.filter(({ id }) => !ALONE.has(id)).map((step) => ({ ...step, beside: true }) as const),
    ...all.filter(({ id }) => ALONE.has(id)),
  ];
}

/** One file of stories with real processes, as a step of its own. */
export function suiteStep(path: string, timeoutMs: number, storyMs = STORY_TIMEOUT_MS): Step {
  return {
    id: path.replace(/^tests\/e2e\//, "").replace(/\.ts$/, ""),
    group: "e2e",
    title: `End to end: ${path}`,
    argv: ["bun", "test", `--timeout=${storyMs}`, `./${path}`],
    summary: "bun",
    timeoutMs,
  };
}

/** Files of tests/ with this suffix. */
export function suites(suffix: string): string[] {
  return allPaths().filter((path) => path.startsWith("tests/") && path.endsWith(suffix));
}

/** Test files as arguments; the leading `./` makes Bun take them as paths, not as patterns. */
function tests(wanted: (path: string) => boolean): string[] {
  return allPaths()
    .filter((path) => path.endsWith(".test.ts") || (path.endsWith(".prop.ts") && registers(path)))
    .filter(wanted)
    .map((path) => `./${path}`);
}

/** A .prop.ts file may hold properties, or only the generators that tests share. */
function registers(path: string): boolean {
  return load(path).code.some(({ text }) => text === "test" || text === "it");
}

function inTidy(path: string): boolean {
  return path.startsWith("tools/tidy/");
}

function typeScriptProjects(): string[] {
  const nested = allPaths().filter((path) => path.endsWith("/tsconfig.json"));
  return [".", ...nested.map((path) => path.slice(0, -"/tsconfig.json".length))];
}

function holdsTypeScript(directory: string): boolean {
  const path = join(root, directory);
  return (
    existsSync(path) &&
    readdirSync(path, { recursive: true, encoding: "utf8" }).some((name) => name.endsWith(".ts"))
  );
}
