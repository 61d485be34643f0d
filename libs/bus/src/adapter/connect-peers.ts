/**
 * Links between engines that reach each other: a service on the port that gateways dial, and a dial
 * for each engine whose name is higher. Proofs, TLS, heartbeats and bounds are those of gateways'
 * links (docs/spec/link.md).
 *
 * Bound: ENGINES_MAX engines are dialed; more are refused with an error.
 */

import { OperatorError } from "@ambon/kernel/operator-error";
import type { RpcTls } from "@ambon/wire/adapter/rpc-tls";
import { ClusterService } from "@ambon/wire/gen/ambon/cluster/v1/cluster_pb";
import type { ConnectRouter } from "@connectrpc/connect";
import type { PeerWord } from "../peer/peer-words.ts";
import { ENGINES_MAX } from "./connect-gateway.ts";
import { type DialStatus, LinkDial } from "./link-dial.ts";
import { LinkDoor } from "./link-door.ts";
import { PEERS, typed } from "./link-service.ts";
import { opensLink, PeerEnd, type PeerEndOptions, type PeersEnd, peerRefusal } from "./peer-end.ts";

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
  const dials = new Map<string, LinkDial<PeerWord, PeerWord>>();
  const forget = (id: string): void => {
    void dials.get(id)?.stop("forgotten");
    dials.delete(id);
  };
  const connectTo = (id: string, url: string): void => {
    if (!opensLink(self, id) || dials.get(id)?.url === url) return;
    forget(id);
    if (dials.size >= ENGINES_MAX) {
      throw new OperatorError(`More than ${ENGINES_MAX} engines: take some out of AMBON_ENGINES.`);
    }
    dials.set(id, new LinkDial(end, { ...options, self, service: PEERS, id, url }));
  };
  const shut = async (farewell: "shutdown" | "restart"): Promise<void> => {
    bonds.close();
    const stopped = [...dials.values()].map((dial) => dial.stop(farewell));
    await Promise.all([...stopped, door.close(farewell)]);
    peers.stop();
  };
  let closing: Promise<void> | null = null;
  const close = (farewell: "shutdown" | "restart" = "shutdown"): Promise<void> => {
    closing ??= shut(farewell);
    return closing;
  };
  return {
    bus: bonds,
    connectTo,
    forget,
    links: () => end.links(),
    dials: () => [...dials.values()].map(({ status }) => status),
    routes: (router) =>
      void router.service(ClusterService, {
        peer: (requests, context) =>
          typed("ambon.cluster.v1.PeerResponse", door.open(requests, context)),
      }),
    close,
  };
};
