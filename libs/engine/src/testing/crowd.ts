/**
 * Players at the gateway of a TestCluster: they log in, type, follow redirects, come back by their
 * grants when an engine dies, and log in again when that is refused.
 */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import type { TestCluster } from "./test-cluster.ts";
import type { TestEngine } from "./test-engine.ts";

const GATEWAY = "g1";
const CAPS = { transport: "telnet", screenReader: false, address: "198.51.100.7" } as const;
/** Ticks until a question that was refused or got lost is asked again. */
const ASK_AGAIN_TICKS = 12;
const ACK_TICKS = 10;

interface Client {
  readonly id: string;
  channel: number;
  engine: string;
  state: "out" | "joining" | "in" | "resuming";
  grant: string;
  received: number;
  seq: number;
  askedTick: number;
  /** Numbered frames that nobody has looked at. */
  shown: EngineFrame[];
}

export class Crowd {
  readonly #cluster: TestCluster;
  readonly #clients: readonly Client[];
  readonly #read = new Map<TestEngine, number>();
  #channel = 0;
  #tickets = 0;
  #tick = 0;

  constructor(cluster: TestCluster, ids: readonly string[]) {
    this.#cluster = cluster;
    this.#clients = ids.map((id) => {
      const idle = { engine: "", grant: "", received: 0, seq: 0, askedTick: 0 };
      return { id, channel: 0, state: "out", shown: [], ...idle };
    });
  }

  isIn(id: string): boolean {
    return this.#client(id).state === "in";
  }

  isOut(id: string): boolean {
    return this.#client(id).state === "out";
  }

  /** Logs in at this engine. */
  join(id: string, engine: string): void {
    const client = this.#client(id);
    if (client.state !== "out" || !this.#cluster.names.includes(engine)) return;
    this.#channel += 1;
    Object.assign(client, { channel: this.#channel, engine, state: "joining", received: 0 });
    client.askedTick = this.#tick;
    this.#tickets += 1;
    const ticket = `t-${id}-${this.#tickets}`;
    const { channel } = client;
    this.#send(client, { f: "attach", channel, sessionId: `s${id}`, ticket, caps: CAPS });
  }

  /** False when the player is not in the world. */
  type(id: string, line: string): boolean {
    const client = this.#client(id);
    if (client.state !== "in") return false;
    client.seq += 1;
    const { channel, seq: inputSeq } = client;
    this.#send(client, { f: "input", channel, inputSeq, line });
    return true;
  }

  subscribe(id: string, packages: readonly string[]): void {
    const client = this.#client(id);
    this.#send(client, { f: "subscribe", channel: client.channel, packages });
  }

  /** What came for them since the last call, in order. */
  takes(id: string): readonly EngineFrame[] {
    return this.#client(id).shown.splice(0);
  }

  ticks(count: number, ms = 100): void {
    for (let done = 0; done < count; done += 1) {
      this.#tick += 1;
      this.#cluster.ticks(1, ms);
      this.#readAll();
      for (const client of this.#clients) {
        this.#askAgain(client);
        const { channel, received, state } = client;
        const isDue = state === "in" && this.#tick % ACK_TICKS === 0;
        if (isDue) this.#send(client, { f: "ack", channel, received });
      }
    }
  }

  #client(id: string): Client {
    const client = this.#clients.find((one) => one.id === id);
    if (client === undefined) throw new Error(`no player ${id}`);
    return client;
  }

  #send(client: Client, frame: GatewayFrame): void {
    if (!this.#cluster.names.includes(client.engine)) return;
    this.#cluster.engine(client.engine).frames(GATEWAY, frame);
  }

  #readAll(): void {
    for (const name of this.#cluster.names) {
      const engine = this.#cluster.engine(name);
      const from = this.#read.get(engine) ?? 0;
      this.#read.set(engine, engine.batches.length);
      for (const { frames } of engine.batches.slice(from)) {
        for (const frame of frames) this.#receive(name, frame);
      }
    }
  }

  #receive(engine: string, frame: EngineFrame): void {
    for (const client of this.#clients) {
      if (client.engine !== engine) continue;
      if ("channels" in frame) {
        if (frame.channels.includes(client.channel)) this.#take(client, frame);
      } else if ("channel" in frame && frame.channel === client.channel) {
        this.#own(client, frame);
      }
    }
  }

  #own(client: Client, frame: EngineFrame): void {
    switch (frame.f) {
      case "attached":
        client.state = "in";
        client.grant = frame.grant ?? "";
        client.seq = Math.max(frame.inputSeq, frame.acceptedSeq ?? 0);
        client.received = frame.outputSeq;
        return;
      case "redirect":
        client.engine = frame.engine;
        client.grant = frame.grant ?? "";
        return this.#resume(client);
      case "attachRefused":
        return this.#refused(client, frame);
      case "close":
        client.state = "out";
        return;
      case "settings":
      case "prompt":
        this.#take(client, frame);
    }
  }

  #take(client: Client, frame: EngineFrame): void {
    client.received += 1;
    client.shown.push(frame);
  }

  #refused(client: Client, frame: Extract<EngineFrame, { f: "attachRefused" }>): void {
    const isFinal = frame.engine === undefined && frame.retryMs === undefined;
    if (client.state === "joining" || isFinal) client.state = "out";
    else if (frame.engine !== undefined) client.engine = frame.engine;
  }

  /** An engine that is gone, or one that does not answer, is left for the next one. */
  #askAgain(client: Client): void {
    const { names } = this.#cluster;
    const isGone = !names.includes(client.engine);
    if (client.state === "in" && isGone) client.state = "resuming";
    if (client.state === "joining" && isGone) client.state = "out";
    if (client.state !== "resuming" || this.#tick - client.askedTick < ASK_AGAIN_TICKS) return;
    if (isGone) client.engine = names[this.#tick % names.length] ?? "";
    this.#resume(client);
  }

  #resume(client: Client): void {
    this.#channel += 1;
    client.channel = this.#channel;
    client.state = "resuming";
    client.askedTick = this.#tick;
    const { channel, grant, received, id } = client;
    const session = { sessionId: `s${id}`, token: "t", grant, received, caps: CAPS };
    this.#send(client, { f: "resume", channel, ...session });
  }
}
