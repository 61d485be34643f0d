/** Presents: things and gold from one player to another, at once and without anything in return. */

import type { ZoneContext } from "../context.ts";
import { pickOne } from "../find.ts";
import { act, ignoring, refuse } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { changeGold, freeHands } from "./carry.ts";
import { letGo, pay, receive } from "./hands.ts";
import { MobName, playerName } from "./naming.ts";
import { goldToGive, parseGold, pickItems, saidItems } from "./targets.ts";

/** Another player in the room; undefined after telling why there is none. */
export const partnerHere = (
  z: ZoneContext,
  me: PlayerEntity,
  typed: string,
  mobSays: string,
): PlayerEntity | undefined => {
  const here = z.room(me.state.room);
  const players = here.players.flatMap((id) => z.player(id) ?? []);
  const who = pickOne(typed, players, (one) => [one.state.name]);
  if (who === me) refuse(z, me, "That would be yourself.");
  else if (who !== undefined) return who;
  else {
    const mobs = here.mobs.flatMap((id) => z.mob(id) ?? []);
    const mob = pickOne(typed, mobs, (one) => z.mobDef(one).keywords);
    if (mob === undefined) refuse(z, me, `There is nobody called "${typed}" here.`);
    else refuse(z, me, MobName(z, mob), ` ${mobSays}`);
  }
  return undefined;
};

const giveGold = (
  z: ZoneContext,
  me: PlayerEntity,
  who: PlayerEntity,
  wanted: number | "all" | "some",
): void => {
  const amount = goldToGive(wanted, me.state.gold);
  if (typeof amount === "string") return refuse(z, me, amount);
  pay(z, me, amount);
  changeGold(z, who, amount);
  z.classA(me.state.id, who.state.id);
  const said = saidItems(z, [], amount);
  act(z, me, "item", {
    actor: ["You give ", ...said, " to ", playerName(who), "."],
    target: { who, reads: [playerName(me), " gives you ", ...said, "."] },
    rest: [playerName(me), " gives some gold to ", playerName(who), "."],
  });
};

/** `give bread to mira`, `give all.coin mira`, `give 10 gold mira`. */
export const give = (z: ZoneContext, me: PlayerEntity, typed: string, whom: string): void => {
  const who = partnerHere(z, me, whom, "thanks you, but has no need of it.");
  if (who === undefined) return;
  if (ignoring(z, [who.state.id], me.state).length > 0) {
    return refuse(z, me, playerName(who), " does not take anything just now.");
  }
  const found = pickItems(z, typed, me.state.inventory);
  const gold = parseGold(typed);
  if (found.length === 0 && gold !== undefined) return giveGold(z, me, who, gold);
  if (found.length === 0) return refuse(z, me, `You do not carry "${typed}".`);
  const fit = found.slice(0, freeHands(who));
  if (fit.length > 0) {
    for (const item of fit) {
      letGo(z, me, item);
      receive(z, who, item);
    }
    z.classA(me.state.id, who.state.id);
    const said = saidItems(z, fit);
    act(z, me, "item", {
      actor: ["You give ", ...said, " to ", playerName(who), "."],
      target: { who, reads: [playerName(me), " gives you ", ...said, "."] },
      rest: [playerName(me), " gives ", ...said, " to ", playerName(who), "."],
    });
  }
  if (fit.length < found.length) refuse(z, me, playerName(who), " cannot carry any more.");
};
