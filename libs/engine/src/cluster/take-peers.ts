/** What other engines say, and that they come and go. */

import { unreachable } from "@ambon/kernel/assert";
import type { EngineContext } from "../context.ts";
import { tellCountdown } from "../countdown.ts";
import { beginClosing } from "../instances/keep-instances.ts";
import { takeStartOrder } from "../instances/start-instance.ts";
import { deliver, post } from "../post.ts";
import type { Cluster } from "./cluster.ts";
import { takeOffer } from "./hand-off-in.ts";
import { takeAnswer } from "./hand-off-out.ts";
import type { Letter, PeerFrame } from "./peer-frame.ts";
import { takeClusterOrder } from "./take-order.ts";
import { everything } from "./tell-peers.ts";
import { takeZoneOffer } from "./zone-move-in.ts";
import { takeMoveAnswer } from "./zone-move-out.ts";

/** A link to another engine is there, or is lost. */
export const takePeerLink = (c: EngineContext, engine: string, up: boolean): void => {
  const { cluster } = c;
  if (cluster === null) return;
  c.options.log.event("info", up ? "peer_up" : "peer_down", { engine });
  // A link that came again without having been lost is a new run of that engine.
  cluster.linked.delete(engine);
  cluster.directory.drop(engine);
  for (const { sender: player, name, body } of cluster.unanswered.takeLost(engine)) {
    post(c, { p: "undeliverable", player, name, body, uncertain: true });
  }
  if (!up) return;
  cluster.linked.add(engine);
  cluster.send(engine, everything(c, cluster));
  tellCountdown(c, cluster, engine);
};

export const takePeerFrames = (
  c: EngineContext,
  engine: string,
  frames: readonly PeerFrame[],
): void => {
  const { cluster } = c;
  if (cluster === null || !cluster.linked.has(engine)) return;
  for (const frame of frames) take(c, cluster, engine, frame);
};

const take = (c: EngineContext, cluster: Cluster, engine: string, frame: PeerFrame): void => {
  switch (frame.p) {
    case "all":
    case "zones":
      for (const { id } of frame.zones) c.instances.want(id);
      return cluster.directory.take(engine, frame);
    case "roster":
      return cluster.directory.take(engine, frame);
    case "start":
      return takeStartOrder(c, cluster, frame.zone);
    case "close":
      return beginClosing(c, frame.zone);
    case "ended":
      return c.instances.forget(frame.zone);
    case "message":
      return takeMessage(c, engine, frame);
    case "taken":
      return cluster.unanswered.taken(engine, frame.id);
    case "undeliverable":
      return post(c, frame);
    case "offer":
      return takeOffer(c, cluster, engine, frame.offer);
    case "zone":
      return takeZoneOffer(c, cluster, engine, frame.offer);
    case "answer":
      if (!takeMoveAnswer(c, cluster, frame)) takeAnswer(c, cluster, frame);
      return;
    case "order":
      return takeClusterOrder(c, cluster, engine, frame.order);
    default:
      unreachable(frame);
  }
};

const takeMessage = (c: EngineContext, engine: string, letter: Letter): void => {
  if (letter.player !== null || letter.zone !== null) return post(c, letter, engine);
  for (const slot of c.zones.all()) {
    if (slot.population > 0) deliver(c, slot, { ...letter, zone: slot.id });
  }
};
