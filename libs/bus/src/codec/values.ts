/**
 * Values as they travel, and the bounds they have. Encoding is total: what a client may have made
 * up (a session id, a number) becomes something valid that means nothing. Decoding refuses by
 * throwing MalformedFrame, which never leaves the codec.
 */

/** Characters of one text: as long as the longest message that a client may send by default. */
export const TEXT_MAX = 65_536;
/** Entries of one list of texts, such as the packages of a subscription. */
export const TEXTS_MAX = 4096;
/** Channels of one frame; a gateway has fewer sockets. */
export const CHANNELS_MAX = 65_536;

const UINT32_MAX = 0xffff_ffff;
const UINT64_MAX = 0xffff_ffff_ffff_ffffn;
/** No session has this id: they are never 0. */
const NO_SESSION = "0";
const SESSION_DIGITS_MAX = 20;

export class MalformedFrame extends Error {
  override readonly name = "MalformedFrame";
}

export const malformed = (what: string): never => {
  throw new MalformedFrame(what);
};

/** Nearest count of 32 bits. */
export const toUint32 = (value: number): number => {
  if (value >>> 0 === value) return value;
  return value > 0 ? Math.min(Math.trunc(value), UINT32_MAX) : 0;
};

/** Nearest count that a number holds exactly. */
export const toUint64 = (value: number): bigint =>
  BigInt(value > 0 ? Math.min(Math.trunc(value), Number.MAX_SAFE_INTEGER) : 0);

export const fromUint64 = (value: bigint): number =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : malformed("a number is too large");

export const toSessionId = (digits: string): string => {
  if (digits.length > SESSION_DIGITS_MAX || !/^[0-9]+$/.test(digits)) return NO_SESSION;
  return BigInt(digits) <= UINT64_MAX ? digits : NO_SESSION;
};

/** A longer text is cut. */
export const toText = (value: string): string =>
  value.length <= TEXT_MAX ? value : value.slice(0, TEXT_MAX);

export const fromText = (value: string): string =>
  value.length <= TEXT_MAX ? value : malformed(`a text is longer than ${TEXT_MAX} characters`);

/** A longer list is cut. */
export const toTexts = (values: readonly string[]): string[] =>
  values.slice(0, TEXTS_MAX).map(toText);

export const fromTexts = (values: readonly string[]): readonly string[] =>
  values.length <= TEXTS_MAX
    ? values.map(fromText)
    : malformed(`a list is longer than ${TEXTS_MAX} entries`);

export const toChannels = (channels: readonly number[]): number[] => channels.map(toUint32);

export const fromChannels = (channels: readonly number[]): readonly number[] =>
  channels.length <= CHANNELS_MAX
    ? channels
    : malformed(`a frame is for more than ${CHANNELS_MAX} channels`);

/** Two names for each value of an enumeration: in frames and on the wire. */
export interface EnumNames<Name extends string, Code extends number> {
  to(name: Name): Code;
  from(code: number): Name;
  find(code: number): Name | undefined;
}

export const enumNames = <Name extends string, Code extends number>(
  what: string,
  codes: Readonly<Record<Name, Code>>,
): EnumNames<Name, Code> => {
  const names = new Map<number, Name>();
  for (const name of Object.keys(codes) as Name[]) names.set(codes[name], name);
  return {
    to: (name) => codes[name],
    from: (code) => names.get(code) ?? malformed(`${what} ${code} is not known`),
    find: (code) => names.get(code),
  };
};
