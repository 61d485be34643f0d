/**
 * What may have become of a counting player's lines by a fault, and what may not. The ledger says
 * what is told and whether it adds up; here stands when it may be so.
 */

import type { Findings } from "./tally-ledger.ts";
import type { Excuse } from "./tally-lines.ts";

/** What is lost by a fault, and when it was. */
export interface Blow {
  /** The engine is lost: what is not saved is undone, at most `windowMs` of it. */
  readonly windowMs?: number | undefined;
  /** The player's connection ended. */
  readonly isCut: boolean;
  readonly beginMs: number;
  /** From then on the engine certainly did nothing any more. */
  readonly endMs: number;
}

/** Sentences about all that may not be, none when all is well. */
export const verdictOn = (found: Findings, blow: Blow): string[] => [
  ...found.problems,
  ...wrongInterruptions(found, blow),
  ...wrongLosses(found, blow),
  ...wrongUnseen(found, blow),
];

const wrongInterruptions = ({ interruptions }: Findings, { windowMs }: Blow): string[] =>
  interruptions > 0 && windowMs === undefined
    ? ["was told of an interruption, and no engine was lost"]
    : [];

const wrongLosses = ({ losses }: Findings, { windowMs, beginMs }: Blow): string[] => {
  const wrong: string[] = [];
  if (losses.length > (windowMs === undefined ? 0 : 1)) {
    wrong.push(`undone ${JSON.stringify(losses)}`);
  }
  for (const { from, to, answeredMs } of losses) {
    // A line is older than its answer: what is too old by that is too old.
    const ageMs = Math.round(beginMs - (answeredMs ?? beginMs));
    if (windowMs === undefined || ageMs <= windowMs) continue;
    wrong.push(`lines ${from} to ${to} are undone, ${ageMs} ms old`);
  }
  return wrong;
};

const wrongUnseen = ({ unseen, dropped }: Findings, { windowMs, isCut, endMs }: Blow): string[] => {
  const wrong: string[] = [];
  const tell = (n: number, what: string): void =>
    void wrong.push(`line ${n} was applied and not shown: ${what}`);
  for (const { n, typedMs, excuse } of unseen) {
    const mayBe: Readonly<Record<Excuse, boolean>> = {
      interrupted: windowMs !== undefined && typedMs <= endMs,
      "logged in anew": isCut,
      refreshed: true,
      "left out": true,
    };
    if (!mayBe[excuse]) tell(n, `${excuse}, typed ${Math.round(typedMs - endMs)} ms after the end`);
  }
  if (dropped > 0 && !isCut) wrong.push(`${dropped} lines are lost without a lost connection`);
  return wrong;
};
