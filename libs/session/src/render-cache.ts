/**
 * One rendering per audience class. The engine sends an output once for all who see it; all
 * clients of one profile share its text and its encoded bytes, and all browsers share its JSON.
 * What is long and shown again to one after the other (`who`) is the same markup in each frame, and
 * is shared from the second time on. The cache hangs on the frame or the markup, so it is gone when
 * that is.
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

/** Shorter ones are as quickly rendered anew. */
const LONG_BYTES = 2048;

/** What has been rendered of a markup that was shown before, in this class. */
interface LongOutput {
  readonly class: string;
  readonly brief: unknown;
  readonly bytes: Map<ClientProfile, Uint8Array>;
  json: string | undefined;
}

export class RenderCache {
  readonly counts: RenderCounts = { texts: 0, jsons: 0 };
  readonly #bytes = new WeakMap<OutputFrame, Map<ClientProfile, Uint8Array>>();
  readonly #json = new WeakMap<OutputFrame | DataFrame, string>();
  readonly #long = new WeakMap<object, LongOutput>();

  /** Whole lines for telnet clients of this profile. Shared: the bytes must not be changed. */
  bytesOf(frame: OutputFrame, profile: ClientProfile): Uint8Array {
    if (frame.channels.length < 2) return this.#bytesForOne(frame, profile);
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
    const known = this.#shownBefore(frame);
    if (known?.json !== undefined) return known.json;
    const json = this.#shared(frame, () => {
      const brief = frame.brief === undefined ? {} : { b: frame.brief };
      return JSON.stringify({ c: frame.class, m: frame.markup, ...brief }).slice(1);
    });
    if (known !== undefined) known.json = json;
    else if (json.length >= LONG_BYTES) this.#remember(frame);
    return json;
  }

  /** The same for a data package: `"p":"Char.Vitals","v":{…}}`. */
  dataJson(frame: DataFrame): string {
    return this.#shared(frame, () =>
      JSON.stringify({ p: frame.package, v: frame.value ?? null }).slice(1),
    );
  }

  #bytesForOne(frame: OutputFrame, profile: ClientProfile): Uint8Array {
    const known = this.#shownBefore(frame);
    const kept = known?.bytes.get(profile);
    if (kept !== undefined) return kept;
    const bytes = this.#render(frame, profile);
    if (known !== undefined) known.bytes.set(profile, bytes);
    else if (bytes.length >= LONG_BYTES) this.#remember(frame);
    return bytes;
  }

  #shownBefore({ markup, class: name, brief }: OutputFrame): LongOutput | undefined {
    const known = this.#long.get(markup as Markup);
    return known?.class === name && known.brief === brief ? known : undefined;
  }

  #remember({ markup, class: name, brief }: OutputFrame): void {
    this.#long.set(markup as Markup, { class: name, brief, bytes: new Map(), json: undefined });
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
