/** One link over one stream of Redis: messages out of the machine as bytes, and bytes into it. */

import { PeerRequestSchema, PeerResponseSchema } from "@ambon/wire/gen/ambon/cluster/v1/cluster_pb";
import { LinkRequestSchema, LinkResponseSchema } from "@ambon/wire/gen/ambon/link/v1/link_pb";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { LinkMessage } from "../link/link-words.ts";
import { sentence } from "./link-end.ts";
import type { LinkPump } from "./link-pump.ts";
import type { RedisStreams } from "./redis-streams.ts";

/** The messages of the two directions differ in nothing but their name. */
export interface PumpCodec {
  encode(message: LinkMessage): Uint8Array;
  /** Throws on bytes that are none. */
  decode(bytes: Uint8Array): LinkMessage;
}

export const DIALING_GATEWAY: PumpCodec = {
  encode: (message) => toBinary(LinkRequestSchema, create(LinkRequestSchema, message)),
  decode: (bytes) => fromBinary(LinkResponseSchema, bytes),
};

export const ANSWERING_ENGINE: PumpCodec = {
  encode: (message) => toBinary(LinkResponseSchema, create(LinkResponseSchema, message)),
  decode: (bytes) => fromBinary(LinkRequestSchema, bytes),
};

export const DIALING_PEER: PumpCodec = {
  encode: (message) => toBinary(PeerRequestSchema, create(PeerRequestSchema, message)),
  decode: (bytes) => fromBinary(PeerResponseSchema, bytes),
};

export const ANSWERING_PEER: PumpCodec = {
  encode: (message) => toBinary(PeerResponseSchema, create(PeerResponseSchema, message)),
  decode: (bytes) => fromBinary(PeerRequestSchema, bytes),
};

/** Until the link is over; then its stream is ended. */
export const drivePump = async <In, Out>(
  streams: RedisStreams,
  stream: string,
  pump: LinkPump<In, Out>,
  codec: PumpCodec,
): Promise<void> => {
  void pump.over.then(() => streams.end(stream));
  for await (const message of pump.messages()) await streams.send(stream, codec.encode(message));
};

/** A message of the peer, which may be anything: it was signed with the secret, no more. */
export const hearBytes = <In, Out>(
  pump: LinkPump<In, Out>,
  bytes: Uint8Array,
  codec: PumpCodec,
): void => {
  let message: LinkMessage;
  try {
    message = codec.decode(bytes);
  } catch (error) {
    pump.close("malformed", `a message that cannot be read: ${sentence(error)}`);
    return;
  }
  pump.hear(message);
};
