/** A gateway that does what it should not: dials an engine with any metadata, says any message. */

import { randomBytes } from "node:crypto";
import { HmacKeys } from "@ambon/wire/adapter/hmac-keys";
import { RpcClient } from "@ambon/wire/adapter/rpc-client";
import {
  EngineService,
  type LinkRequest,
  type LinkResponse,
} from "@ambon/wire/gen/ambon/link/v1/link_pb";
import { openHeaders } from "@ambon/wire/rpc-proof";
import { type Code, ConnectError, createClient } from "@connectrpc/connect";
import { PEER_SECRET } from "./link-process.ts";

const METHOD = "/ambon.link.v1.EngineService/Link";
const MESSAGE_BYTES = 64 * 1024 * 1024;

export type Said = Pick<LinkRequest, "kind"> & { readonly taken?: number };

/** What an honest gateway of this name would send with its open. */
export const signedHeaders = (
  peer = "hostile",
  secret = PEER_SECRET,
  nowMs = Date.now(),
): Record<string, string> => {
  const nonce = randomBytes(16).toString("hex");
  const words = { method: METHOD, target: "engine-1", peer, nonce };
  return { ...openHeaders(words, nowMs, new HmacKeys(secret)) };
};

export const hello = (peerId = "hostile", protocolVersion = 1): Said => ({
  kind: {
    case: "hello",
    value: {
      $typeName: "ambon.link.v1.Hello",
      protocolVersion,
      peerId,
      boot: "boot",
      build: "",
      region: "",
      proof: new Uint8Array(),
      proofKey: "",
    },
  },
});

export const batch = (value: Uint8Array): Said => ({ kind: { case: "batch", value } });

export interface Outcome {
  readonly code: Code | "ended";
  readonly message: string;
  /** The engine's own words at the end of the link. */
  readonly goodbye: string;
}

/**
 * Opens a link, says all of it, and waits for the engine to end it. After a flood it waits for
 * nothing; `reads`: false = it takes nothing of what the engine sends either.
 */
export const talk = async (
  port: number,
  headers: Record<string, string>,
  messages: readonly Said[] | AsyncIterable<Said>,
  reads = true,
): Promise<Outcome> => {
  const stays = Array.isArray(messages);
  const client = new RpcClient({ url: `http://127.0.0.1:${port}`, messageBytes: MESSAGE_BYTES });
  const said = Promise.withResolvers<void>();
  const requests = async function* () {
    try {
      for await (const { kind, taken = 0 } of messages) yield { kind, taken };
    } finally {
      // Also when the engine has cut it off.
      said.resolve();
    }
    if (stays) await new Promise(() => undefined);
  };
  let goodbye = "";
  const hear = ({ kind }: LinkResponse): void => {
    if (kind.case === "goodbye") goodbye = kind.value.message;
  };
  try {
    const answers = createClient(EngineService, client.transport).link(requests(), { headers });
    if (!reads) {
      const iterator = answers[Symbol.asyncIterator]();
      await iterator.next();
      await said.promise;
      return { code: "ended", message: "", goodbye };
    }
    for await (const answer of answers) hear(answer);
    return { code: "ended", message: "", goodbye };
  } catch (error) {
    const { code, rawMessage: message } = ConnectError.from(error);
    return { code, message, goodbye };
  } finally {
    client.close();
  }
};
