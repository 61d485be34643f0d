/**
 * A 64-bit fingerprint for state and content: two 32-bit lanes with different multipliers and a
 * final avalanche. It detects divergence; it is no defence against forgery.
 */

const LANE_A = 0x9e3779b1;
const LANE_B = 0x5f356495;

const avalanche = (lane: number): number => {
  let h = lane ^ (lane >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

const hex = (lane: number): string => lane.toString(16).padStart(8, "0");

/** 16 hex digits for any string, over its UTF-16 code units. */
export const hashText = (text: string): string => {
  let a = 0x243f6a88 ^ text.length;
  let b = 0x13198a2e;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, LANE_A);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b ^ unit, LANE_B);
    b = (b << 17) | (b >>> 15);
  }
  return hex(avalanche(a ^ (b >>> 3))) + hex(avalanche(b ^ Math.imul(a, LANE_B)));
};

/** A 32-bit unsigned hash of a string, for seeds and for spreading. */
export const hash32 = (text: string): number => {
  let h = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    h = Math.imul(h ^ text.charCodeAt(index), 0x01000193);
  }
  return avalanche(h);
};
