/** Anna, who walks from the zone of one engine into that of another. */

import type { EngineFrame } from "@ambon/bus/frames";
import { type TestCluster, twoEngines } from "./test-cluster.ts";

export const caps = { transport: "telnet", screenReader: false, address: "198.51.100.7" } as const;

type Redirect = Extract<EngineFrame, { f: "redirect" }>;

/** The newest that an engine sent to its gateway. */
export const redirectOf = (cluster: TestCluster, name: string): Redirect | undefined =>
  cluster.sent(name).findLast((frame): frame is Redirect => frame.f === "redirect");

/** Anna is in the town at e1, on channel 1. */
export const annaInTown = (cluster = twoEngines()): TestCluster => {
  cluster.engine("e1").attach(1, "1");
  return cluster.ticks(6);
};

/** Her gateway follows the redirect to e2, having taken `received` numbers. */
export const follow = (cluster: TestCluster, received: number, to = "e2"): TestCluster => {
  const { grant } = redirectOf(cluster, "e1") ?? { grant: "" };
  const resume = { f: "resume", channel: 1, sessionId: "s1", token: "t", received, caps } as const;
  cluster.engine(to).frames("g1", { ...resume, grant });
  return cluster.ticks(3);
};
