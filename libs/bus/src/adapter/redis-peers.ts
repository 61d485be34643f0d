/**
 * Links between engines over Redis, for networks in which engines cannot reach each other: streams
 * of signed envelopes (../envelope). An engine has a name of its own there for the other engines,
 * beside the one for gateways; which of two opens the stream follows from their names.
 */

import type { PeerWord } from "../peer/peer-words.ts";
import { Dials } from "./dials.ts";
import { PEERS } from "./link-service.ts";
import { PeerEnd, type PeerEndOptions, type PeersEnd, peerRefusal, peersEnd } from "./peer-end.ts";
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
  const dials = new Dials<RedisDial<PeerWord, PeerWord>>((id) => {
    const dialed = { id, address: peerAddress(id), self, service: PEERS, codec: DIALING_PEER };
    return new RedisDial(end, streams, { ...dialed, random });
  });
  const streams: RedisStreams = new RedisStreams({
    ...options,
    self: peerAddress(self),
    keys: end.keys,
    onEvent: (event) => (dials.get(engineAt(event.peer) ?? "") ?? door).take(event),
    onCarrier: (isHere) => {
      for (const dial of dials.all()) dial.carrier(isHere);
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
  const shut = async (farewell: "shutdown" | "restart"): Promise<void> => {
    bonds.close();
    await Promise.all([dials.stop(farewell), door.close(farewell)]);
    peers.stop();
    await streams.close();
  };
  return peersEnd(self, peers, dials, shut);
};
