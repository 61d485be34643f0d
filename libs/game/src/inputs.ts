/** What each kind of input does to a zone. */

import { limitsWith } from "@ambon/kernel/limits";
import { stripUnsafe } from "@ambon/kernel/sanitize";
import { text } from "@ambon/markup/build";
import { COMMANDS } from "./commands/all.ts";
import { dispatch } from "./commands/dispatch.ts";
import { expandLine } from "./commands/expand.ts";
import { TOUCH, TOUCH_ALL, type ZoneContext } from "./context.ts";
import type { Effect } from "./effect.ts";
import type { Input, InputBody } from "./input.ts";
import { refuse, tell, toZone } from "./output.ts";
import type { PlayerEntity, ZoneState } from "./state.ts";
import { absorb } from "./systems/absorb.ts";
import { sendCommands } from "./systems/help.ts";
import { showInstances, switchInstance } from "./systems/instances.ts";
import { receiveMessage, receiveRoster, receiveUndeliverable } from "./systems/messages.ts";
import { arrive, leaveGame, loseLink, regainLink } from "./systems/presence.ts";
import { answerRequest } from "./systems/requests.ts";

const LIMITS = limitsWith();

/** Handlers run guarded one by one: what one of them breaks is undone alone. */
export type Guarded = (who: PlayerEntity | undefined, run: () => void) => void;

const remember = (z: ZoneContext, who: PlayerEntity, line: string): void => {
  const { history } = who.session;
  if (line === "" || history[history.length - 1] === line) return;
  const lines = history.slice(1 - LIMITS.LINE_HISTORY);
  lines.push(line);
  z.setSession(who, "history", lines);
};

/** The answer comes with a later step, and the prompt with it. */
const isQuestion = (effect: Effect): boolean =>
  effect.e === "query" ||
  effect.e === "order" ||
  (effect.e === "message" && effect.sender !== null);

/** One typed line: up to ALIAS_COMMANDS commands, each on its own feet. */
const typedLine = (
  z: ZoneContext,
  body: Extract<InputBody, { i: "line" }>,
  guarded: Guarded,
): void => {
  const who = z.player(body.player);
  if (who === undefined) return;
  const { aliases } = who.state;
  const line = expandLine(
    stripUnsafe(body.text),
    aliases,
    who.session.history,
    LIMITS.ALIAS_COMMANDS,
  );
  const before = z.effects.length;
  guarded(who, () => {
    z.setPlayer(who, "inputSeq", body.inputSeq);
    if (line.problem !== undefined) refuse(z, who, line.problem);
    remember(z, who, line.remember);
  });
  for (const command of line.commands) {
    if (z.player(body.player) !== who) return;
    guarded(who, () => dispatch(z, COMMANDS, who, command));
  }
  if (z.player(body.player) !== who) return;
  if (line.cut) {
    guarded(who, () =>
      refuse(z, who, `Only the first ${LIMITS.ALIAS_COMMANDS} commands were run.`),
    );
  }
  if (!z.effects.slice(before).some(isQuestion)) z.touch(who, TOUCH.prompt);
};

const change = <K extends keyof ZoneState>(z: ZoneContext, key: K, value: ZoneState[K]): void =>
  z.mutations.set(z.state as ZoneState, key, value);

const edgeSetting = (
  z: ZoneContext,
  who: PlayerEntity,
  body: Extract<InputBody, { i: "edgeSetting" }>,
): void => {
  const settings = {
    ...who.state.settings,
    ...(body.colour === undefined ? {} : { colour: body.colour }),
    ...(body.screenReader === undefined ? {} : { screenReader: body.screenReader }),
  };
  z.setPlayer(who, "settings", settings);
  z.emit({ e: "settings", to: who.state.id, settings });
};

const forPlayer = (z: ZoneContext, body: InputBody): PlayerEntity | undefined =>
  "player" in body && body.player !== null ? z.player(body.player) : undefined;

const runBody = (z: ZoneContext, body: InputBody, who: PlayerEntity | undefined): void => {
  switch (body.i) {
    case "arrive":
      return arrive(z, body);
    case "linkLost":
      return loseLink(z, body.player);
    case "linkBack":
      return regainLink(z, body.player, body);
    case "message":
      return receiveMessage(z, body);
    case "undeliverable":
      return receiveUndeliverable(z, body);
    case "roster":
      return receiveRoster(z, body);
    case "absorb":
      return absorb(z, body);
    case "store":
      return change(z, "storeAvailable", body.available);
    case "announce":
      return toZone(z, "system", text(body.text));
    case "line":
    case "reload":
      return;
  }
  if (who === undefined) return;
  switch (body.i) {
    case "subscribe":
      z.setSession(who, "subscriptions", body.packages);
      sendCommands(z, who, COMMANDS);
      return z.touch(who, TOUCH_ALL);
    case "request":
      return answerRequest(z, who, body);
    case "instances":
      return showInstances(z, who, body);
    case "switch":
      return switchInstance(z, who, body.to);
    case "remove":
      return leaveGame(z, who, "removed", body.reason);
    case "orderResult":
      return tell(z, who, body.ok ? "staff" : "error", body.text);
    case "edgeSetting":
      return edgeSetting(z, who, body);
    case "setStaff":
      z.setPlayer(who, "staff", body.staff);
      return sendCommands(z, who, COMMANDS);
  }
};

/** Applies one input; never throws, because `guarded` reports and undoes. */
export const applyInput = (z: ZoneContext, input: Input, guarded: Guarded): void => {
  const { body } = input;
  if (body.i === "line") return typedLine(z, body, guarded);
  const who = forPlayer(z, body);
  guarded(who, () => runBody(z, body, who));
};
