/** Byte values of RFC 854/855/885 and the option codes we speak. */

export const NUL = 0;
export const BS = 8;
export const LF = 10;
export const CR = 13;
export const ESC = 27;
export const DEL = 127;

/** Commands; each follows an IAC byte. The lowest one telnet knows is END_OF_FILE. */
export const END_OF_FILE = 236;
export const SUSPEND = 237;
export const ABORT = 238;
export const EOR = 239;
export const SE = 240;
export const NOP = 241;
export const DATA_MARK = 242;
export const BREAK = 243;
export const INTERRUPT_PROCESS = 244;
export const ABORT_OUTPUT = 245;
export const ARE_YOU_THERE = 246;
export const ERASE_CHARACTER = 247;
export const ERASE_LINE = 248;
export const GA = 249;
export const SB = 250;
export const WILL = 251;
export const WONT = 252;
export const DO = 253;
export const DONT = 254;
export const IAC = 255;

/** The four negotiation verbs. */
export type Verb = typeof WILL | typeof WONT | typeof DO | typeof DONT;

export const OPTION_ECHO = 1;
export const OPTION_SGA = 3;
export const OPTION_TIMING_MARK = 6;
export const OPTION_TTYPE = 24;
export const OPTION_EOR = 25;
export const OPTION_NAWS = 31;
export const OPTION_NEW_ENVIRON = 39;
export const OPTION_CHARSET = 42;
export const OPTION_MSDP = 69;
export const OPTION_MSSP = 70;
export const OPTION_MCCP2 = 86;
export const OPTION_MCCP3 = 87;
export const OPTION_MXP = 91;
export const OPTION_GMCP = 201;

export const NO_BYTES = new Uint8Array(0);

/** One byte string out of several. */
export const concatBytes = (parts: readonly Uint8Array[]): Uint8Array => {
  if (parts.length === 0) return NO_BYTES;
  if (parts.length === 1) return parts[0] ?? NO_BYTES;
  let total = 0;
  for (const part of parts) total += part.length;
  const joined = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
};

/** The bytes as they travel: every 255 twice. Returns the same array when there is none. */
export const doubleIac = (bytes: Uint8Array): Uint8Array => {
  let extra = 0;
  for (const byte of bytes) if (byte === IAC) extra++;
  if (extra === 0) return bytes;
  const doubled = new Uint8Array(bytes.length + extra);
  let at = 0;
  for (const byte of bytes) {
    doubled[at++] = byte;
    if (byte === IAC) doubled[at++] = IAC;
  }
  return doubled;
};

/** `IAC SB option payload IAC SE` with every 255 of the payload doubled. */
export const subnegotiation = (option: number, payload: Uint8Array): Uint8Array => {
  const body = doubleIac(payload);
  const message = new Uint8Array(body.length + 5);
  message[0] = IAC;
  message[1] = SB;
  message[2] = option;
  message.set(body, 3);
  message[body.length + 3] = IAC;
  message[body.length + 4] = SE;
  return message;
};
