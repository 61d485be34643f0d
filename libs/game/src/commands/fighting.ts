/** Fighting. */

import { divCeil, divFloor } from "@ambon/kernel/fixed";
import type { ZoneContext } from "../context.ts";
import { pickOne } from "../find.ts";
import { refuse, tell } from "../output.ts";
import type { MobState, PlayerEntity } from "../state.ts";
import { attack } from "../systems/combat.ts";
import { fleeFrom } from "../systems/flee.ts";
import { MobName } from "../systems/naming.ts";
import type { Command } from "./command.ts";

const mobHere = (z: ZoneContext, me: PlayerEntity, typed: string): MobState | undefined => {
  const mobs = z.room(me.state.room).mobs.flatMap((id) => z.mob(id) ?? []);
  const mob = pickOne(typed, mobs, (one) => z.mobDef(one).keywords);
  if (mob !== undefined) return mob;
  const players = z.room(me.state.room).players.flatMap((id) => z.player(id) ?? []);
  const player = pickOne(typed, players, (one) => [one.state.name]);
  if (player === undefined) refuse(z, me, `There is no "${typed}" here.`);
  else refuse(z, me, "You cannot fight other players.");
  return undefined;
};

/** How a fight would go, by levels and by how many blows each side could take. */
const verdict = (me: PlayerEntity, mob: MobState, level: number, hurts: number): string => {
  const { derived } = me.live;
  const mine = Math.max(1, divFloor(derived.damageMin + derived.damageMax, 2));
  const toKill = divCeil(mob.hp, mine);
  const toDie = divCeil(me.state.hp, Math.max(1, hurts));
  if (toKill * 4 <= toDie) return "would be no trouble at all";
  if (toKill * 2 <= toDie) return "should be an easy fight";
  if (toKill <= toDie) return level > me.state.level + 2 ? "looks like a gamble" : "looks fair";
  return toKill <= toDie * 2 ? "would probably beat you" : "would be the death of you";
};

const consider = (z: ZoneContext, me: PlayerEntity, mob: MobState): void => {
  const { level, damage } = z.mobDef(mob);
  const hurts = divFloor(damage.min + damage.max, 2);
  const words = verdict(me, mob, level, hurts);
  tell(z, me, "combat", MobName(z, mob), ` (level ${level}) ${words}.`);
};

const MAX_WIMPY = 95;

const setWimpy = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const { wimpyPermille } = me.state;
  if (typed === "") {
    const now =
      wimpyPermille === 0 ? "fight to the end" : `flee below ${divFloor(wimpyPermille, 10)} %`;
    return tell(z, me, "system", `You will ${now}.`);
  }
  const percent = typed === "off" ? 0 : /^\d{1,2}%?$/.test(typed) ? Number.parseInt(typed, 10) : -1;
  if (percent < 0 || percent > MAX_WIMPY) {
    return refuse(z, me, `Give a percentage from 1 to ${MAX_WIMPY}, or off.`);
  }
  z.setPlayer(me, "wimpyPermille", percent * 10);
  const words = percent === 0 ? "You will fight to the end." : `You will flee below ${percent} %.`;
  tell(z, me, "system", words);
};

export const FIGHTING_COMMANDS: readonly Command[] = [
  {
    name: "kill",
    aliases: ["k", "attack", "hit"],
    category: "fighting",
    args: "<whom...>",
    summary: "Attack somebody",
    help: [
      "A fight goes by itself, a round every two seconds, until one side falls or flees. " +
        "`consider` tells beforehand how it might end.",
    ],
    run(z, me, { whom = "" }) {
      const mob = mobHere(z, me, whom);
      if (mob !== undefined) attack(z, me, mob);
    },
  },
  {
    name: "consider",
    aliases: ["con"],
    category: "fighting",
    args: "<whom...>",
    summary: "Judge how a fight would go",
    run(z, me, { whom = "" }) {
      const mob = mobHere(z, me, whom);
      if (mob !== undefined) consider(z, me, mob);
    },
  },
  {
    name: "flee",
    aliases: ["fl"],
    category: "fighting",
    args: "",
    summary: "Try to run from a fight",
    help: ["It may fail. Those you fought remember you for half a minute."],
    run(z, me) {
      if (me.live.target === null) return refuse(z, me, "You are not fighting.");
      fleeFrom(z, me);
    },
  },
  {
    name: "wimpy",
    category: "fighting",
    args: "[percent]",
    summary: "Flee by yourself when your health falls below a percentage",
    help: ["`wimpy 20` flees below a fifth of your health, `wimpy off` fights to the end."],
    run: (z, me, { percent = "" }) => setWimpy(z, me, percent.toLowerCase()),
  },
];
