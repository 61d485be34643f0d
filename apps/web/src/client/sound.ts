/** Plays cues with the browser's own oscillators: no files to load. */

import { CUE_TONES, type CueName } from "@ambon/data/cues";

/** Seconds for a tone to swell and to fade: without it every tone clicks. */
const SWELL_S = 0.015;
/** The loudest that a cue may be, of what the device can do. */
const GAIN_MAX = 0.25;

export class Sound {
  #context: AudioContext | undefined;

  /** Silent until the player has touched the page: browsers hold sound back until then. */
  play(name: CueName, volumePercent: number): void {
    if (volumePercent <= 0 || typeof AudioContext === "undefined") return;
    this.#context ??= new AudioContext();
    const context = this.#context;
    if (context.state === "suspended") {
      context.resume().catch(() => undefined);
    }
    const gain = (GAIN_MAX * volumePercent) / 100;
    for (const tone of CUE_TONES[name]) {
      const start = context.currentTime + tone.atMs / 1000;
      const end = start + tone.forMs / 1000;
      const volume = new GainNode(context, { gain: 0 });
      const voice = new OscillatorNode(context, { type: "triangle", frequency: tone.hz });
      voice.connect(volume).connect(context.destination);
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(gain, start + SWELL_S);
      volume.gain.setValueAtTime(gain, Math.max(start + SWELL_S, end - SWELL_S));
      volume.gain.linearRampToValueAtTime(0, end);
      voice.start(start);
      voice.stop(end);
    }
  }
}
