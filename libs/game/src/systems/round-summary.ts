/**
 * Fights in short: one line a round. Who wants every word reads each blow as it falls. For others,
 * screen readers above all, what befell a fighter between two of its own blows is kept and told
 * with the next one: "You hit for 3 and take 7 in 2 blows." What is left when a fight ends is told
 * then. Both tellings are one output; the edge chooses.
 */

import { styled, text } from "@ambon/markup/build";
import type { Inline, Markup } from "@ambon/markup/tree";
import { TOUCH, type ZoneContext } from "../context.ts";
import type { PlayerEntity, RoundTally } from "../state.ts";

const NOTHING_YET: RoundTally = { taken: 0, blows: 0, dodged: 0 };
/** Shown to nobody: the other telling has it. */
const SILENCE: Markup = [];

export const points = (damage: number): Inline => styled("damage", String(damage));

const emit = (z: ZoneContext, who: PlayerEntity, markup: Markup, brief: Markup): void => {
  z.emit({ e: "output", to: [who.state.id], class: "combat", markup, brief });
  z.touch(who, TOUCH.prompt | TOUCH.status);
};

const timesDodged = (dodged: number): string =>
  dodged === 1 ? "dodge a blow" : `dodge ${dodged} blows`;

/** "take 7", "take 12 in 2 blows", "dodge a blow"; one of them at most: what hurt counts. */
const suffered = ({ taken, blows, dodged }: RoundTally): readonly Inline[] => {
  if (blows > 0) {
    const count = blows === 1 ? [] : [` in ${blows} blows`];
    return ["take ", points(taken), ...count];
  }
  return dodged > 0 ? [timesDodged(dodged)] : [];
};

/** A fighter's own blow; in short with what befell it since its last one. */
export const tellStrike = (
  z: ZoneContext,
  who: PlayerEntity,
  full: readonly Inline[],
  brief: readonly Inline[],
): void => {
  const rest = suffered(who.live.round ?? NOTHING_YET);
  emit(z, who, text(...full), text(...brief, ...(rest.length > 0 ? [" and ", ...rest] : []), "."));
  z.setLive(who, "round", NOTHING_YET);
};

/** A blow against a fighter, dodged without `damage`; in short it waits for the fighter's own. */
export const tellSuffered = (
  z: ZoneContext,
  who: PlayerEntity,
  full: readonly Inline[],
  damage?: number,
): void => {
  const { taken, blows, dodged } = who.live.round ?? NOTHING_YET;
  const next: RoundTally =
    damage === undefined
      ? { taken, blows, dodged: dodged + 1 }
      : { taken: taken + damage, blows: blows + 1, dodged };
  z.setLive(who, "round", next);
  emit(z, who, text(...full), SILENCE);
};

/** The fight is over, or pauses: what has not been told in short is told now. */
export const tellRest = (z: ZoneContext, who: PlayerEntity): void => {
  const rest = suffered(who.live.round ?? NOTHING_YET);
  if (rest.length === 0) return;
  emit(z, who, SILENCE, text("You ", ...rest, "."));
  z.setLive(who, "round", NOTHING_YET);
};
