/**
 * Calls that are banned in the whole tree or in a part of it, each with what to use instead. The
 * cores have stricter bans of their own (purity.ts).
 */

import { isTestSide, type SourceFile } from "./files.ts";
import type { Finding } from "./finding.ts";
import type { Token } from "./tokens.ts";

/** A sequence of tokens, and where it may not stand. */
export type Ban = {
  readonly tokens: readonly string[];
  /** Why and where, in the words of the message. */
  readonly what: string;
  readonly instead: string;
  readonly bannedIn: (path: string) => boolean;
};

/** Programs that talk to a person on a terminal, or to no one but us. */
const isTool = (path: string): boolean =>
  /^(tools|bench|tests)\//.test(path) || /^apps\/(cli|swarm|web\/src\/client)\//.test(path);
const isMain = (path: string): boolean => path.endsWith("/main.ts");
const isUnitTest = (path: string): boolean => path.endsWith(".test.ts");
const everywhere = (): boolean => true;
const virtualTime = "advance a virtual clock, or await the event itself";

export const bans: readonly Ban[] = [
  {
    tokens: ["console", "."],
    what: "console outside main.ts and the tools",
    instead: "log an event of the catalogue in @ambon/telemetry",
    bannedIn: (path) => !isTool(path) && !isMain(path) && !isTestSide(path),
  },
  {
    tokens: ["process", ".", "exit"],
    what: "process.exit outside main.ts and the tools",
    instead: "return, or throw, and let main.ts choose the exit code",
    bannedIn: (path) => !isMain(path) && !/^(tools|bench|tests)\//.test(path),
  },
  {
    tokens: ["Math", ".", "random"],
    what: "Math.random",
    instead: "draw from a seeded stream of @ambon/kernel, or from node:crypto for secrets",
    bannedIn: everywhere,
  },
  {
    tokens: ["new", "Function"],
    what: "new Function",
    instead: "write the function",
    bannedIn: everywhere,
  },
  { tokens: ["eval", "("], what: "eval", instead: "write the code", bannedIn: everywhere },
  {
    tokens: [".", "innerHTML"],
    what: "innerHTML",
    instead: "use textContent and createElement: player text is data",
    bannedIn: everywhere,
  },
  {
    tokens: ["setTimeout", "("],
    what: "a wait by the clock in a unit test",
    instead: virtualTime,
    bannedIn: isUnitTest,
  },
  {
    tokens: ["setInterval", "("],
    what: "a wait by the clock in a unit test",
    instead: virtualTime,
    bannedIn: isUnitTest,
  },
  {
    tokens: ["node:timers/promises"],
    what: "a wait by the clock in a unit test",
    instead: virtualTime,
    bannedIn: isUnitTest,
  },
];

/** Suppressions that hide what the compiler says. */
const SUPPRESSION = /@ts-(ignore|nocheck|expect-error)/;
/** In a test this one asserts that a misuse does not compile. */
const EXPECTED_IN_TEST = /@ts-expect-error +\S/;

/** All banned calls, suppressions and silent catches in `files`. */
export function bannedFindings(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => [
    ...callFindings(file),
    ...suppressionFindings(file),
    ...silentCatchFindings(file),
  ]);
}

function callFindings(file: SourceFile): Finding[] {
  const active = bans.filter((ban) => ban.bannedIn(file.path));
  return file.code.flatMap((token, index) =>
    active
      .filter((ban) => standsAt(file.code, index, ban.tokens))
      .map(({ what, instead }) => ({ path: file.path, line: token.line, what, instead })),
  );
}

function standsAt(code: readonly Token[], index: number, tokens: readonly string[]): boolean {
  const isMember = code[index - 1]?.text === "." && tokens[0] !== ".";
  return (
    !isMember &&
    tokens.every((text, offset) => {
      const token = code[index + offset];
      const isImport = text.includes(":") && token?.kind === "string";
      return token?.text === text && (isImport || token.kind === "word" || token.kind === "punct");
    })
  );
}

function suppressionFindings(file: SourceFile): Finding[] {
  return file.tokens
    .filter(({ kind, text }) => kind === "comment" && SUPPRESSION.test(text))
    .filter(({ text }) => !(isTestSide(file.path) && EXPECTED_IN_TEST.test(text)))
    .map((token) => ({
      path: file.path,
      line: token.line,
      what: "a suppressed type error",
      instead: "mend the type",
    }));
}

/** `catch {}` without even a comment that says why. */
function silentCatchFindings(file: SourceFile): Finding[] {
  const { tokens } = file;
  return tokens.flatMap((token, index) => {
    if (token.kind !== "word" || token.text !== "catch") return [];
    let at = index + 1;
    if (tokens[at]?.text === "(") {
      while (at < tokens.length && tokens[at]?.text !== ")") at += 1;
      at += 1;
    }
    if (tokens[at]?.text !== "{" || tokens[at + 1]?.text !== "}") return [];
    const what = "a silent catch";
    const instead = "handle it, or say in the block why nothing needs to be done";
    return [{ path: file.path, line: token.line, what, instead }];
  });
}
