/**
 * The specification and the tests hold each other: every rule `- **XX1** text` of docs/spec is
 * named in the title of a test, `[XX1] …`, and every rule named in a title exists.
 */

import { holdsTests, type SourceFile } from "./files.ts";
import type { Finding } from "./finding.ts";

const RULE = /^- \*\*([A-Z]{1,4}\d+[a-z]?)\*\* +\S/;
const LOOKS_LIKE_RULE = /^ {0,3}[-*] +\*\*\[?[A-Z]{1,4}\d+/;
const ID = /^[A-Z]{1,4}\d+[a-z]?$/;
const TITLE_IDS = /^(?:\[[A-Z]{1,4}\d+[a-z]?(?:, *[A-Z]{1,4}\d+[a-z]?)*\] *)+/;

type Place = { readonly path: string; readonly line: number };

/** All rules without a test, tests without a rule, and rules defined twice or badly written. */
export function specFindings(
  specs: readonly SourceFile[],
  tests: readonly SourceFile[],
): Finding[] {
  const found: Finding[] = [];
  const rules = new Map<string, Place>();
  for (const spec of specs) found.push(...collectRules(spec, rules));
  const cited = new Map<string, Place>();
  for (const file of tests.filter(({ path }) => holdsTests(path))) {
    for (const [id, place] of idsInTitles(file)) if (!cited.has(id)) cited.set(id, place);
    found.push(...titleFindings(file));
  }
  for (const [id, place] of rules) {
    if (cited.has(id)) continue;
    const instead = `write a test whose title begins with [${id}], or delete the rule`;
    found.push({ ...place, what: `rule ${id} has no test`, instead });
  }
  for (const [id, place] of cited) {
    if (rules.has(id)) continue;
    const instead = `write the rule as "- **${id}** …" in docs/spec, or mend the title`;
    found.push({ ...place, what: `no rule ${id}`, instead });
  }
  return found;
}

function collectRules(spec: SourceFile, rules: Map<string, Place>): Finding[] {
  return spec.text.split("\n").flatMap((text, index) => {
    const place = { path: spec.path, line: index + 1 };
    const id = RULE.exec(text)?.[1];
    if (id === undefined) {
      if (!LOOKS_LIKE_RULE.test(text)) return [];
      const what = "a rule that is written differently";
      return [{ ...place, what, instead: 'write "- **XX1** text" on one line' }];
    }
    const known = rules.get(id);
    if (known !== undefined) {
      const what = `rule ${id} stands also at ${known.path}:${known.line}`;
      return [{ ...place, what, instead: "give it a number of its own" }];
    }
    rules.set(id, place);
    return [];
  });
}

/** Ids at the beginning of a text in a test file: titles, also those that a helper passes on. */
function idsInTitles(file: SourceFile): [string, Place][] {
  return file.code.flatMap((token): [string, Place][] => {
    if (token.kind !== "string" && token.kind !== "template") return [];
    const head = TITLE_IDS.exec(token.text)?.[0];
    if (head === undefined) return [];
    const ids = head.split(/[[\], ]+/).filter((id) => ID.test(id));
    return ids.map((id) => [id, { path: file.path, line: token.line }]);
  });
}

/** Top-level tests that name no rule, and test files without a test. */
function titleFindings(file: SourceFile): Finding[] {
  const calls = file.code.flatMap((token, index) => {
    const isCall =
      ["test", "it", "describe", "suite"].includes(token.text) &&
      file.code[index + 1]?.text === "(" &&
      file.code[index - 1]?.text !== ".";
    return isCall ? [{ name: token.text, line: token.line, title: file.code[index + 2] }] : [];
  });
  if (calls.length === 0 && file.path.endsWith(".test.ts") && !importsContract(file)) {
    const what = "a test file without a test";
    return [{ path: file.path, line: 1, what, instead: "write one, or delete the file" }];
  }
  const groupNamesRule = calls.some(
    ({ name, title }) => name !== "test" && name !== "it" && TITLE_IDS.test(title?.text ?? ""),
  );
  if (groupNamesRule) return [];
  return calls
    .filter(({ name }) => name === "test" || name === "it")
    .filter(({ title }) => title?.kind === "string" && !TITLE_IDS.test(title.text))
    .map(({ line }) => ({
      path: file.path,
      line,
      what: "a test that names no rule",
      instead: "begin its title with the rule's id, [XX1]",
    }));
}

/** A file that only registers a contract suite has its tests there. */
function importsContract(file: SourceFile): boolean {
  return file.code.some(({ kind, text }) => kind === "string" && /contract/.test(text));
}
