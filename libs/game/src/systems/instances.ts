/**
 * Instances of a zone, as players see them. Which there are the engine knows: it is asked by a
 * query and answers with an input. Whoever goes to another instance leaves this zone like through a
 * border, and never out of a fight or a trade.
 */

import { instanceOf, type ZoneId } from "@ambon/kernel/ids";
import { line, styled, table, text } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import type { ZoneContext } from "../context.ts";
import type { InputBody, InstanceLine } from "../input.ts";
import { refuse, show, tell, toRoom } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { nextAttacker } from "./fight.ts";
import { followersOf } from "./movement.ts";
import { playerName } from "./naming.ts";
import { transferOut } from "./presence.ts";

type Answer = Extract<InputBody, { i: "instances" }>;

const ASK_FOR_NUMBER = "After instance comes the number of one, or nothing to see them all.";

/** `instance` and `instance 2`. */
export const instanceCommand = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const player = me.state.id;
  if (typed === "") return z.emit({ e: "query", query: "instances", player });
  if (!/^\d{1,4}$/.test(typed)) return refuse(z, me, ASK_FOR_NUMBER);
  const busy = whyBusy(z, me);
  if (busy !== undefined) return refuse(z, me, busy);
  z.emit({ e: "query", query: "instances", player, to: Number(typed) });
};

/** Why this player should not be moved now; undefined = it is a quiet moment. */
const whyBusy = (z: ZoneContext, who: PlayerEntity): string | undefined => {
  if (who.live.target !== null || nextAttacker(z, who) !== undefined) {
    return "You are fighting! Nobody changes the instance out of a fight.";
  }
  return who.live.tradeWith === null ? undefined : "End your trade first, or break it off.";
};

export const showInstances = (z: ZoneContext, me: PlayerEntity, answer: Answer): void => {
  const { instances, problem } = answer;
  const name = z.zoneDef?.name ?? "This place";
  if (problem !== undefined) return refuse(z, me, PROBLEMS[problem]);
  const here = instanceOf(z.state.zone);
  const own = instances.find(({ number }) => number === here);
  if (instances.length < 2) {
    const players = own?.players ?? 1;
    const people = players === 1 ? "you alone are in it" : `${players} people are in it`;
    return tell(z, me, "system", `There is one instance of ${name}, and ${people}.`);
  }
  const columns = [
    { label: "Instance" },
    { label: "People", align: "right" as const },
    { label: "" },
  ];
  const rows = instances.map((one) => rowOf(one, here));
  const how = styled("key", "instance NUMBER");
  show(z, me, "system", [
    table(`${name} in ${instances.length} instances`, columns, rows),
    line("To go into another one type ", how, "."),
  ]);
};

const rowOf = (one: InstanceLine, here: number): readonly (readonly Inline[])[] => {
  const marks = [...(one.number === here ? ["you"] : []), ...(one.isOpen ? [] : ["closing"])];
  return [[String(one.number)], [String(one.players)], [marks.join(", ")]];
};

const PROBLEMS: Readonly<Record<NonNullable<Answer["problem"]>, string>> = {
  none: "There is no such instance. Type instance to see which there are.",
  here: "You are in that instance already.",
  closing: "That instance is closing. Nobody goes in any more.",
  full: "That instance is full.",
};

/** `to` null: this instance closes, and nobody is moved who is busy. */
export const switchInstance = (z: ZoneContext, who: PlayerEntity, to: ZoneId | null): void => {
  const busy = whyBusy(z, who);
  if (busy !== undefined) {
    if (to !== null) refuse(z, who, busy);
    return;
  }
  const followers = to === null ? [] : followersOf(z, who);
  goOver(z, who, to);
  for (const follower of followers) {
    if (whyBusy(z, follower) !== undefined) continue;
    tell(z, follower, "movement", "You follow ", playerName(who), ".");
    goOver(z, follower, to);
  }
};

const goOver = (z: ZoneContext, who: PlayerEntity, to: ZoneId | null): void => {
  const { room, id } = who.state;
  const name = z.zoneDef?.name ?? "this place";
  const words =
    to === null
      ? `So few are left here that this instance of ${name} closes. You go on in another.`
      : `You go over into instance ${instanceOf(to)} of ${name}.`;
  tell(z, who, "system", words);
  toRoom(z, room, "movement", text(playerName(who), " fades from view."), { except: [id] });
  transferOut(z, who, room, null, to ?? undefined);
};
