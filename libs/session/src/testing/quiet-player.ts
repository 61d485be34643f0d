/** Somebody who plays at a gateway over a fake engine, and what such an engine says and gets. */

import type { EdgeSettings, EngineFrame } from "@ambon/bus/frames";
import { text } from "@ambon/markup/build";
import type { GatewayRig, Peer } from "./gateway-rig.ts";

export const chat = (words: string, ...channels: number[]): EngineFrame => ({
  f: "output",
  channels,
  class: "chat",
  markup: text(words),
});

export const settings = (channel: number, changes: Partial<EdgeSettings> = {}): EngineFrame => ({
  f: "settings",
  channel,
  settings: { colour: false, screenReader: false, prompt: "%h> ", muted: [], ...changes },
});

/** Logged in, colours off, nothing said yet. */
export const quietPlayer = (rig: GatewayRig, name = "Mira"): Peer => {
  const peer = rig.player(name);
  rig.frames(settings(peer.channel));
  peer.taken();
  rig.engine.got.length = 0;
  return peer;
};

export const linesOf = (rig: GatewayRig): (readonly [number, string])[] =>
  rig.engine.of("input").map(({ inputSeq, line }) => [inputSeq, line] as const);
