/** Telling players things: one effect per audience, never one per receiver. */

import type { PlayerId } from "@ambon/kernel/ids";
import { text } from "@ambon/markup/build";
import type { Inline, Markup, OutputClass } from "@ambon/markup/tree";
import { TOUCH, type ZoneContext } from "./context.ts";
import type { PlayerEntity } from "./state.ts";

/** One line to one player. */
export const tell = (
  z: ZoneContext,
  who: PlayerEntity,
  cls: OutputClass,
  ...kids: readonly Inline[]
): void => show(z, who, cls, text(...kids));

/** Any markup to one player. */
export const show = (z: ZoneContext, who: PlayerEntity, cls: OutputClass, markup: Markup): void => {
  z.emit({ e: "output", to: [who.state.id], class: cls, markup });
  z.touch(who, TOUCH.prompt);
};

/** "You cannot do that": always class error, never a state change. */
export const refuse = (z: ZoneContext, who: PlayerEntity, ...kids: readonly Inline[]): void =>
  tell(z, who, "error", ...kids);

/** True if nobody of `to` is left. */
const isNobody = (to: readonly PlayerId[], except: readonly PlayerId[]): boolean => {
  for (const id of to) if (!except.includes(id)) return false;
  return true;
};

export interface RoomOutput {
  readonly except?: readonly PlayerId[];
  /** A shorter telling for those who asked for brevity. */
  readonly brief?: Markup;
}

/** To everyone in a room but `except`; nothing at all when nobody is left. */
export const toRoom = (
  z: ZoneContext,
  room: string,
  cls: OutputClass,
  markup: Markup,
  options: RoomOutput = {},
): void => {
  const to = z.room(room).players;
  const except = options.except ?? [];
  if (isNobody(to, except)) return;
  z.emit({
    e: "output",
    to,
    class: cls,
    markup,
    ...(except.length > 0 ? { except } : {}),
    ...(options.brief === undefined ? {} : { brief: options.brief }),
  });
};

/** To everyone in the zone but `except`. */
export const toZone = (
  z: ZoneContext,
  cls: OutputClass,
  markup: Markup,
  except: readonly PlayerId[] = [],
): void => {
  const to = [...z.state.players.keys()].sort();
  if (isNobody(to, except)) return;
  z.emit({ e: "output", to, class: cls, markup, ...(except.length > 0 ? { except } : {}) });
};

/** An act in a room: what the actor, the target and the rest read. */
export const act = (
  z: ZoneContext,
  actor: PlayerEntity,
  cls: OutputClass,
  parts: {
    readonly actor: readonly Inline[];
    readonly target?: { readonly who: PlayerEntity; readonly reads: readonly Inline[] };
    readonly rest: readonly Inline[];
  },
): void => {
  tell(z, actor, cls, ...parts.actor);
  const except = [actor.state.id];
  if (parts.target !== undefined) {
    tell(z, parts.target.who, cls, ...parts.target.reads);
    except.push(parts.target.who.state.id);
  }
  toRoom(z, actor.state.room, cls, text(...parts.rest), { except });
};

const NONE: readonly string[] = [];

/** Those of `audience` who ignore `speaker`; staff cannot be ignored. */
export const ignoring = (
  z: ZoneContext,
  audience: readonly PlayerId[],
  speaker: { readonly name: string; readonly staff: boolean },
): PlayerId[] => {
  if (speaker.staff) return [];
  const name = speaker.name.toLowerCase();
  const deaf: PlayerId[] = [];
  for (const id of audience) {
    const ignores = z.player(id)?.state.ignores ?? NONE;
    if (ignores.length > 0 && ignores.includes(name)) deaf.push(id);
  }
  return deaf;
};
