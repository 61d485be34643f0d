/**
 * The purity lint (design, section 5): a core is synchronous and sees time, chance and the outside
 * only through what it is given, so that the same inputs give the same state on every runtime. The
 * lint reads tokens, so words in comments and strings are free. In libs/game state is integers.
 */

import { isCore, type SourceFile } from "./files.ts";
import type { Finding } from "./finding.ts";
import { importsOf } from "./imports.ts";
import type { Token } from "./tokens.ts";

const time = "take the time from the step's now, or the clock port of @ambon/kernel";
const chance = "draw from a PRNG stream of @ambon/kernel";
const later = "put a timer into the queue of the zone or of the machine";
const inbox = "return an effect; its result comes back as an inbox record (await only in adapter/)";
const port = "inject a port; touch the runtime only in adapter/";
const order = "compare code points with < and >, they are the same on every runtime";
const fixed = "use the integer maths of @ambon/kernel/fixed, it is the same on every runtime";
const refs = "keep the object in a map that you clean up yourself: collection is not repeatable";

/** Global names that no core may use, each with what to use. */
export const bannedGlobals: ReadonlyMap<string, string> = new Map([
  ["Date", time],
  ["performance", time],
  ["Temporal", time],
  ["setTimeout", later],
  ["setInterval", later],
  ["setImmediate", later],
  ["clearTimeout", later],
  ["clearInterval", later],
  ["clearImmediate", later],
  ["queueMicrotask", later],
  ["requestAnimationFrame", later],
  ["Promise", inbox],
  ["PromiseLike", inbox],
  ["async", inbox],
  ["await", inbox],
  ["Intl", order],
  ["process", port],
  ["console", port],
  ["fetch", port],
  ["crypto", port],
  ["Bun", port],
  ["Deno", port],
  ["Buffer", "use Uint8Array"],
  ["globalThis", port],
  ["require", "import it"],
  ["eval", "write the code"],
  ["WeakRef", refs],
  ["FinalizationRegistry", refs],
]);

const transcendental = [
  ..."sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh".split(" "),
  ..."exp expm1 log log2 log10 log1p cbrt hypot pow".split(" "),
];

/** Members of Math that no core may use. */
export const bannedMath: ReadonlyMap<string, string> = new Map([
  ["random", chance],
  ...transcendental.map((name): [string, string] => [name, fixed]),
]);

/** Names that only libs/game may not use: they bring fractions into its state. */
export const bannedInGame: ReadonlyMap<string, string> = new Map([
  ["sqrt", "use integerSqrt of @ambon/kernel/fixed"],
  ["fround", "keep integers"],
  ["parseFloat", "use Number.parseInt, or thousandths"],
  ["toFixed", "keep thousandths and format them by hand"],
  ["Float32Array", "use an integer array"],
  ["Float64Array", "use an integer array"],
]);

/**
 * Files that describe an asynchronous port: they may name `Promise<…>` as a type, because adapters
 * implement it. No core calls such a port; it returns an effect, and the answer is an inbox record.
 */
export const asyncPorts: ReadonlySet<string> = new Set([
  "libs/persistence/src/store.ts",
  "libs/persistence/src/zone-leases.ts",
]);

/** All impure places in the cores among `files`. */
export function purityFindings(files: readonly SourceFile[]): Finding[] {
  return files
    .filter((file) => isCore(file.path))
    .flatMap((file) => [...importFindings(file), ...tokenFindings(file)]);
}

function importFindings(file: SourceFile): Finding[] {
  return importsOf(file)
    .filter(({ specifier }) => /^(node|bun|deno|npm|jsr|https?):|^bun$/.test(specifier))
    .map(({ specifier, line }) => ({
      path: file.path,
      line,
      what: `a core imports ${specifier}`,
      instead: port,
    }));
}

function tokenFindings(file: SourceFile): Finding[] {
  const inGame = file.path.startsWith("libs/game/");
  const found: Finding[] = [];
  for (const [index, token] of file.code.entries()) {
    const problem =
      (namesPromiseOfPort(file, index) ? undefined : wordProblem(file.code, index)) ??
      powerProblem(token) ??
      (inGame ? gameProblem(token) : undefined);
    if (problem !== undefined) found.push({ path: file.path, line: token.line, ...problem });
  }
  return found;
}

type Problem = { readonly what: string; readonly instead: string };

function namesPromiseOfPort(file: SourceFile, index: number): boolean {
  const { code, path } = file;
  return asyncPorts.has(path) && code[index]?.text === "Promise" && code[index + 1]?.text === "<";
}

function wordProblem(code: readonly Token[], index: number): Problem | undefined {
  const token = code[index];
  if (token?.kind !== "word") return undefined;
  const { text } = token;
  const before = code[index - 1]?.text;
  const after = code[index + 1]?.text;
  const isMember = before === "." || before === "?.";
  if (isMember) {
    if (/^toLocale/.test(text)) return { what: text, instead: "format it by hand" };
    if (text === "localeCompare") return { what: text, instead: order };
    const instead = code[index - 2]?.text === "Math" ? bannedMath.get(text) : undefined;
    return instead === undefined ? undefined : { what: `Math.${text}`, instead };
  }
  if (isPropertyName(before, after)) return undefined;
  if (text === "Math" && after !== ".") {
    return {
      what: "Math not followed by its member",
      instead: "write Math.member where it is used",
    };
  }
  const instead = bannedGlobals.get(text);
  return instead === undefined ? undefined : { what: text, instead };
}

/** `{ name: …`, `, name: …`, `name?: …`: a property or a parameter, not the global. */
function isPropertyName(before: string | undefined, after: string | undefined): boolean {
  if (after === "?") return before !== undefined && "{,;(".includes(before);
  return after === ":" && before !== undefined && ["{", ",", ";", "(", "readonly"].includes(before);
}

function powerProblem(token: Token): Problem | undefined {
  if (token.kind !== "punct" || (token.text !== "**" && token.text !== "**=")) return undefined;
  return { what: token.text, instead: fixed };
}

function gameProblem(token: Token): Problem | undefined {
  if (token.kind === "number" && isFraction(token.text)) {
    return {
      what: `the fraction ${token.text}`,
      instead: "use thousandths (permille), or another integer unit",
    };
  }
  if (token.kind === "punct" && (token.text === "/" || token.text === "/=")) {
    return {
      what: "a division",
      instead: "use divFloor, divCeil or mulDiv of @ambon/kernel/fixed",
    };
  }
  const instead = token.kind === "word" ? bannedInGame.get(token.text) : undefined;
  return instead === undefined ? undefined : { what: token.text, instead };
}

function isFraction(text: string): boolean {
  return !/^0[xXbBoO]/.test(text) && /[.]|[eE]-/.test(text);
}
