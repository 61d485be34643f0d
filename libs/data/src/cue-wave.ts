/** A cue as a WAV file (RIFF, PCM, 16 bit, one channel), for clients that play files. */

import { CUE_TONES, type CueName } from "./cues.ts";

const SAMPLES_PER_SECOND = 22_050;
const BYTES_PER_SAMPLE = 2;
const HEAD_BYTES = 44;
const PCM = 1;
/** Of 32 767. */
const LOUDEST = 12_000;
/** A tone swells and fades over this long: without it every tone clicks. */
const SWELL_SAMPLES = 330;

const samplesIn = (ms: number): number => Math.floor((ms * SAMPLES_PER_SECOND) / 1000);

/** Between -1000 and 1000: up and down in straight lines. */
const triangle = (hz: number, sample: number): number => {
  const phase = Math.floor((4000 * hz * sample) / SAMPLES_PER_SECOND) % 4000;
  if (phase < 1000) return phase;
  return phase < 3000 ? 2000 - phase : phase - 4000;
};

const ascii = (view: DataView, at: number, word: string): void => {
  for (let index = 0; index < word.length; index += 1)
    view.setUint8(at + index, word.charCodeAt(index));
};

const writeHead = (view: DataView, dataBytes: number): void => {
  ascii(view, 0, "RIFF");
  view.setUint32(4, HEAD_BYTES - 8 + dataBytes, true);
  ascii(view, 8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, SAMPLES_PER_SECOND, true);
  view.setUint32(28, SAMPLES_PER_SECOND * BYTES_PER_SAMPLE, true);
  view.setUint16(32, BYTES_PER_SAMPLE, true);
  view.setUint16(34, BYTES_PER_SAMPLE * 8, true);
  ascii(view, 36, "data");
  view.setUint32(40, dataBytes, true);
};

export const cueWave = (name: CueName): Uint8Array => {
  const tones = CUE_TONES[name];
  const total = samplesIn(Math.max(...tones.map(({ atMs, forMs }) => atMs + forMs)));
  const bytes = new Uint8Array(HEAD_BYTES + total * BYTES_PER_SAMPLE);
  const view = new DataView(bytes.buffer);
  writeHead(view, total * BYTES_PER_SAMPLE);
  for (const { hz, atMs, forMs } of tones) {
    const first = samplesIn(atMs);
    const length = Math.min(samplesIn(forMs), total - first);
    for (let sample = 0; sample < length; sample += 1) {
      const swell = Math.min(SWELL_SAMPLES, sample, length - sample);
      const height = Math.trunc((triangle(hz, sample) * LOUDEST * swell) / (1000 * SWELL_SAMPLES));
      view.setInt16(HEAD_BYTES + (first + sample) * BYTES_PER_SAMPLE, height, true);
    }
  }
  return bytes;
};
