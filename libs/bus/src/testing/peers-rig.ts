/** Engines of one cluster that are linked over real sockets, in one process, for tests. */

import { silentMetrics } from "@ambon/kernel/ports";
import { type ConnectPeersEnd, connectPeers } from "../adapter/connect-peers.ts";
import type { PeerEndOptions } from "../adapter/peer-end.ts";
import type { PeersHarness } from "../contract/peers.contract.ts";
import { EventLog, engineEnd, SECRET } from "./connect-rig.ts";

let boots = 0;

/** What each engine's end needs, with a nonce of its own. */
export const peerOptions = (engineId: string): PeerEndOptions => {
  boots += 1;
  return {
    engineId,
    boot: `boot${boots}`,
    random: () => 0,
    secret: SECRET,
    clock: { nowMs: () => Date.now() },
    metrics: silentMetrics,
    log: new EventLog(),
  };
};

export interface RunningPeer {
  readonly end: ConnectPeersEnd;
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** One engine with its port; it is told of nobody. */
export const connectPeer = async (
  engineId: string,
  options: Partial<PeerEndOptions> = {},
  port = 0,
): Promise<RunningPeer> => {
  const all = { ...peerOptions(engineId), ...options };
  const end = connectPeers(all);
  const server = await engineEnd({ ...all, port, routes: (router) => end.routes(router) });
  return {
    end,
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    close: async () => {
      await end.close();
      await server.close();
    },
  };
};

/** A cluster for the contract. */
export const connectHarness = async (): Promise<PeersHarness> => {
  const running = new Map<string, RunningPeer>();
  const stop = async (engine: string): Promise<void> => {
    await running.get(engine)?.close();
    running.delete(engine);
  };
  return {
    start: async (engine) => {
      const peer = await connectPeer(engine);
      for (const [name, other] of running) {
        peer.end.connectTo(name, other.url);
        other.end.connectTo(engine, peer.url);
      }
      running.set(engine, peer);
      return peer.end.bus;
    },
    stop,
    close: async () => {
      for (const engine of [...running.keys()]) await stop(engine);
    },
  };
};
