/**
 * What a MUD client's program is offered beside the game: once a package with a user interface
 * (GMCP Client.GUI), and sounds with captions for the cues that a browser plays itself
 * (Client.Media). Sounds are only for programs that listed Client.Media; a package is for every
 * program that said hello and did not list Client.GUI as off.
 */

import { type Cue, type CueNumbers, cueOfLine, cueOfNumbers, NO_NUMBERS } from "@ambon/data/cues";
import { textOf } from "@ambon/markup/plain-text";
import type { Markup } from "@ambon/markup/tree";
import type { ProgramWord } from "./client.ts";
import type { DataFrame, OutputFrame } from "./render-cache.ts";

/** What the operator has to offer. */
export interface ProgramOffers {
  /** Where the sound files are, with a slash at its end. */
  readonly mediaUrl?: string;
  readonly gui?: { readonly version: string; readonly url: string };
}

/** What a program has said of itself. */
export interface ProgramWishes {
  readonly saidHello: boolean;
  /** What it listed, or did not; undefined: nothing about it. */
  wants(module: string): boolean | undefined;
}

const numberIn = (value: unknown, key: string): number | undefined => {
  const field = (value as Readonly<Record<string, unknown>> | null)?.[key];
  return typeof field === "number" ? field : undefined;
};

export class OfferedPrograms {
  readonly #offers: ProgramOffers;
  readonly #tell: (word: ProgramWord) => void;
  #toldGui = false;
  #hears = false;
  #numbers: CueNumbers = NO_NUMBERS;

  constructor(offers: ProgramOffers, tell: (word: ProgramWord) => void) {
    this.#offers = offers;
    this.#tell = tell;
  }

  /** The program has said hello, or what it wants. */
  wishesChanged(wishes: ProgramWishes): void {
    const { gui, mediaUrl } = this.#offers;
    if (gui !== undefined && !this.#toldGui && wishes.saidHello) {
      if (wishes.wants("Client.GUI") !== false) {
        this.#toldGui = true;
        this.#tell({ w: "interface", ...gui });
      }
    }
    if (mediaUrl === undefined) return;
    const hears = wishes.wants("Client.Media") === true;
    if (hears && !this.#hears) this.#tell({ w: "mediaPlace", url: mediaUrl });
    this.#hears = hears;
  }

  /** Something that is shown to `name`, the character. */
  output(frame: OutputFrame, name: string): void {
    if (!this.#hears || (frame.class !== "tell" && frame.class !== "combat")) return;
    const [line = ""] = textOf(frame.markup as Markup).split("\n");
    this.#sound(cueOfLine(frame.class, line, name));
  }

  /** Numbers are followed also while nobody listens, so that no old news sounds later. */
  data({ package: name, value }: DataFrame): void {
    if (this.#offers.mediaUrl === undefined) return;
    const before = this.#numbers;
    if (name === "Char.Vitals") {
      const { hp, maxhp } = before;
      const next = { hp: numberIn(value, "hp") ?? hp, maxhp: numberIn(value, "maxhp") ?? maxhp };
      this.#numbers = { ...before, ...next };
    } else if (name === "Char.Status") {
      this.#numbers = { ...before, level: numberIn(value, "level") ?? before.level };
    } else return;
    if (this.#hears) this.#sound(cueOfNumbers(before, this.#numbers));
  }

  #sound(cue: Cue | null): void {
    if (cue !== null) this.#tell({ w: "sound", name: cue.name, caption: cue.caption });
  }
}
