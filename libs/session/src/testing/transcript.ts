/** A telnet client without colours whose dialogue reads as a transcript: `>` is what it typed. */

import type { GatewayRig, Peer } from "./gateway-rig.ts";

const encoder = new TextEncoder();
const IAC = 255;
const SB = 250;
const SE = 240;
const TTYPE = 24;

/** One answer of the TTYPE cycle. */
export const terminal = (answer: string): number[] => [
  ...[IAC, SB, TTYPE, 0],
  ...encoder.encode(answer),
  ...[IAC, SE],
];
export const WILL_TTYPE = [IAC, 251, TTYPE];
/** A client without colours, at the name question. */
export const dumb = (rig: GatewayRig, address?: string): Peer => {
  const peer = rig.connect("telnet", address);
  peer.bytes([...WILL_TTYPE, ...terminal("DUMB"), ...terminal("DUMB")]);
  return peer;
};

export const play = (peer: Peer, lines: readonly string[]): string => {
  let transcript = peer.taken();
  for (const line of lines) {
    transcript += `\n> ${line}\n`;
    peer.line(line);
    transcript += peer.taken();
  }
  return transcript;
};
