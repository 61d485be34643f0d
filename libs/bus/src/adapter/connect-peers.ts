/**
 * Links between engines that reach each other: a service on the port that gateways dial, and a dial
 * for each engine whose name is higher. Proofs, TLS, heartbeats and bounds are those of gateways'
 * links (docs/spec/link.md).
 */

import type { RpcTls } from "@ambon/wire/adapter/rpc-tls";
import { ClusterService } from "@ambon/wire/gen/ambon/cluster/v1/cluster_pb";
import type { ConnectRouter } from "@connectrpc/connect";
import type { PeerWord } from "../peer/peer-words.ts";
import { Dials } from "./dials.ts";
import { type DialStatus, LinkDial } from "./link-dial.ts";
import { LinkDoor } from "./link-door.ts";
import { PEERS, typed } from "./link-service.ts";
import { PeerEnd, type PeerEndOptions, type PeersEnd, peerRefusal, peersEnd } from "./peer-end.ts";

export interface ConnectPeersOptions extends PeerEndOptions {
  readonly tls?: RpcTls;
}

export interface ConnectPeersEnd extends PeersEnd {
  /** For the server that gateways dial. */
  routes(router: ConnectRouter): void;
  dials(): readonly DialStatus[];
}

/** Links come up by and by, once somebody listens and watches the bus. */
export const connectPeers = (options: ConnectPeersOptions): ConnectPeersEnd => {
  const { engineId: self } = options;
  const peers = new PeerEnd(options);
  const { end, bonds } = peers;
  const refusal = (peer: string): string | undefined => peerRefusal(self, peer);
  const door = new LinkDoor(end, { ...options, self, service: PEERS, refusal });
  const dials = new Dials<LinkDial<PeerWord, PeerWord>>(
    (id, url) => new LinkDial(end, { ...options, self, service: PEERS, id, url }),
  );
  const shut = async (farewell: "shutdown" | "restart"): Promise<void> => {
    bonds.close();
    await Promise.all([dials.stop(farewell), door.close(farewell)]);
    peers.stop();
  };
  return {
    ...peersEnd(self, peers, dials, shut),
    dials: () => dials.all().map(({ status }) => status),
    routes: (router) =>
      void router.service(ClusterService, {
        peer: (requests, context) =>
          typed("ambon.cluster.v1.PeerResponse", door.open(requests, context)),
      }),
  };
};
