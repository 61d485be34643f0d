/** Words and places that must not land: unfinished work, this machine's paths, silenced tests. */

import { isTestSide, type SourceFile } from "./files.ts";
import type { Finding } from "./finding.ts";

type Rule = { readonly pattern: RegExp; readonly what: string; readonly instead: string };

const textRules: readonly Rule[] = [
  {
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
    what: "unfinished work",
    instead: "finish it, or file an issue and say nothing here",
  },
  {
    pattern: /(^|[^\w./-])\/(home|work|root)\/\w/,
    what: "a path of one machine",
    instead: "build it from import.meta.dirname or an environment variable",
  },
  {
    pattern: /(^|[^\w./-])\/tmp\/\w/,
    what: "a fixed temporary path",
    instead: "use mkdtemp below os.tmpdir()",
  },
  {
    pattern: /registry\.[a-z]+\.(org|com)|deb\.debian\.org/,
    what: "a package registry's host",
    instead: "leave it to the machine's own configuration",
  },
];

/** Files that are about these words, or not ours to edit. */
const exempt = new Set(["bun.lock", "LICENSE", "tools/tidy/words.ts", "tools/tidy/words.test.ts"]);

/** All forbidden words in `files`. */
export function wordFindings(files: readonly SourceFile[]): Finding[] {
  return files
    .filter((file) => !exempt.has(file.path))
    .flatMap((file) =>
      file.text
        .split("\n")
        .flatMap((text, index) =>
          textRules
            .filter(({ pattern }) => pattern.test(text))
            .map(({ what, instead }) => ({ path: file.path, line: index + 1, what, instead })),
        ),
    );
}

const SILENCERS = new Set(["skip", "only", "todo"]);
const REGISTRARS = new Set(["test", "it", "describe", "suite"]);

/** Tests that do not run, or that keep others from running, without a written reason. */
export function silencedTestFindings(files: readonly SourceFile[]): Finding[] {
  return files
    .filter((file) => isTestSide(file.path))
    .flatMap((file) => [...silencedCalls(file), ...silencedOptions(file)]);
}

/** `test.skip(…)`: allowed only below a comment that says "Skipped because" (never for only). */
function silencedCalls(file: SourceFile): Finding[] {
  return file.code.flatMap((token, index) => {
    if (!SILENCERS.has(token.text) || file.code[index - 1]?.text !== ".") return [];
    if (!REGISTRARS.has(file.code[index - 2]?.text ?? "")) return [];
    const reason = file.tokens.some(
      (comment) =>
        comment.kind === "comment" &&
        comment.lineEnd === token.line - 1 &&
        comment.text.includes("Skipped because"),
    );
    return reason && token.text !== "only" ? [] : [silenced(file, token.line, `.${token.text}`)];
  });
}

/** `{ skip: "reason" }` is allowed, `{ skip: true }` is not. */
function silencedOptions(file: SourceFile): Finding[] {
  return file.code.flatMap((token, index) => {
    if (!SILENCERS.has(token.text) || file.code[index + 1]?.text !== ":") return [];
    if (!["{", ","].includes(file.code[index - 1]?.text ?? "")) return [];
    const isBare = file.code[index + 2]?.text === "true";
    return isBare ? [silenced(file, token.line, `${token.text}:`)] : [];
  });
}

function silenced(file: SourceFile, line: number, how: string): Finding {
  return {
    path: file.path,
    line,
    what: `a test silenced with ${how}`,
    instead: "mend it or delete it; a skip needs its reason beside it",
  };
}
