/** IPv4 and IPv6 addresses and blocks as numbers. IPv4 inside IPv6 (::ffff:1.2.3.4) is IPv4. */

import { fail, ok, type Result } from "./result.ts";

export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

export interface IpBlock extends IpAddress {
  /** Leading bits that count; `value` has zeros behind them. */
  readonly prefix: number;
}

const MAPPED = 0xffffn;
export const bitsOf = (family: 4 | 6): number => (family === 4 ? 32 : 128);

/** Undefined when it is no address. A zone (`%eth0`) is left out. */
export function parseIp(text: string): IpAddress | undefined {
  if (!text.includes(":")) {
    const value = parseV4(text);
    return value === undefined ? undefined : { family: 4, value };
  }
  const value = parseV6(text.replace(/%[^%]*$/, ""));
  if (value === undefined) return undefined;
  if (value >> 32n === MAPPED) return { family: 4, value: value & 0xffffffffn };
  return { family: 6, value };
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groups(halves[0] ?? "", halves.length === 1);
  const tail = halves.length === 1 ? [] : groups(halves[1] ?? "", true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array.from({ length: missing }, () => 0), ...tail]) {
    value = (value << 16n) | BigInt(group);
  }
  return value;
}

/** The 16-bit groups; the last may be a dotted IPv4 address when `isEnd`. */
function groups(text: string, isEnd: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const found: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (isEnd && index === parts.length - 1 && part.includes(".")) {
      const v4 = parseV4(part);
      if (v4 === undefined) return undefined;
      found.push(Number(v4 >> 16n), Number(v4 & 0xffffn));
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) found.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return found;
}

/** The shortest usual spelling (RFC 5952 for IPv6). */
export function formatIp(address: IpAddress): string {
  const { family, value } = address;
  if (family === 4) {
    return [24n, 16n, 8n, 0n].map((shift) => ((value >> shift) & 255n).toString()).join(".");
  }
  const parts: string[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) {
    parts.push(((value >> shift) & 0xffffn).toString(16));
  }
  return compressed(parts);
}

function compressed(parts: readonly string[]): string {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < parts.length; start += 1) {
    let length = 0;
    while (parts[start + length] === "0") length += 1;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return parts.join(":");
  const head = parts.slice(0, best.start).join(":");
  return `${head}::${parts.slice(best.start + best.length).join(":")}`;
}

/** The network an address lies in. */
export function networkOf(address: IpAddress, prefix: number): IpBlock {
  const host = BigInt(bitsOf(address.family) - prefix);
  return { family: address.family, value: (address.value >> host) << host, prefix };
}

/** `10.0.0.0/8`, or one address as a block of one; fails with a sentence. */
export function parseBlock(text: string): Result<IpBlock, string> {
  const [base = "", length, ...rest] = text.split("/");
  const address = parseIp(base);
  if (address === undefined || rest.length > 0) {
    return fail(
      `"${text}" is no IP address: write it like 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.`,
    );
  }
  const bits = bitsOf(address.family);
  if (length === undefined) return ok({ ...address, prefix: bits });
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > bits) {
    return fail(`"/${length}" is no length of a network: write a number from 1 to ${bits}.`);
  }
  const block = networkOf(address, Number(length));
  if (block.prefix === 0) return fail(`"${text}" is the whole internet: name a smaller network.`);
  if (block.value !== address.value) {
    const meant = formatBlock(block);
    return fail(`"${text}" is an address inside a network: did you mean ${meant} or ${base}?`);
  }
  return ok(block);
}

/** One address without its length, a network with it. */
export const formatBlock = (block: IpBlock): string =>
  block.prefix === bitsOf(block.family) ? formatIp(block) : `${formatIp(block)}/${block.prefix}`;

export const contains = (block: IpBlock, address: IpAddress): boolean =>
  block.family === address.family && networkOf(address, block.prefix).value === block.value;

/** 127.0.0.0/8 and ::1. */
export const isLoopback = (address: IpAddress): boolean =>
  address.family === 4 ? address.value >> 24n === 127n : address.value === 1n;
