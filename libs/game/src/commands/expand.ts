/**
 * From a typed line to commands: `!` history, the player's aliases, and chains with `;`.
 *
 * One line is one `inputSeq`, however many commands it becomes; at most `most` of them. An alias
 * is expanded once: what it contains is not expanded again, so that it cannot call itself.
 */

export interface Expansion {
  readonly commands: readonly string[];
  /** Set when the line cannot be used: a sentence for the player. */
  readonly problem?: string;
  /** True when commands beyond the bound were dropped. */
  readonly cut: boolean;
  /** The line to remember for `!`. */
  readonly remember: string;
}

const SPACE = " ";

/** `!` = the last line, `!!` too, `!say` = the last line that begins with "say". */
const recall = (line: string, history: readonly string[]): string | undefined => {
  const wanted = line.replace(/^!+/, "").toLowerCase();
  for (let index = history.length - 1; index >= 0; index -= 1) {
    const old = history[index] as string;
    if (old.toLowerCase().startsWith(wanted)) return old;
  }
  return undefined;
};

/** `$1`…`$9` and `$*` stand for the words after the alias; without any they are appended. */
const applyAlias = (body: string, rest: string): string => {
  if (!/\$[1-9*]/.test(body)) return rest === "" ? body : `${body}${SPACE}${rest}`;
  const words = rest.split(/\s+/).filter((word) => word !== "");
  return body.replace(/\$([1-9*])/g, (_match, which: string) =>
    which === "*" ? rest : (words[Number(which) - 1] ?? ""),
  );
};

const isTalk = (line: string): boolean => /^['":]/.test(line);

/** Pure; `aliases` keys are lower case. */
export const expandLine = (
  typed: string,
  aliases: Readonly<Record<string, string>>,
  history: readonly string[],
  most: number,
): Expansion => {
  let line = typed.trim();
  if (line.startsWith("!")) {
    const old = recall(line, history);
    if (old === undefined) {
      const problem = `There is no earlier line that begins with "${line.replace(/^!+/, "")}".`;
      return { commands: [], problem, cut: false, remember: "" };
    }
    line = old;
  }
  const cut = line.indexOf(SPACE);
  const word = (cut < 0 ? line : line.slice(0, cut)).toLowerCase();
  const body = Object.hasOwn(aliases, word) ? aliases[word] : undefined;
  if (body === undefined || isTalk(line)) {
    return { commands: line === "" ? [] : [line], cut: false, remember: line };
  }
  const rest = cut < 0 ? "" : line.slice(cut + 1).trim();
  const commands = applyAlias(body, rest)
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  return { commands: commands.slice(0, most), cut: commands.length > most, remember: line };
};
