/**
 * The bus between engines as libs/bus promises it (inter-engine-bus.ts), on virtual time: what is
 * sent arrives once and in order over connections that break and come again within KEEP_MS; else
 * the link is lost, and what was under way with it.
 *
 * Two ends say hello on every new connection: which link they are in, and how much of it they have.
 * When both mean the same link it goes on, and what is missing is sent again; otherwise both begin
 * another one. Frames are copied, as every real transport does it.
 */

import { INTER_ENGINE_KEEP_MS } from "@ambon/bus/inter-engine-bus";
import type { CloseWhy, Endpoint, Line } from "../network/connection.ts";
import { Connection } from "../network/connection.ts";
import type { Process } from "../time/process.ts";
import type { Surroundings } from "./surroundings.ts";

const REDIAL_MS = 200;
const BEAT_MS = 500;
const SILENT_MS = 2000;
const STREAM_BYTES = 16 * 1024 * 1024;
const PACKET_BYTES = 200;

type Packet =
  | { readonly k: "hello"; readonly link: number; readonly up: boolean; readonly got: number }
  | { readonly k: "frames"; readonly seq: number; readonly text: string }
  | { readonly k: "beat"; readonly got: number };

export interface PeerHandlers {
  /** A stream of frames arrives. */
  frames(engine: string, frames: readonly unknown[]): void;
  link(engine: string, up: boolean): void;
}

export interface PeerRun {
  readonly name: string;
  readonly process: Process;
  readonly handlers: PeerHandlers;
}

/** One of the two ends of a link between two runs. */
class PeerSide implements Endpoint<Packet> {
  readonly run: PeerRun;
  readonly process: Process;
  readonly peer: string;
  readonly #around: Surroundings;
  #line: Line<Packet> | null = null;
  #link = 0;
  #up = false;
  #greeted = false;
  #sent: { readonly seq: number; readonly text: string }[] = [];
  #seq = 0;
  #got = 0;
  #heardMs = 0;
  #lossTimer = 0;
  #isRetired = false;

  constructor(around: Surroundings, run: PeerRun, peer: string) {
    this.#around = around;
    this.run = run;
    this.process = run.process;
    this.peer = peer;
  }

  get place(): string {
    return this.run.name;
  }

  /** Until the new run says hello, the old link is what is known; then it is told anew. */
  inherit(old: PeerSide): void {
    this.#link = old.#link + 1;
    this.#lossTimer = this.process.after(INTER_ENGINE_KEEP_MS, () => {
      this.#lossTimer = 0;
      if (!this.#up) this.run.handlers.link(this.peer, false);
    });
    old.retire();
  }

  get isUp(): boolean {
    return this.#up;
  }

  on(line: Line<Packet>): void {
    this.#line = line;
    this.#greeted = false;
    this.#heardMs = this.#around.time.nowMs;
    this.process.run(() => {
      // What the hello says must hold until the other's is here.
      this.process.cancel(this.#lossTimer);
      this.#lossTimer = 0;
      this.#send({ k: "hello", link: this.#link, up: this.#up, got: this.#got });
      this.#beat(line);
    });
  }

  /** False: there is no link. */
  send(frames: readonly unknown[]): boolean {
    if (!this.#up) return false;
    this.#seq += 1;
    const packet = { seq: this.#seq, text: JSON.stringify(frames) };
    this.#sent.push(packet);
    if (this.#greeted) this.#send({ k: "frames", ...packet });
    return true;
  }

  receive(packet: Packet): void {
    if (this.#isRetired) return;
    this.#heardMs = this.#around.time.nowMs;
    if (packet.k === "hello") this.#greet(packet);
    else if (packet.k === "beat") this.#sent = this.#sent.filter(({ seq }) => seq > packet.got);
    else if (packet.seq === this.#got + 1) {
      this.#got = packet.seq;
      this.run.handlers.frames(this.peer, JSON.parse(packet.text) as unknown[]);
    }
  }

  closed(_why: CloseWhy): void {
    if (this.#isRetired) return;
    this.#line = null;
    this.#greeted = false;
    if (!this.#up || this.#lossTimer !== 0) return;
    this.#lossTimer = this.process.after(INTER_ENGINE_KEEP_MS, () => {
      this.#lossTimer = 0;
      if (this.#greeted || !this.#up) return;
      this.#up = false;
      this.run.handlers.link(this.peer, false);
    });
  }

  /** Another run has the peer's name: what was meant for this one is gone. */
  retire(): void {
    this.process.cancel(this.#lossTimer);
    this.#up = false;
    this.#isRetired = true;
    this.#line?.abort("reset");
    this.#line = null;
  }

  #greet(hello: Extract<Packet, { k: "hello" }>): void {
    this.#greeted = true;
    if (this.#up && hello.up && hello.link === this.#link) {
      this.#around.sometimes.count("a link between engines went on");
      this.#sent = this.#sent.filter(({ seq }) => seq > hello.got);
      for (const packet of this.#sent) this.#send({ k: "frames", ...packet });
      return;
    }
    this.#link = Math.max(this.#link, hello.link) + 1;
    this.#sent = [];
    this.#seq = 0;
    this.#got = 0;
    this.#up = true;
    this.run.handlers.link(this.peer, true);
  }

  #beat(line: Line<Packet>): void {
    if (this.#line !== line) return;
    if (this.#around.time.nowMs - this.#heardMs >= SILENT_MS) return line.abort("silent");
    this.#send({ k: "beat", got: this.#got });
    this.process.after(BEAT_MS, () => this.#beat(line));
  }

  #send(packet: Packet): void {
    const bytes = packet.k === "frames" ? packet.text.length : PACKET_BYTES;
    this.#line?.send(packet, bytes);
  }
}

/** All links between engines. */
export class PeerBus {
  readonly #around: Surroundings;
  readonly #runs = new Map<string, PeerRun>();
  /** By run and name of the peer. */
  readonly #sides = new Map<string, PeerSide>();
  readonly connections = new Map<string, Connection<Packet, Packet>>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** A run of an engine begins; the earlier one of that name is not dialled any more. */
  join(run: PeerRun): void {
    for (const other of this.#runs.values()) {
      if (other.name === run.name) continue;
      const left = new PeerSide(this.#around, run, other.name);
      const right = new PeerSide(this.#around, other, run.name);
      const old = this.#sides.get(`${other.process.name}>${run.name}`);
      if (old?.isUp === true) right.inherit(old);
      else old?.retire();
      this.#sides.set(`${run.process.name}>${other.name}`, left);
      this.#sides.set(`${other.process.name}>${run.name}`, right);
      this.#dial(left, right);
    }
    this.#runs.set(run.name, run);
  }

  /** False: there is no link from this run to that engine. */
  send(from: PeerRun, engine: string, frames: readonly unknown[]): boolean {
    return this.#sides.get(`${from.process.name}>${engine}`)?.send(frames) ?? false;
  }

  #dial(left: PeerSide, right: PeerSide): void {
    const { network, time, dice } = this.#around;
    const isOver = left.process.isDead || right.process.isDead;
    if (isOver || this.#sides.get(`${right.process.name}>${right.peer}`) !== right) return;
    const key = `${left.place}-${right.place}`;
    const there = network.route(left.place, right.place);
    const back = network.route(right.place, left.place);
    const canOpen = left.process.isUp && right.process.isUp && !there.blocked && !back.blocked;
    if (canOpen && this.connections.get(key)?.isWhole !== true) {
      const name = `peers ${left.process.name} ${right.process.name} ${time.nowMs}`;
      const connection = new Connection<Packet, Packet>(
        network,
        dice.fork(name),
        left,
        right,
        STREAM_BYTES,
      );
      this.connections.set(key, connection);
      left.on(connection.left);
      right.on(connection.right);
    }
    time.after(REDIAL_MS, () => this.#dial(left, right));
  }
}
