/** The mix: which commands bots give, and how often, as `look=35,say=25,move=35,who=5`. */

import { suggest } from "@ambon/kernel/did-you-mean";
import { below, type PrngState } from "@ambon/kernel/prng";

export const KINDS = ["look", "say", "move", "who", "fight"] as const;
/** What a bot can do. */
export type Kind = (typeof KINDS)[number];

const MAX_WEIGHT = 1_000_000;

export interface Mix {
  readonly entries: readonly { readonly kind: Kind; readonly weight: number }[];
  readonly total: number;
}

/** Reads a mix; answers a sentence that says what is wrong with it. Weights need not sum to 100. */
export const parseMix = (text: string): Mix | string => {
  const entries: { kind: Kind; weight: number }[] = [];
  for (const part of text.split(",")) {
    const [word = "", weightText = "", ...rest] = part.trim().split("=");
    const kind = KINDS.find((known) => known === word);
    if (kind === undefined) {
      const [near] = suggest(word, KINDS, 1);
      const hint = near === undefined ? `use ${KINDS.join(", ")}` : `did you mean ${near}`;
      return `The mix names "${word}", which no bot can do: ${hint}.`;
    }
    const weight = Number(weightText);
    const isWeight = /^\d+$/.test(weightText) && rest.length === 0 && weight <= MAX_WEIGHT;
    if (!isWeight) return `The mix needs a whole number up to ${MAX_WEIGHT} after "${kind}=".`;
    if (entries.some((entry) => entry.kind === kind)) return `The mix names ${kind} twice.`;
    entries.push({ kind, weight });
  }
  const total = entries.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? "The mix gives every command the weight 0." : { entries, total };
};

/** One command by weight; advances `prng`. */
export const drawKind = (mix: Mix, prng: PrngState): Kind => {
  let rest = below(prng, mix.total);
  for (const { kind, weight } of mix.entries) {
    if (rest < weight) return kind;
    rest -= weight;
  }
  throw new Error("a mix draws below its total");
};

export const hasKind = (mix: Mix, kind: Kind): boolean =>
  mix.entries.some((entry) => entry.kind === kind && entry.weight > 0);
