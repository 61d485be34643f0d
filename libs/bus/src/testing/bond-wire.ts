/** Two bonds and the links between them, moved by hand in virtual time. */

import { Bond, type BondEffect, type BondEnd } from "../peer/bond.ts";
import type { PeerWord } from "../peer/peer-words.ts";

export type Side = "a" | "b";

export const otherSide = (side: Side): Side => (side === "a" ? "b" : "a");

/** One time that a bond was up at one end: what was sent in it, and what came. */
export interface Era {
  readonly id: string;
  readonly sent: string[];
  readonly got: string[];
}

export interface End {
  bond: Bond;
  run: number;
  readonly eras: Era[];
  /** Whether the last era goes on. */
  isUp: boolean;
  readonly ends: BondEnd[];
  /** Said and not yet heard by the other. */
  readonly out: PeerWord[][];
}

/** Of words to and fro, until nothing more is said. */
const ROUNDS_MAX = 20;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export class BondWire {
  nowMs = 0;
  isLinked = false;
  readonly ends: Readonly<Record<Side, End>>;

  constructor() {
    this.ends = { a: this.#end("a", 1), b: this.#end("b", 1) };
  }

  /** Both linked, and every word heard. */
  static up(): BondWire {
    const wire = new BondWire();
    wire.link();
    wire.settle();
    return wire;
  }

  link(): void {
    if (this.isLinked) return;
    this.isLinked = true;
    for (const side of ["a", "b"] as const) {
      this.#carry(side, this.ends[side].bond.linked(this.nowMs));
    }
  }

  /** What is under way is lost. */
  cut(): void {
    if (!this.isLinked) return;
    this.isLinked = false;
    for (const end of Object.values(this.ends)) {
      end.out.length = 0;
      end.bond.unlinked(this.nowMs);
    }
  }

  /** Numbered batches, each in the era that is up; false when there is none. */
  send(side: Side, bytes: Uint8Array | null = null): boolean {
    const end = this.ends[side];
    const era = end.eras.at(-1);
    const text = `${era?.id} ${(era?.sent.length ?? 0) + 1}`;
    const { isSent, effects } = end.bond.send(bytes ?? bytesOf(text));
    if (isSent) era?.sent.push(bytes === null ? text : `${bytes.length} bytes`);
    this.#carry(side, effects);
    return isSent;
  }

  /** The other hears some of what `side` has said. */
  deliver(side: Side, messages: number): void {
    for (const words of this.ends[side].out.splice(0, messages)) this.hear(otherSide(side), words);
  }

  hear(side: Side, words: readonly PeerWord[]): void {
    this.#carry(side, this.ends[side].bond.hear(words));
  }

  /** Everything that is said is heard. */
  settle(): void {
    const { a, b } = this.ends;
    for (let rounds = 0; a.out.length + b.out.length > 0; rounds += 1) {
      if (rounds > ROUNDS_MAX) throw new Error("the two never come to an end");
      this.deliver("a", a.out.length);
      this.deliver("b", b.out.length);
    }
  }

  pass(ms: number): void {
    this.nowMs += ms;
    for (const side of ["a", "b"] as const) {
      this.#carry(side, this.ends[side].bond.step(this.nowMs));
    }
  }

  /** One end is another run. */
  restart(side: Side): void {
    this.cut();
    const { run, eras } = this.ends[side];
    Object.assign(this.ends[side], { ...this.#end(side, run + 1), eras });
  }

  #end(side: Side, run: number): End {
    let halves = 0;
    const bond = new Bond(() => {
      halves += 1;
      return `${side}${run}.${halves}`;
    });
    return { bond, run, eras: [], isUp: false, ends: [], out: [] };
  }

  #carry(side: Side, effects: readonly BondEffect[]): void {
    const end = this.ends[side];
    for (const effect of effects) {
      switch (effect.x) {
        case "say":
          if (this.isLinked) end.out.push([...effect.words]);
          break;
        case "up":
          end.isUp = true;
          end.eras.push({ id: `${side}${end.run}-${end.eras.length}`, sent: [], got: [] });
          break;
        case "batch":
          end.eras
            .at(-1)
            ?.got.push(
              effect.bytes.length > 1000
                ? `${effect.bytes.length} bytes`
                : new TextDecoder().decode(effect.bytes),
            );
          break;
        case "down":
          end.isUp = false;
          end.ends.push(effect.why);
          break;
        case "cut":
          this.cut();
          break;
      }
    }
  }
}
