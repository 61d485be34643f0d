/** Talking to those who are near: say, whisper, emote, shout; and what all talk has in common. */

import type { PackageName } from "@ambon/data/packages";
import type { PlayerId } from "@ambon/kernel/ids";
import { stripUnsafe } from "@ambon/kernel/sanitize";
import { named, styled, text } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import type { ZoneContext } from "../context.ts";
import { pickOne } from "../find.ts";
import type { Speaker } from "../message.ts";
import { ignoring, refuse, tell, toRoom, toZone } from "../output.ts";
import type { MobState, PlayerEntity } from "../state.ts";
import { dataReaders, wants } from "../subscriptions.ts";
import { MobName, playerName } from "./naming.ts";

/** Names of the streams of talk, as `Comm.Channel.Text` and `mute` know them. */
export const CHANNELS = ["say", "tell", "group", "shout", "gossip"] as const;
export type Channel = (typeof CHANNELS)[number];

const MAX_TALK_CHARS = 500;
/** One gossip or shout per player in this time; staff are exempt. */
const CALL_PAUSE_MS = 2000;
const TEXT_PACKAGE: PackageName = "Comm.Channel.Text";

export const speakerOf = (who: PlayerEntity): Speaker => {
  const { id, name, staff } = who.state;
  return { id, name, staff };
};

export const quoted = (words: string): Inline => styled("quote", `"${words}"`);

/** The words as they may be passed on; undefined when they were refused, with the reason told. */
export const cleanTalk = (z: ZoneContext, me: PlayerEntity, raw: string): string | undefined => {
  const words = stripUnsafe(raw).trim();
  if (words === "") refuse(z, me, "There is nothing in that to be heard.");
  else if (words.length > MAX_TALK_CHARS) {
    refuse(z, me, `That is too long: at most ${MAX_TALK_CHARS} characters at a time.`);
  } else return words;
  return undefined;
};

/** The line as data, for those of `to` but not `except` who subscribed. */
export const channelData = (
  z: ZoneContext,
  to: readonly PlayerId[],
  channel: Channel,
  talker: string,
  line: string,
  except: readonly PlayerId[] = [],
): void => {
  const listeners = dataReaders(z, to)
    .filter((who) => wants(who, TEXT_PACKAGE) && !except.includes(who.state.id))
    .map((who) => who.state.id);
  if (listeners.length === 0) return;
  const value = { channel, talker, text: line };
  z.emit({ e: "data", to: listeners, package: TEXT_PACKAGE, value });
};

/** Those of `audience` who have muted the channel. */
export const muting = (
  z: ZoneContext,
  audience: readonly PlayerId[],
  channel: Channel,
): PlayerId[] => audience.filter((id) => z.player(id)?.state.settings.muted.includes(channel));

/** Those in the zone who do not hear this speaker on this channel, in order. */
export const deafTo = (z: ZoneContext, channel: Channel, speaker: Speaker): PlayerId[] => {
  const all = [...z.state.players.keys()].sort();
  return all.filter(
    (id) =>
      id === speaker.id ||
      ignoring(z, [id], speaker).length > 0 ||
      muting(z, [id], channel).length > 0,
  );
};

const without = (all: readonly PlayerId[], some: readonly PlayerId[]): PlayerId[] => {
  const gone = new Set(some);
  return all.filter((id) => !gone.has(id));
};

/** A mob that is spoken of answers with one of its sayings. */
const mobAnswers = (z: ZoneContext, room: string, words: string): void => {
  const { mobs } = z.room(room);
  if (mobs.length === 0) return;
  const spoken = words.toLowerCase().split(/[^\p{L}\p{N}']+/u);
  const called = (mob: MobState): boolean => {
    const { keywords, sayings } = z.mobDef(mob);
    return (
      mob.target === null &&
      sayings.length > 0 &&
      keywords.some((keyword) => spoken.includes(keyword.toLowerCase()))
    );
  };
  const mob = mobs.flatMap((id) => z.mob(id) ?? []).find(called);
  if (mob === undefined) return;
  const { sayings } = z.mobDef(mob);
  const answer = sayings[z.roll("words", 0, sayings.length - 1)] as string;
  toRoom(z, room, "chat", text(MobName(z, mob), " says, ", quoted(answer)));
};

/** To everyone in the room. */
export const say = (z: ZoneContext, me: PlayerEntity, raw: string): void => {
  const words = cleanTalk(z, me, raw);
  if (words === undefined) return;
  const { id, name, room } = me.state;
  const { players } = z.room(room);
  const except = [id, ...ignoring(z, players, me.state)];
  tell(z, me, "chat", "You say, ", quoted(words));
  toRoom(z, room, "chat", text(playerName(me), " says, ", quoted(words)), { except });
  channelData(z, [id], "say", name, `You say, "${words}"`);
  channelData(z, players, "say", name, `${name} says, "${words}"`, except);
  mobAnswers(z, room, words);
};

/** Another player in the same room, by (the beginning of) the name; undefined = refused. */
export const playerHere = (
  z: ZoneContext,
  me: PlayerEntity,
  typed: string,
): PlayerEntity | undefined => {
  const others = z.room(me.state.room).players.flatMap((id) => z.player(id) ?? []);
  const found = pickOne(typed, others, (one) => [one.state.name]);
  if (found === undefined) refuse(z, me, `There is nobody called "${shortName(typed)}" here.`);
  return found;
};

/** A typed name as it may be shown again. */
export const shortName = (typed: string): string => {
  const clean = stripUnsafe(typed).trim();
  return clean.length > 30 ? `${clean.slice(0, 30).toWellFormed()}…` : clean;
};

/** To one person in the room; the others see that something was whispered. */
export const whisper = (z: ZoneContext, me: PlayerEntity, typed: string, raw: string): void => {
  const words = cleanTalk(z, me, raw);
  if (words === undefined) return;
  const who = playerHere(z, me, typed);
  if (who === undefined) return;
  if (who === me) return refuse(z, me, "You mutter to yourself. Nobody notices.");
  const ids = [me.state.id, who.state.id];
  tell(z, me, "tell", "You whisper to ", playerName(who), ", ", quoted(words));
  if (ignoring(z, [who.state.id], me.state).length === 0) {
    tell(z, who, "tell", playerName(me), " whispers to you, ", quoted(words));
  }
  const rest = text(playerName(me), " whispers to ", playerName(who), ".");
  const deaf = ignoring(z, without(z.room(me.state.room).players, ids), me.state);
  toRoom(z, me.state.room, "chat", rest, { except: [...ids, ...deaf] });
};

/** "Mira waves." to everyone in the room, the actor included. */
export const emote = (z: ZoneContext, me: PlayerEntity, raw: string): void => {
  const words = cleanTalk(z, me, raw);
  if (words === undefined) return;
  const gap = words.startsWith("'") ? "" : " ";
  const stop = /[\p{L}\p{N}]$/u.test(words) ? "." : "";
  const { id, room } = me.state;
  const except = ignoring(z, without(z.room(room).players, [id]), me.state);
  toRoom(z, room, "emote", text(playerName(me), `${gap}${words}${stop}`), { except });
};

/** True when this player may call out again now; arms the pause, or refuses. */
export const mayCall = (z: ZoneContext, me: PlayerEntity): boolean => {
  if (me.state.staff) return true;
  if (z.nowMs < (me.live.talkAfterMs ?? 0)) {
    refuse(z, me, "Take a breath before you call out again.");
    return false;
  }
  z.setLive(me, "talkAfterMs", z.nowMs + CALL_PAUSE_MS);
  return true;
};

/** To everyone in the zone who wants to hear it, but not the speaker. */
export const toListeners = (
  z: ZoneContext,
  channel: "shout" | "gossip",
  speaker: Speaker,
  words: string,
): void => {
  const except = deafTo(z, channel, speaker);
  const label = styled("channel", `${channel}s`);
  const name = named("player", speaker.name);
  toZone(z, "chat", text(name, " ", label, ", ", quoted(words)), except);
  const all = [...z.state.players.keys()].sort();
  const heard = `${speaker.name} ${channel}s, "${words}"`;
  channelData(z, without(all, except), channel, speaker.name, heard);
};

/** The speaker's own line on a channel. */
export const ownLine = (
  z: ZoneContext,
  me: PlayerEntity,
  channel: "shout" | "gossip",
  words: string,
): void => {
  tell(z, me, "chat", "You ", styled("channel", channel), ", ", quoted(words));
  channelData(z, [me.state.id], channel, me.state.name, `You ${channel}, "${words}"`);
};

/** Heard in the whole zone. */
export const shout = (z: ZoneContext, me: PlayerEntity, raw: string): void => {
  const words = cleanTalk(z, me, raw);
  if (words === undefined || !mayCall(z, me)) return;
  ownLine(z, me, "shout", words);
  toListeners(z, "shout", speakerOf(me), words);
};
