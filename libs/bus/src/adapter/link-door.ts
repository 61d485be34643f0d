/**
 * The links that others open to this engine, over streams of one RPC method.
 *
 *   open ─▶ proof (rpc-proof.ts) ─ no ─▶ refused, counted
 *             │ yes
 *             ▼
 *           hello both ways ─▶ up; an older link of the same peer is superseded
 *
 * Bounds: LINKS_MAX links; each is read within its share of time (link-brake.ts).
 */

import { setTimeout as rest } from "node:timers/promises";
import { OpenDoor } from "@ambon/wire/adapter/open-door";
import { answerProof, type OpenWords } from "@ambon/wire/rpc-proof";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { LinkBrake } from "../link/link-brake.ts";
import type { LinkMessage } from "../link/link-words.ts";
import { type LinkEnd, type LinkEndOptions, sentence } from "./link-end.ts";
import { LinkPump, steadyMs } from "./link-pump.ts";
import type { LinkService } from "./link-service.ts";

/** Links at once: more gateways, or engines, than any engine should have. */
export const LINKS_MAX = 256;

const misrouted = "this engine has another name: see AMBON_ENGINES and AMBON_ENGINE_ID";

export interface LinkDoorOptions<In, Out> extends LinkEndOptions {
  readonly self: string;
  readonly service: LinkService<In, Out>;
  /** Why this peer may not open a link; undefined = it may. */
  readonly refusal?: (peer: string) => string | undefined;
}

export class LinkDoor<In, Out> {
  readonly #end: LinkEnd<In, Out>;
  readonly #options: LinkDoorOptions<In, Out>;
  readonly #door: OpenDoor;
  readonly #pumps = new Set<LinkPump<In, Out>>();
  #closed = false;

  constructor(end: LinkEnd<In, Out>, options: LinkDoorOptions<In, Out>) {
    this.#end = end;
    this.#options = options;
    const { self, clock, metrics, log } = options;
    this.#door = new OpenDoor({ self, misrouted, keys: end.keys, clock, metrics, log });
  }

  /** One stream, for as long as it lasts. Throws ConnectError when it is not let in. */
  async *open(
    requests: AsyncIterable<LinkMessage>,
    context: HandlerContext,
  ): AsyncGenerator<LinkMessage> {
    const pump = this.#pump(this.#admit(context));
    context.signal.addEventListener("abort", () => {
      // It is aborted too when we have said all that we wanted to say.
      if (!pump.link.isSilent) pump.lost("the stream was cut");
    });
    void read(requests, pump);
    this.#pumps.add(pump);
    this.#end.pumps.add(pump);
    try {
      yield* pump.messages();
    } finally {
      // Whoever stops reading us has left; after a goodbye it says nothing new.
      if (!pump.link.isSilent) pump.lost("the stream was closed");
      void pump.over.then(() => {
        this.#pumps.delete(pump);
        this.#end.pumps.delete(pump);
      });
    }
  }

  /** Lets nobody in any more; resolves when all are told and gone. */
  async close(farewell: "shutdown" | "restart"): Promise<void> {
    this.#closed = true;
    const pumps = [...this.#pumps];
    const { self } = this.#options;
    for (const pump of pumps) pump.close(farewell, `${self} ends in order (${farewell})`);
    await Promise.all(pumps.map(({ over }) => over));
  }

  #admit(context: HandlerContext): OpenWords {
    const { service, refusal } = this.#options;
    const words = this.#door.admit(service.method, context);
    const reason = refusal?.(words.peer);
    if (reason !== undefined) throw new ConnectError(reason, Code.Unauthenticated);
    if (this.#closed || this.#pumps.size >= LINKS_MAX) {
      throw new ConnectError("no more links are taken", Code.ResourceExhausted);
    }
    return words;
  }

  #pump(words: OpenWords): LinkPump<In, Out> {
    const { encode, decode } = this.#options.service;
    const base = this.#end.linkBase(answerProof(words, this.#end.keys));
    const { hub, report } = this.#end;
    return new LinkPump({ hub, report, link: { ...base, peer: words.peer, encode, decode } });
  }
}

const read = async <In, Out>(
  requests: AsyncIterable<LinkMessage>,
  pump: LinkPump<In, Out>,
): Promise<void> => {
  const brake = new LinkBrake(steadyMs());
  try {
    for await (const message of requests) {
      const beganMs = steadyMs();
      pump.hear(message);
      // Leaving the loop cuts the stream: who goes on talking after a goodbye is not listened to.
      if (pump.link.state === "over") return;
      const restMs = brake.restMs(beganMs, steadyMs());
      if (restMs > 0) await rest(restMs);
    }
    pump.lost("the peer's stream ended without a goodbye");
  } catch (error) {
    pump.lost(sentence(error));
  }
};
