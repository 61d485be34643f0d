/**
 * The bond between a run of this engine and a run of another. It outlives the links that carry it:
 * what was sent arrives once and in order while they break and come again.
 *
 *                a begin that fits            the link breaks
 *     seeking ──────────────────────▶ bound ──────────────────▶ waiting ── a fitting begin ─▶ bound
 *        ▲                              │                          │
 *        └─ they begin anew, leave, ────┴── more waits than it may ┴── KEEP_MS are over
 *           break a rule
 *
 * Each end draws a half of the bond's name, and another one when the bond has ended; both halves
 * together are the bond. The first word on every link is `begin`: my half, yours if I have a bond
 * with you, and how many of your pieces I have. An end that is sought by a begin which names
 * another bond than its own gives its own up. Pieces are numbered from 1; what the other has not
 * said to have is kept, and said again on the next link. Words that belong to a bond which has
 * ended arrive before the next begin, and are passed over.
 *
 * Bounds: INTER_ENGINE_BYTES kept, and as many of one batch that is not whole yet.
 */

import { INTER_ENGINE_BYTES, INTER_ENGINE_KEEP_MS } from "../inter-engine-bus.ts";
import { type PeerWord, PIECE_BYTES } from "./peer-words.ts";

/** The other hears of what was taken after so many bytes, else with the next step. */
const RECEIPT_BYTES = 1024 * 1024;
/** What a piece costs beside its bytes, so that many small ones are bounded too. */
const PIECE_COST = 128;

/** Why a bond ended. */
export type BondEnd =
  /** The other is another run, or has given this one up. */
  | "renewed"
  /** The other left in order. */
  | "left"
  /** No link for INTER_ENGINE_KEEP_MS. */
  | "away"
  /** More than INTER_ENGINE_BYTES waited. */
  | "overflow"
  /** The other broke a rule, or our receiver failed. */
  | "broken";

export type BondEffect =
  | { readonly x: "say"; readonly words: readonly PeerWord[] }
  | { readonly x: "up" }
  | { readonly x: "batch"; readonly bytes: Uint8Array }
  | { readonly x: "down"; readonly why: BondEnd }
  /** The link is to be given up: what it brings makes no sense. */
  | { readonly x: "cut" };

type Piece = Extract<PeerWord, { w: "piece" }>;
type Begin = Extract<PeerWord, { w: "begin" }>;

export class Bond {
  readonly #draw: () => string;
  #half: string;
  /** Null: seeking. */
  #other: string | null = null;
  #isLinked = false;
  /** Both ends know on this link where they stand. */
  #isHeard = false;
  #unheardSinceMs = 0;
  #kept: Piece[] = [];
  #keptBytes = 0;
  #sent = 0;
  #received = 0;
  /** Of pieces that the other does not know to have arrived. */
  #owedBytes = 0;
  /** A batch that is not whole yet. */
  #parts: Uint8Array[] = [];
  #partBytes = 0;

  /** `draw` gives text that it has never given before, in no run of this engine. */
  constructor(draw: () => string) {
    this.#draw = draw;
    this.#half = draw();
  }

  get isUp(): boolean {
    return this.#other !== null;
  }

  /** Pieces that the other is not known to have, and what they cost. */
  get waiting(): { readonly pieces: number; readonly bytes: number } {
    return { pieces: this.#kept.length, bytes: this.#keptBytes };
  }

  linked(nowMs: number): BondEffect[] {
    const effects = this.step(nowMs);
    this.#isLinked = true;
    this.#isHeard = false;
    this.#sayBegin(effects);
    return effects;
  }

  unlinked(nowMs: number): void {
    if (this.#isHeard) this.#unheardSinceMs = nowMs;
    this.#isLinked = false;
    this.#isHeard = false;
  }

  /** Time has passed: to be told a few times a second. */
  step(nowMs: number): BondEffect[] {
    const effects: BondEffect[] = [];
    if (this.#other === null) return effects;
    if (this.#isHeard) this.#sayReceived(effects);
    else if (nowMs - this.#unheardSinceMs >= INTER_ENGINE_KEEP_MS) {
      this.#lose("away", effects);
      if (this.#isLinked) this.#sayBegin(effects);
    }
    return effects;
  }

  /** Words that a link brought, in their order. */
  hear(words: readonly PeerWord[]): BondEffect[] {
    const effects: BondEffect[] = [];
    for (const word of words) {
      if (!this.#take(word, effects)) {
        effects.push(...this.fail());
        return effects;
      }
    }
    if (this.#owedBytes >= RECEIPT_BYTES) this.#sayReceived(effects);
    return effects;
  }

  /** One batch, as one; false: there is no bond, or this ended it. */
  send(bytes: Uint8Array): { readonly isSent: boolean; readonly effects: BondEffect[] } {
    const effects: BondEffect[] = [];
    if (this.#other === null) return { isSent: false, effects };
    const pieces = this.#split(bytes);
    const cost = bytes.length + pieces.length * PIECE_COST;
    if (this.#keptBytes + cost > INTER_ENGINE_BYTES) {
      this.#lose("overflow", effects);
      if (this.#isLinked) this.#sayBegin(effects);
      return { isSent: false, effects };
    }
    this.#sent += pieces.length;
    this.#kept.push(...pieces);
    this.#keptBytes += cost;
    if (this.#isHeard) {
      this.#sayReceived(effects);
      effects.push({ x: "say", words: pieces });
    }
    return { isSent: true, effects };
  }

  /** What came makes no sense, or could not be taken. */
  fail(): BondEffect[] {
    const effects: BondEffect[] = [];
    if (this.#other !== null) this.#lose("broken", effects);
    effects.push({ x: "cut" });
    return effects;
  }

  /** The last word of this run. */
  leave(): BondEffect[] {
    const effects: BondEffect[] = [];
    if (this.#other !== null && this.#isHeard) effects.push({ x: "say", words: [{ w: "leave" }] });
    return effects;
  }

  /** False: it breaks a rule. */
  #take(word: PeerWord, effects: BondEffect[]): boolean {
    if (word.w === "begin") return this.#takeBegin(word, effects);
    // Of a bond that has ended: a begin will follow.
    if (this.#other === null) return true;
    if (!this.#isHeard) return false;
    switch (word.w) {
      case "piece":
        return this.#takePiece(word, effects);
      case "received":
        return this.#forget(word.received);
      case "leave":
        this.#lose("left", effects);
        this.#sayBegin(effects);
        return true;
    }
  }

  #takeBegin({ half, other, received }: Begin, effects: BondEffect[]): boolean {
    const isOurs = this.#other === half && (other === this.#half || other === "");
    if (isOurs) return this.#resume(received, effects);
    const isLost = this.#other !== null;
    if (isLost) this.#lose("renewed", effects);
    // They mean a bond that is no more, and will begin anew when they hear our begin.
    const isWanted = other === "" || other === this.#half;
    if (isWanted) {
      if (received !== 0) return false;
      this.#other = half;
      this.#isHeard = true;
    }
    if (isLost) this.#sayBegin(effects);
    if (isWanted) effects.push({ x: "up" });
    return true;
  }

  #resume(received: number, effects: BondEffect[]): boolean {
    if (!this.#forget(received)) return false;
    if (this.#isHeard) return true;
    this.#isHeard = true;
    if (this.#kept.length > 0) effects.push({ x: "say", words: [...this.#kept] });
    return true;
  }

  /** False: it cannot have arrived, or was said to have arrived before. */
  #forget(received: number): boolean {
    const arrived = received - (this.#sent - this.#kept.length);
    if (arrived < 0 || received > this.#sent) return false;
    for (const { bytes } of this.#kept.splice(0, arrived)) {
      this.#keptBytes -= bytes.length + PIECE_COST;
    }
    return true;
  }

  #takePiece({ number, bytes, more }: Piece, effects: BondEffect[]): boolean {
    if (number !== this.#received + 1) return false;
    if (this.#partBytes + bytes.length > INTER_ENGINE_BYTES) return false;
    this.#received = number;
    this.#owedBytes += bytes.length + PIECE_COST;
    this.#parts.push(bytes);
    this.#partBytes += bytes.length;
    if (more) return true;
    effects.push({ x: "batch", bytes: joined(this.#parts, this.#partBytes) });
    this.#parts = [];
    this.#partBytes = 0;
    return true;
  }

  #lose(why: BondEnd, effects: BondEffect[]): void {
    this.#half = this.#draw();
    this.#other = null;
    this.#isHeard = false;
    this.#kept = [];
    this.#keptBytes = 0;
    this.#sent = 0;
    this.#received = 0;
    this.#owedBytes = 0;
    this.#parts = [];
    this.#partBytes = 0;
    effects.push({ x: "down", why });
  }

  #sayBegin(effects: BondEffect[]): void {
    const other = this.#other ?? "";
    const words = [{ w: "begin", half: this.#half, other, received: this.#received }] as const;
    this.#owedBytes = 0;
    effects.push({ x: "say", words });
  }

  #sayReceived(effects: BondEffect[]): void {
    if (this.#owedBytes === 0) return;
    this.#owedBytes = 0;
    effects.push({ x: "say", words: [{ w: "received", received: this.#received }] });
  }

  #split(bytes: Uint8Array): Piece[] {
    const pieces: Piece[] = [];
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const end = Math.min(bytes.length, at + PIECE_BYTES);
      const number = this.#sent + pieces.length + 1;
      const more = end < bytes.length;
      pieces.push({ w: "piece", number, bytes: bytes.subarray(at, end), more });
    }
    return pieces;
  }
}

const joined = (parts: readonly Uint8Array[], length: number): Uint8Array => {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};
