/** What staff type for bans and countdowns: durations, names, addresses. Problems are sentences. */

import { fail, ok, type Result } from "@ambon/kernel/result";

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const MAX_BAN_MS = 3650 * 86_400_000;
const MAX_COUNTDOWN_S = 3600;
const DEFAULT_COUNTDOWN_S = 60;
/** A wider block would shut out whole countries by a slip. */
const MIN_PREFIX_V4 = 8;
const MIN_PREFIX_V6 = 16;

/** `10m`, `2h`, `7d`, `forever` (0) in milliseconds. */
export const parseDuration = (typed: string): Result<number, string> => {
  const word = typed.toLowerCase();
  if (word === "" || word === "forever") return ok(0);
  const match = /^(\d{1,6})([smhdw])$/.exec(word);
  const unit = UNIT_MS[match?.[2] ?? ""];
  if (match === null || unit === undefined) {
    return fail('How long comes first: 10m, 2h, 7d or "forever"; then the reason.');
  }
  const durationMs = Number(match[1]) * unit;
  if (durationMs === 0) return fail('A ban of no time is none. For good it is "forever".');
  if (durationMs > MAX_BAN_MS) return fail('At most 3650d; beyond that it is "forever".');
  return ok(durationMs);
};

/** Seconds to a shutdown in milliseconds: a number, `now`, or nothing for the usual minute. */
export const parseCountdown = (typed: string): Result<number, string> => {
  const word = typed.toLowerCase();
  if (word === "") return ok(DEFAULT_COUNTDOWN_S * 1000);
  if (word === "now") return ok(0);
  const seconds = /^\d{1,5}$/.test(word) ? Number(word) : -1;
  if (seconds >= 0 && seconds <= MAX_COUNTDOWN_S) return ok(seconds * 1000);
  return fail(`First the seconds, 0 to ${MAX_COUNTDOWN_S}, or "now" or "cancel"; then the reason.`);
};

const isIpv4 = (text: string): boolean => {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
};

/** One IPv4 address at the end stands for two groups. */
const isIpv6 = (text: string): boolean => {
  const tail = /^(.*:)(\d[\d.]*\.\d+)$/.exec(text);
  if (tail !== null && !isIpv4(tail[2] as string)) return false;
  const whole = tail === null ? text : `${tail[1]}0:0`;
  const halves = whole.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
};

const prefixProblem = (address: string, prefix: string): string | undefined => {
  const [least, most] = isIpv4(address) ? [MIN_PREFIX_V4, 32] : [MIN_PREFIX_V6, 128];
  const length = /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (length >= least && length <= most) return undefined;
  return `After the slash comes a number from ${least} to ${most}.`;
};

/** Why this cannot be banned; undefined = it is a name, an address or a block of addresses. */
export const banTargetProblem = (typed: string): string | undefined => {
  if (/^\p{L}{2,16}$/u.test(typed)) return undefined;
  const slash = typed.indexOf("/");
  const address = slash < 0 ? typed : typed.slice(0, slash);
  if (!isIpv4(address) && !isIpv6(address)) {
    return (
      "A ban is for a name (letters only), an address like 192.0.2.7, or a block of them " +
      "like 192.0.2.0/24."
    );
  }
  return slash < 0 ? undefined : prefixProblem(address, typed.slice(slash + 1));
};
