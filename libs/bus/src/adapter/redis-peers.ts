/**
 * Links between engines over Redis, for networks in which engines cannot reach each other: streams
 * of signed envelopes (../envelope). An engine has a name of its own there for the other engines,
 * beside the one for gateways; which of two opens the stream follows from their names.
 *
 * Bound: ENGINES_MAX engines are dialed; more are refused with an error.
 */

import { OperatorError } from "@ambon/kernel/operator-error";
import type { PeerWord } from "../peer/peer-words.ts";
import { ENGINES_MAX } from "./connect-gateway.ts";
import { PEERS } from "./link-service.ts";
import { opensLink, PeerEnd, type PeerEndOptions, type PeersEnd, peerRefusal } from "./peer-end.ts";
import { RedisDial } from "./redis-dial.ts";
import { RedisDoor } from "./redis-door.ts";
import { ANSWERING_PEER, DIALING_PEER } from "./redis-pump.ts";
import { RedisStreams } from "./redis-streams.ts";

export interface RedisPeersOptions extends PeerEndOptions {
  readonly url: string;
}

const PREFIX = "peer:";

/** Where an engine is spoken to by other engines. */
export const peerAddress = (engine: string): string => `${PREFIX}${engine}`;

const engineAt = (address: string): string | undefined =>
  address.startsWith(PREFIX) ? address.slice(PREFIX.length) : undefined;

/** Links come up by and by, once somebody listens and watches the bus, whenever Redis is there. */
export const redisPeers = (options: RedisPeersOptions): PeersEnd => {
  const { engineId: self, random } = options;
  const peers = new PeerEnd(options);
  const { end, bonds } = peers;
  const dials = new Map<string, RedisDial<PeerWord, PeerWord>>();
  const streams: RedisStreams = new RedisStreams({
    ...options,
    self: peerAddress(self),
    keys: end.keys,
    onEvent: (event) => (dials.get(engineAt(event.peer) ?? "") ?? door).take(event),
    onCarrier: (isHere) => {
      for (const dial of dials.values()) dial.carrier(isHere);
    },
  });
  const door = new RedisDoor(end, streams, {
    self,
    service: PEERS,
    codec: ANSWERING_PEER,
    peerAt: (address) => {
      const engine = engineAt(address);
      return engine !== undefined && peerRefusal(self, engine) === undefined ? engine : undefined;
    },
  });
  const connectTo = (id: string): void => {
    if (!opensLink(self, id) || dials.has(id)) return;
    if (dials.size >= ENGINES_MAX) {
      throw new OperatorError(`More than ${ENGINES_MAX} engines: take some out of AMBON_ENGINES.`);
    }
    const dialed = { id, address: peerAddress(id), self, service: PEERS, codec: DIALING_PEER };
    dials.set(id, new RedisDial(end, streams, { ...dialed, random }));
  };
  const forget = (id: string): void => {
    void dials.get(id)?.stop("forgotten");
    dials.delete(id);
  };
  const shut = async (farewell: "shutdown" | "restart"): Promise<void> => {
    bonds.close();
    const stopped = [...dials.values()].map((dial) => dial.stop(farewell));
    await Promise.all([...stopped, door.close(farewell)]);
    peers.stop();
    await streams.close();
  };
  let closing: Promise<void> | null = null;
  const close = (farewell: "shutdown" | "restart" = "shutdown"): Promise<void> => {
    closing ??= shut(farewell);
    return closing;
  };
  return { bus: bonds, connectTo, forget, links: () => end.links(), close };
};
