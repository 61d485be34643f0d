/**
 * One rendering per audience class. The engine sends an output once for all who see it; all
 * clients of one profile share its text and its encoded bytes, and all browsers share its JSON.
 * The cache hangs on the frame object, so it is gone when the frame is.
 */

import type { EngineFrame } from "@ambon/bus/frames";
import { renderFor } from "@ambon/markup/audience";
import type { Markup, OutputClass } from "@ambon/markup/tree";
import { encodeText } from "@ambon/telnet/text";
import { transliterate } from "@ambon/telnet/transliterate";
import type { ClientProfile } from "./profile.ts";

export type OutputFrame = Extract<EngineFrame, { f: "output" }>;
export type DataFrame = Extract<EngineFrame, { f: "data" }>;

/** How much work was done; the tests that promise "once" read it. */
export interface RenderCounts {
  texts: number;
  jsons: number;
}

export class RenderCache {
  readonly counts: RenderCounts = { texts: 0, jsons: 0 };
  readonly #bytes = new WeakMap<OutputFrame, Map<ClientProfile, Uint8Array>>();
  readonly #json = new WeakMap<OutputFrame | DataFrame, string>();

  /** Whole lines for telnet clients of this profile. Shared: the bytes must not be changed. */
  bytesOf(frame: OutputFrame, profile: ClientProfile): Uint8Array {
    if (frame.channels.length < 2) return this.#render(frame, profile);
    let ofFrame = this.#bytes.get(frame);
    if (ofFrame === undefined) {
      ofFrame = new Map();
      this.#bytes.set(frame, ofFrame);
    }
    let bytes = ofFrame.get(profile);
    if (bytes === undefined) {
      bytes = this.#render(frame, profile);
      ofFrame.set(profile, bytes);
    }
    return bytes;
  }

  /** The browser's message from its class on: `"c":"room","m":[…]}`, to follow after the seq. */
  outputJson(frame: OutputFrame): string {
    return this.#shared(frame, () => {
      const brief = frame.brief === undefined ? {} : { b: frame.brief };
      return JSON.stringify({ c: frame.class, m: frame.markup, ...brief }).slice(1);
    });
  }

  /** The same for a data package: `"p":"Char.Vitals","v":{…}}`. */
  dataJson(frame: DataFrame): string {
    return this.#shared(frame, () =>
      JSON.stringify({ p: frame.package, v: frame.value ?? null }).slice(1),
    );
  }

  #render(frame: OutputFrame, profile: ClientProfile): Uint8Array {
    this.counts.texts += 1;
    const chosen = profile.brief && frame.brief !== undefined ? frame.brief : frame.markup;
    // The two ends of the bus agree that these are libs/markup's (bus/frames.ts).
    const text = renderFor(chosen as Markup, frame.class as OutputClass, profile.audience);
    return encodeText(transliterate(text, profile.encoding), profile.encoding);
  }

  #shared(frame: OutputFrame | DataFrame, make: () => string): string {
    let json = this.#json.get(frame);
    if (json === undefined) {
      this.counts.jsons += 1;
      json = make();
      if (frame.channels.length > 1) this.#json.set(frame, json);
    }
    return json;
  }
}
