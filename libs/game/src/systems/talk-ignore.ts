/** Whom a player does not want to hear. */

import { limitsWith } from "@ambon/kernel/limits";
import { list } from "@ambon/markup/build";
import type { ZoneContext } from "../context.ts";
import { refuse, show, tell } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { capital } from "./naming.ts";
import { shortName } from "./talk.ts";
import { isName } from "./talk-far.ts";

const LIMITS = limitsWith();

export const showIgnores = (z: ZoneContext, me: PlayerEntity): void => {
  const { ignores } = me.state;
  if (ignores.length === 0) return tell(z, me, "system", "You ignore nobody.");
  const names = ignores.map((name) => [capital(name)]);
  show(z, me, "system", [list("You do not hear:", names)]);
};

/** Nothing that this name says is shown any more. */
export const ignore = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const name = typed.toLowerCase();
  const { ignores } = me.state;
  if (!isName(name)) return refuse(z, me, `"${shortName(typed)}" is not a name.`);
  if (name === me.state.name.toLowerCase()) return refuse(z, me, "You cannot help hearing that.");
  if (z.playerNamed(name)?.state.staff === true) return refuse(z, me, "Staff cannot be ignored.");
  if (ignores.includes(name)) return refuse(z, me, `You ignore ${capital(name)} already.`);
  if (ignores.length >= LIMITS.IGNORES) {
    return refuse(z, me, `You ignore ${LIMITS.IGNORES} people already, which is the most.`);
  }
  z.setPlayer(me, "ignores", [...ignores, name]);
  tell(z, me, "system", `You will not hear ${capital(name)} any more.`);
};

export const unignore = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const name = typed.toLowerCase();
  const { ignores } = me.state;
  if (!ignores.includes(name)) return refuse(z, me, `You do not ignore "${shortName(typed)}".`);
  z.setPlayer(
    me,
    "ignores",
    ignores.filter((one) => one !== name),
  );
  tell(z, me, "system", `You hear ${capital(name)} again.`);
};
