/** Letters as other engines and zones send them, and what zones were given of them. */

import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import { playerId, zoneId } from "@ambon/kernel/ids";
import type { Letter, PeerFrame } from "../cluster/peer-frame.ts";
import type { TestCluster } from "./test-cluster.ts";

let step = 0;

/** Of a zone elsewhere, for Anna unless something else is said; each with an id of its own. */
export const letter = (text: string, to: Partial<Letter> = {}): Letter => {
  step += 1;
  return {
    p: "message",
    id: { zone: zoneId("far", 1), epoch: 1, step, index: 0 },
    player: playerId("1"),
    zone: null,
    sender: null,
    name: "anna",
    body: { m: "notice", text, error: false },
    ...to,
  };
};

/** What an engine hears of another one. */
export const hears = (
  cluster: TestCluster,
  engine: string,
  from: string,
  ...frames: readonly PeerFrame[]
): void => {
  cluster.engine(engine).feed({ in: "peers", engine: from, frames });
};

/** Words of the mail that a zone of this engine was given, with who arrived before and between. */
export const mailIn = (
  cluster: TestCluster,
  engine: string,
  zone: ZoneId,
): readonly (string | PlayerId)[] =>
  (cluster.engine(engine).zones.get(zone)?.seen ?? []).flatMap((input) => {
    if (input.i === "arrive") return [`<${input.state.name}>`];
    if (input.i !== "message" && input.i !== "undeliverable") return [];
    return "text" in input.body ? [input.body.text] : [];
  });
