/**
 * What a gateway knows of the world without having its content: crawlers ask for it. It asks the
 * engine itself when a link comes up, and reads along in what sessions are told later, so that a
 * world that grew is told as it is.
 */

import type { AccountReply, GatewayFrame, WorldSize } from "@ambon/bus/frames";

export interface WorldFacts {
  readonly name: string;
  readonly races: number;
  readonly classes: number;
  readonly size: WorldSize;
}

/** The id of no session. */
const NOBODY = "0";

export class WorldWatch {
  #known: WorldFacts | undefined;
  #shouldAsk = true;

  /** An engine is to be asked as soon as there is one. */
  get shouldAsk(): boolean {
    return this.#shouldAsk;
  }

  /** Undefined until an engine has told of it; kept when the link is lost. */
  get facts(): WorldFacts | undefined {
    return this.#known;
  }

  linkCameUp(): void {
    this.#shouldAsk = true;
  }

  /** What the gateway has to ask now. */
  takeQuestion(): readonly GatewayFrame[] {
    if (!this.#shouldAsk) return [];
    this.#shouldAsk = false;
    const call = { op: "catalog" } as const;
    return [{ f: "account", requestId: 0, sessionId: NOBODY, address: "", call }];
  }

  readAlong(reply: AccountReply): void {
    if (!reply.ok || reply.op !== "catalog") return;
    const { worldName: name, races, classes, size } = reply;
    this.#known = { name, races: races.length, classes: classes.length, size };
  }
}
