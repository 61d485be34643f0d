/**
 * Streams over a carrier that may lose messages and that strangers can reach: Redis pub/sub.
 *
 *   dialer                                     listener
 *     │── open    stream = a ──────────────────▶│ keeps (a, b) for a while; nothing is open yet
 *     │◀─ accept  stream = a.b ─────────────────│
 *     │── data 1, 2, 3 …  a.b ─────────────────▶│ the first one opens the stream, and ends an
 *     │◀─ data 1, 2, 3 …  a.b ──────────────────│ earlier one of the same dialer
 *     │── end     a.b ───── either way ─────────│
 *
 * a and b are drawn for each stream, so nothing that was said in one means anything in another, and
 * an open that is replayed gets an accept that nobody waits for. An open may be said again until it
 * is answered, and gets the same answer. In a stream a number that was
 * there is a replay and is dropped; one that is not the next means that the carrier lost something:
 * the stream is over for both ends, and whoever uses it begins another.
 *
 * Bounds: `STREAMS_MAX` streams and as many half-open ones; beyond it opens are dropped. No message
 * is kept.
 */

import { NonceMemory } from "@ambon/wire/nonce-memory";
import { CLOCK_TOLERANCE_MS, type ProofKeys } from "@ambon/wire/rpc-proof";
import {
  decodeEnvelope,
  type Envelope,
  type EnvelopeFault,
  type EnvelopeKind,
  encodeEnvelope,
} from "./envelope.ts";

export const STREAMS_MAX = 4096;
/** Opens are few: a peer that is not answered tries about twice a second. */
const NONCES_MAX = 65_536;
/** A peer that speaks in a stream we do not have is told so, but not for every message. */
const END_EVERY_MS = 1000;

export type DropReason =
  | EnvelopeFault
  | "misrouted"
  | "stale"
  | "replayed"
  | "gap"
  | "noStream"
  | "full";

export type StreamEvent =
  | { readonly e: "opened"; readonly peer: string; readonly stream: string }
  | { readonly e: "message"; readonly peer: string; readonly stream: string; payload: Uint8Array }
  | { readonly e: "ended"; readonly peer: string; readonly stream: string };

/** What is to be published for whom, what has happened, and why something was dropped. */
export interface SwitchEffects {
  readonly publish: { readonly to: string; readonly bytes: Uint8Array }[];
  readonly events: StreamEvent[];
  readonly dropped: DropReason[];
}

export interface SwitchboardOptions {
  /** Our name on the carrier. */
  readonly self: string;
  readonly keys: ProofKeys;
  /** At least 96 random bits as printable text of at most 31 letters. */
  readonly random: () => string;
}

interface Stream {
  readonly peer: string;
  sent: number;
  received: number;
}

interface HalfOpen {
  readonly stream: string;
  readonly untilMs: number;
}

export class Switchboard {
  readonly #options: SwitchboardOptions;
  readonly #streams = new Map<string, Stream>();
  /** Peer → our half of the name of the stream that we want with it. */
  readonly #dialing = new Map<string, string>();
  /** Peer → what we have accepted and has not begun. */
  readonly #halfOpen = new Map<string, HalfOpen>();
  readonly #nonces = new NonceMemory(2 * CLOCK_TOLERANCE_MS, NONCES_MAX);
  /** Peer → when it was last told that a stream is none. */
  readonly #told = new Map<string, number>();
  #effects: SwitchEffects = none();

  constructor(options: SwitchboardOptions) {
    this.#options = options;
  }

  /** Asks for a stream, or asks again. `opened` follows, or nothing: the caller sets it a time. */
  dial(nowMs: number, peer: string): SwitchEffects {
    const half = this.#dialing.get(peer) ?? this.#options.random();
    this.#dialing.set(peer, half);
    this.#publish(nowMs, peer, { kind: "open", stream: half });
    return this.#done();
  }

  /** No stream with this peer is wanted any more; a late accept is not heard. */
  hangUp(peer: string): void {
    this.#dialing.delete(peer);
  }

  /** False in `sent`: there is no such stream. */
  send(nowMs: number, stream: string, payload: Uint8Array): SwitchEffects {
    const open = this.#streams.get(stream);
    if (open === undefined) return this.#done();
    open.sent += 1;
    this.#publish(nowMs, open.peer, { kind: "data", stream, sequence: open.sent, payload });
    return this.#done();
  }

  /** Ends a stream and tells the peer. There is no event: the caller knows. */
  end(nowMs: number, stream: string): SwitchEffects {
    const open = this.#streams.get(stream);
    if (open !== undefined) {
      this.#streams.delete(stream);
      this.#publish(nowMs, open.peer, { kind: "end", stream });
    }
    return this.#done();
  }

  /** The carrier is gone, and with it an unknown part of what was said: every stream is over. */
  carrierLost(): SwitchEffects {
    for (const [stream, { peer }] of this.#streams) this.#ended(peer, stream);
    this.#dialing.clear();
    this.#halfOpen.clear();
    return this.#done();
  }

  /** Bytes that came under our name, from anybody. */
  receive(nowMs: number, bytes: Uint8Array): SwitchEffects {
    const decoded = decodeEnvelope(bytes, this.#options.keys);
    if (!decoded.ok) this.#drop(decoded.error);
    else if (decoded.value.receiver !== this.#options.self) this.#drop("misrouted");
    else if (Math.abs(decoded.value.timestampMs - nowMs) > CLOCK_TOLERANCE_MS) this.#drop("stale");
    else this.#take(nowMs, decoded.value);
    return this.#done();
  }

  #take(nowMs: number, envelope: Envelope): void {
    switch (envelope.kind) {
      case "open":
        return this.#takeOpen(nowMs, envelope);
      case "accept":
        return this.#takeAccept(envelope);
      case "data":
        return this.#takeData(nowMs, envelope);
      case "end":
        return this.#takeEnd(envelope);
    }
  }

  #takeOpen(nowMs: number, { sender, stream: half, nonce }: Envelope): void {
    const verdict = this.#nonces.admit(nowMs, nonce);
    if (verdict !== "new") return this.#drop(verdict === "seen" ? "replayed" : "full");
    if (this.#streamOf(sender)?.startsWith(`${half}.`) === true) return;
    this.#forgetHalfOpen(nowMs);
    const known = this.#halfOpen.get(sender)?.stream;
    if (this.#halfOpen.size >= STREAMS_MAX && !this.#halfOpen.has(sender))
      return this.#drop("full");
    const isAgain = known?.startsWith(`${half}.`) === true;
    const stream = isAgain ? known : `${half}.${this.#options.random()}`;
    // At the end of the order, which is the order of expiry.
    this.#halfOpen.delete(sender);
    this.#halfOpen.set(sender, { stream, untilMs: nowMs + CLOCK_TOLERANCE_MS });
    this.#publish(nowMs, sender, { kind: "accept", stream });
  }

  #takeAccept({ sender, stream }: Envelope): void {
    const half = this.#dialing.get(sender);
    if (half === undefined || !stream.startsWith(`${half}.`)) return this.#drop("noStream");
    this.#dialing.delete(sender);
    this.#open(sender, stream);
  }

  #takeData(nowMs: number, { sender, stream, sequence, payload }: Envelope): void {
    if (sequence === 1 && this.#halfOpen.get(sender)?.stream === stream) {
      this.#halfOpen.delete(sender);
      this.#open(sender, stream);
    }
    const open = this.#streams.get(stream);
    if (open === undefined || open.peer !== sender) {
      this.#drop("noStream");
      return this.#tellNoStream(nowMs, sender, stream);
    }
    if (sequence <= open.received) return this.#drop("replayed");
    if (sequence > open.received + 1) {
      this.#drop("gap");
      this.#ended(sender, stream);
      return this.#publish(nowMs, sender, { kind: "end", stream });
    }
    open.received = sequence;
    this.#effects.events.push({ e: "message", peer: sender, stream, payload });
  }

  #takeEnd({ sender, stream }: Envelope): void {
    if (this.#streams.get(stream)?.peer === sender) this.#ended(sender, stream);
    else this.#drop("noStream");
  }

  #open(peer: string, stream: string): void {
    const earlier = this.#streamOf(peer);
    if (earlier !== undefined) this.#ended(peer, earlier);
    if (this.#streams.size >= STREAMS_MAX) return this.#drop("full");
    this.#streams.set(stream, { peer, sent: 0, received: 0 });
    this.#effects.events.push({ e: "opened", peer, stream });
  }

  /** A peer has one stream at most. */
  #streamOf(peer: string): string | undefined {
    for (const [stream, open] of this.#streams) if (open.peer === peer) return stream;
    return undefined;
  }

  #ended(peer: string, stream: string): void {
    this.#streams.delete(stream);
    this.#effects.events.push({ e: "ended", peer, stream });
  }

  #tellNoStream(nowMs: number, peer: string, stream: string): void {
    const toldMs = this.#told.get(peer);
    if (toldMs !== undefined && nowMs - toldMs < END_EVERY_MS) return;
    if (this.#told.size >= STREAMS_MAX) this.#told.clear();
    this.#told.set(peer, nowMs);
    this.#publish(nowMs, peer, { kind: "end", stream });
  }

  #forgetHalfOpen(nowMs: number): void {
    for (const [peer, { untilMs }] of this.#halfOpen) {
      if (untilMs > nowMs) return;
      this.#halfOpen.delete(peer);
    }
  }

  #publish(nowMs: number, to: string, what: Outgoing): void {
    const { self, keys, random } = this.#options;
    const envelope = {
      sequence: 0,
      payload: NOTHING,
      ...what,
      timestampMs: nowMs,
      nonce: random(),
    };
    const bytes = encodeEnvelope({ ...envelope, sender: self, receiver: to }, keys);
    this.#effects.publish.push({ to, bytes });
  }

  #drop(reason: DropReason): void {
    this.#effects.dropped.push(reason);
  }

  #done(): SwitchEffects {
    const effects = this.#effects;
    this.#effects = none();
    return effects;
  }
}

interface Outgoing {
  readonly kind: EnvelopeKind;
  readonly stream: string;
  readonly sequence?: number;
  readonly payload?: Uint8Array;
}

const NOTHING = new Uint8Array(0);
const none = (): SwitchEffects => ({ publish: [], events: [], dropped: [] });
