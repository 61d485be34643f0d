/**
 * Who may not come in: a character's name, an address, or a network, until a time or for ever.
 * Pure matching; the records are rows of kind `ban` whose id is the target.
 */

import { decodeCanonical, encodeCanonical } from "@ambon/kernel/canonical";
import { contains, formatBlock, type IpBlock, parseBlock, parseIp } from "@ambon/kernel/ip-address";
import { fail, ok, type Result } from "@ambon/kernel/result";
import { shapeOf } from "./names.ts";
import { sayWait } from "./say-wait.ts";

/** Networks are compared one by one; more than this is refused with a sentence. */
export const BANS_MAX = 5000;

export interface Ban {
  /** `name:Hero`, `ip:192.0.2.7` or `ip:192.0.2.0/24`; also the row's id. */
  readonly target: string;
  readonly reason: string;
  /** Who set it. */
  readonly by: string;
  /** Wall milliseconds; 0 = for ever. */
  readonly untilMs: number;
}

export interface Visitor {
  readonly address: string;
  readonly name?: string;
}

/** What a staff member typed, as a target; fails with a sentence. */
export function parseBanTarget(typed: string): Result<string, string> {
  const text = typed.trim();
  if (/[./:]/.test(text)) {
    const block = parseBlock(text);
    return block.ok ? ok(`ip:${formatBlock(block.value)}`) : block;
  }
  const name = shapeOf(text);
  if (name.ok) return ok(`name:${name.value}`);
  return fail(`"${text}" is neither a name (letters only) nor an address like 192.0.2.7.`);
}

/** The state of a ban's row. */
export const encodeBan = (ban: Ban): string => encodeCanonical(ban);

/** Reads a ban's row; fails with a sentence for the operator. */
export function decodeBan(text: string): Result<Ban, string> {
  let value: unknown;
  try {
    value = decodeCanonical(text);
  } catch {
    return fail("the stored ban is no JSON"); // what it is instead helps nobody
  }
  if (value === null || typeof value !== "object") return fail("the stored ban is no object");
  const { target, reason, by, untilMs } = value as Readonly<Record<string, unknown>>;
  if (typeof target !== "string" || targetOf(target) === undefined) {
    return fail("the stored ban has no target that can be read");
  }
  if (typeof reason !== "string" || typeof by !== "string" || !Number.isSafeInteger(untilMs)) {
    return fail(`the ban of ${target} lacks its reason, author or end`);
  }
  return ok({ target, reason, by, untilMs: untilMs as number });
}

type Target = { readonly name: string } | { readonly block: IpBlock };

function targetOf(target: string): Target | undefined {
  if (target.startsWith("name:")) return { name: target.slice(5).toLowerCase() };
  const block = target.startsWith("ip:") ? parseBlock(target.slice(3)) : undefined;
  return block?.ok ? { block: block.value } : undefined;
}

export class BanList {
  readonly #names = new Map<string, Ban>();
  readonly #blocks = new Map<string, { readonly block: IpBlock; readonly ban: Ban }>();

  get size(): number {
    return this.#names.size + this.#blocks.size;
  }

  /** False when the list is full and the target is not on it yet. */
  set(ban: Ban): boolean {
    const target = targetOf(ban.target);
    if (target === undefined) return false;
    if (this.size >= BANS_MAX && !this.has(ban.target)) return false;
    if ("name" in target) this.#names.set(target.name, ban);
    else this.#blocks.set(ban.target, { block: target.block, ban });
    return true;
  }

  has(target: string): boolean {
    return this.#blocks.has(target) || this.#names.has(target.slice(5).toLowerCase());
  }

  /** Whether there was one. */
  remove(target: string): boolean {
    const name = target.startsWith("name:") ? target.slice(5).toLowerCase() : "";
    return this.#names.delete(name) || this.#blocks.delete(target);
  }

  /** The ban that keeps this visitor out now. */
  match(nowMs: number, visitor: Visitor): Ban | undefined {
    const named =
      visitor.name === undefined ? undefined : this.#names.get(visitor.name.toLowerCase());
    if (named !== undefined && isInForce(named, nowMs)) return named;
    const address = parseIp(visitor.address);
    if (address === undefined) return undefined;
    for (const { block, ban } of this.#blocks.values()) {
      if (isInForce(ban, nowMs) && contains(block, address)) return ban;
    }
    return undefined;
  }

  /** Bans that are over, for the host to delete. */
  expired(nowMs: number): Ban[] {
    return this.list().filter((ban) => !isInForce(ban, nowMs));
  }

  /** All, sorted by target. */
  list(): Ban[] {
    const all = [...this.#names.values(), ...[...this.#blocks.values()].map(({ ban }) => ban)];
    return all.sort((a, b) => (a.target < b.target ? -1 : a.target > b.target ? 1 : 0));
  }
}

const isInForce = (ban: Ban, nowMs: number): boolean => ban.untilMs === 0 || ban.untilMs > nowMs;

/** `Hero`, `192.0.2.7`: a target as people write it. */
export const sayTarget = (target: string): string => target.slice(target.indexOf(":") + 1);

/** What the visitor reads. */
export function sayBan(nowMs: number, ban: Ban): string {
  const how = ban.untilMs === 0 ? "" : ` for another ${sayWait(ban.untilMs - nowMs)}`;
  const why = ban.reason === "" ? "" : ` Reason: ${ban.reason}`;
  return `You are banned from this game${how}.${why}`;
}
