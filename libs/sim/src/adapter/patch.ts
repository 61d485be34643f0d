/** Unified diffs as the mutants are kept in: read, and applied to texts. */

export interface Hunk {
  readonly before: string;
  readonly after: string;
}

export interface Patch {
  readonly what: string;
  /** Invariants, any of which may be the one that is broken first. */
  readonly caughtBy: readonly string[];
  /** Options of the simulator that make it likely that a rare mutant shows itself. */
  readonly options: readonly string[];
  /** Path from the root → what changes in it. */
  readonly files: ReadonlyMap<string, readonly Hunk[]>;
}

/** Throws with a sentence when it is no such patch. */
export const readPatch = (name: string, text: string): Patch => {
  const field = (key: string): string => {
    const value = new RegExp(`^${key}: (.+)$`, "m").exec(text)?.[1];
    if (value === undefined) throw new RangeError(`${name} does not say "${key}: …"`);
    return value;
  };
  const files = new Map<string, readonly Hunk[]>();
  for (const part of text.split(/^--- a\//m).slice(1)) {
    const path = /^\S+/.exec(part)?.[0] ?? "";
    files.set(
      path,
      part
        .split(/^@@.*\n/m)
        .slice(1)
        .map(readHunk),
    );
  }
  if (files.size === 0) throw new RangeError(`${name} changes nothing`);
  const options = /^With: (.+)$/m.exec(text)?.[1]?.split(" ") ?? [];
  return { what: field("What"), caughtBy: field("Caught by").split(/, */), options, files };
};

const readHunk = (text: string): Hunk => {
  const lines = text.split("\n").slice(0, -1);
  const side = (gone: string): string =>
    lines
      .filter((line) => !line.startsWith(gone))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  return { before: side("+"), after: side("-") };
};

/** The text with all hunks in it. Throws when one does not fit at exactly one place. */
export const applyHunks = (path: string, text: string, hunks: readonly Hunk[]): string => {
  let out = text;
  for (const { before, after } of hunks) {
    const places = out.split(before).length - 1;
    if (places !== 1) {
      throw new RangeError(`a hunk fits at ${places} places of ${path}: make the patch anew`);
    }
    out = out.replace(before, () => after);
  }
  return out;
};
