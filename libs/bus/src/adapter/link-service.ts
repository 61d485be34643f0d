/** What runs over the streams of links: who may be called, and how frames are written. */

import type { Result } from "@ambon/kernel/result";
import { ClusterService } from "@ambon/wire/gen/ambon/cluster/v1/cluster_pb";
import { EngineService } from "@ambon/wire/gen/ambon/link/v1/link_pb";
import { type CallOptions, createClient, type Transport } from "@connectrpc/connect";
import {
  decodeEngineBatch,
  decodeGatewayBatch,
  encodeEngineBatch,
  encodeGatewayBatch,
} from "../frame-codec.ts";
import type { EngineFrame, GatewayFrame } from "../frames.ts";
import type { LinkMessage } from "../link/link-words.ts";
import { decodePeerBatch, encodePeerBatch, type PeerWord } from "../peer/peer-words.ts";

/** As one end sees it. */
export interface LinkService<In, Out> {
  /** Fully qualified, for the proof of the open. */
  readonly method: string;
  readonly encode: (frames: readonly Out[]) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Result<readonly In[], string>;
}

/** As the end sees it that dials. */
export interface DialedService<In, Out> extends LinkService<In, Out> {
  readonly call: (
    transport: Transport,
    messages: AsyncIterable<LinkMessage>,
    options: CallOptions,
  ) => AsyncIterable<LinkMessage>;
}

const LINK_METHOD = "/ambon.link.v1.EngineService/Link";
const PEER_METHOD = "/ambon.cluster.v1.ClusterService/Peer";

/** A gateway's link, as the engine sees it. */
export const GATEWAYS: LinkService<GatewayFrame, EngineFrame> = {
  method: LINK_METHOD,
  encode: encodeEngineBatch,
  decode: decodeGatewayBatch,
};

/** An engine's link, as the gateway sees it. */
export const ENGINES: DialedService<EngineFrame, GatewayFrame> = {
  method: LINK_METHOD,
  encode: encodeGatewayBatch,
  decode: decodeEngineBatch,
  call: (transport, messages, options) =>
    createClient(EngineService, transport).link(
      typed("ambon.link.v1.LinkRequest", messages),
      options,
    ),
};

/** The link between two engines, from either side. */
export const PEERS: DialedService<PeerWord, PeerWord> = {
  method: PEER_METHOD,
  encode: encodePeerBatch,
  decode: decodePeerBatch,
  call: (transport, messages, options) =>
    createClient(ClusterService, transport).peer(
      typed("ambon.cluster.v1.PeerRequest", messages),
      options,
    ),
};

/** The messages of a link as those of one direction of a call. */
export async function* typed<T extends string>(
  $typeName: T,
  messages: AsyncIterable<LinkMessage>,
): AsyncGenerator<LinkMessage & { readonly $typeName: T }> {
  for await (const message of messages) yield { $typeName, ...message };
}
