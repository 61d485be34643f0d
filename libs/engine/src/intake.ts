/**
 * First phase of a tick: what came in. Frames are sorted to their sessions at once; lines wait in
 * the session's queue until the drain hands them to zones, one per session and round, at most
 * LINES_PER_TICK and only while the host's clock allows. What was handed over is what is recorded.
 */

import type { GatewayFrame } from "@ambon/bus/frames";
import { readRequest } from "@ambon/data/requests";
import { SOURCE } from "@ambon/game/input";
import { unreachable } from "@ambon/kernel/assert";
import { callAccounts } from "./accounts-flow.ts";
import { attach } from "./attach.ts";
import type { EngineContext } from "./context.ts";
import { detach, dropLink } from "./detach.ts";
import type { EngineSession } from "./engine-session.ts";
import type { ChannelHolder, GatewayLink } from "./gateway-link.ts";
import { resume, takeAck } from "./resume.ts";

export const LINES_PER_TICK = 1000;
/** The clock is read once per so many lines. */
const CLOCK_EVERY_LINES = 32;
/** Names a socket may subscribe to; more are cut off. */
const PACKAGES_MAX = 64;

export const takeFrames = (
  c: EngineContext,
  gateway: string,
  frames: readonly GatewayFrame[],
): void => {
  const link = c.outbox.link(gateway);
  for (const frame of frames) takeFrame(c, link, frame);
};

export const takeLink = (c: EngineContext, gateway: string, up: boolean): void => {
  if (up) c.outbox.link(gateway);
  else if (!dropLink(c, gateway)) return;
  c.options.log.event("info", up ? "gateway_up" : "gateway_down", { gateway });
};

const takeFrame = (c: EngineContext, link: GatewayLink, frame: GatewayFrame): void => {
  switch (frame.f) {
    case "account":
      callAccounts(c, link, frame);
      return;
    case "attach":
      attach(c, link, frame);
      return;
    case "resume":
      resume(c, link, frame);
      return;
    case "input":
    case "subscribe":
    case "request":
    case "edgeSetting":
    case "ack":
    case "detach": {
      const holder = link.channels.get(frame.channel);
      // A frame that crossed our `close` on its way is normal and means nothing any more.
      if (holder !== undefined) takeChannelFrame(c, holder, frame);
      return;
    }
    default:
      unreachable(frame);
  }
};

type ChannelFrame = Extract<
  GatewayFrame,
  { f: "input" | "subscribe" | "request" | "edgeSetting" | "ack" | "detach" }
>;

const takeChannelFrame = (c: EngineContext, holder: ChannelHolder, frame: ChannelFrame): void => {
  if (frame.f === "detach") {
    detach(c, holder);
    return;
  }
  if (holder.is === "session") {
    takeSessionFrame(c, holder.session, frame);
    return;
  }
  const { joining } = holder;
  if (frame.f === "subscribe") joining.packages = frame.packages.slice(0, PACKAGES_MAX);
  if (frame.f === "edgeSetting") joining.edge = { ...joining.edge, ...settingsOf(frame) };
};

type EdgeSetting = Extract<GatewayFrame, { f: "edgeSetting" }>;

const settingsOf = (frame: EdgeSetting): { colour?: boolean; screenReader?: boolean } => ({
  ...(frame.colour === undefined ? {} : { colour: frame.colour }),
  ...(frame.screenReader === undefined ? {} : { screenReader: frame.screenReader }),
});

const takeSessionFrame = (
  c: EngineContext,
  session: EngineSession,
  frame: Exclude<ChannelFrame, { f: "detach" }>,
): void => {
  const { playerId: player, slot } = session;
  if (frame.f === "ack") return takeAck(c, session, frame);
  if (session.phase !== "playing") return;
  switch (frame.f) {
    case "input": {
      const { inputSeq, line: text, clientSeq } = frame;
      const line = { inputSeq, text, ...(clientSeq === undefined ? {} : { clientSeq }) };
      const outcome = c.sessions.addLine(session, line);
      if (outcome !== "queued")
        c.options.metrics.count("engine_lines_dropped_total", 1, { outcome });
      return;
    }
    case "subscribe": {
      const packages = frame.packages.slice(0, PACKAGES_MAX);
      session.packages = packages;
      c.input(slot, SOURCE.session, player, { i: "subscribe", player, packages });
      return;
    }
    case "request": {
      // A gateway of another version may know requests that this engine does not.
      const request = readRequest(frame.package, frame.value);
      if (request !== undefined) {
        c.input(slot, SOURCE.session, player, { i: "request", player, ...request });
      }
      return;
    }
    case "edgeSetting":
      c.input(slot, SOURCE.session, player, { i: "edgeSetting", player, ...settingsOf(frame) });
      return;
    default:
      unreachable(frame);
  }
};

/** Hands lines to zones, in turn over the sessions. `withinBudget` reads the host's clock. */
export const drainLines = (c: EngineContext, withinBudget: () => boolean): void => {
  for (let count = 1; count <= LINES_PER_TICK; count += 1) {
    const taken = c.sessions.takeLine();
    if (taken === undefined) return;
    const { session, line } = taken;
    const { playerId: player, slot } = session;
    c.input(slot, SOURCE.session, player, {
      i: "line",
      player,
      text: line.text,
      inputSeq: line.inputSeq,
    });
    slot.unapplied.add(session);
    if (count % CLOCK_EVERY_LINES === 0 && !withinBudget()) return;
  }
};
