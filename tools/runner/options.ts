/** Command-line options of the test and soak commands. */

export type Parsed =
  | { readonly kind: "help" }
  | { readonly kind: "list" }
  | { readonly kind: "run"; readonly only: readonly string[]; readonly seed?: string }
  | { readonly kind: "wrong"; readonly message: string };

/** Reads `--only X` (repeated, or separated by commas), `--seed N`, `--list` and `--help`. */
export function parseOptions(args: readonly string[]): Parsed {
  const only: string[] = [];
  let seed: string | undefined;
  for (let at = 0; at < args.length; at += 1) {
    const [name = "", inline] = (args[at] ?? "").split("=", 2);
    if (name === "--help" || name === "-h") return { kind: "help" };
    if (name === "--list") return { kind: "list" };
    if (name !== "--only" && name !== "--seed") {
      return { kind: "wrong", message: `unknown option ${args[at]}; --help lists the known ones` };
    }
    const value = inline ?? args[at + 1];
    if (inline === undefined) at += 1;
    if (value === undefined || value === "") {
      return { kind: "wrong", message: `${name} needs a value` };
    }
    if (name === "--only") only.push(...value.split(","));
    else seed = value;
  }
  if (seed !== undefined && !/^\d{1,15}$/.test(seed)) {
    return { kind: "wrong", message: `--seed takes a number, not ${seed}` };
  }
  return { kind: "run", only, ...(seed === undefined ? {} : { seed }) };
}

type Named = { readonly id: string; readonly group: string };

/** The steps that `only` names by id or group; all when it is empty. Unknown names are told. */
export function selectSteps<T extends Named>(
  steps: readonly T[],
  only: readonly string[],
): { readonly steps: readonly T[]; readonly unknown: readonly string[] } {
  const names = new Set(steps.flatMap(({ id, group }) => [id, group]));
  const unknown = only.filter((name) => !names.has(name));
  const wanted = new Set(only);
  const chosen = steps.filter(({ id, group }) => wanted.has(id) || wanted.has(group));
  return { steps: only.length === 0 ? steps : chosen, unknown };
}
