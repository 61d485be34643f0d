/** Branded ids: a bare string or number cannot be passed where one of these is meant. */

declare const brand: unique symbol;
export type Branded<T, B extends string> = T & { readonly [brand]: B };

/** Given by the store at creation; decimal digits. */
export type PlayerId = Branded<string, "PlayerId">;
/** A running zone, always `template#n` (`town#1`). */
export type ZoneId = Branded<string, "ZoneId">;
/** 64-bit Snowflake as decimal digits in data, `bigint` where it is minted. */
export type SessionId = Branded<string, "SessionId">;
/** An engine's name, and the nonce of one run of it: `engine-1#k3f9`. */
export type EngineId = Branded<string, "EngineId">;

export const playerId = (digits: string): PlayerId => digits as PlayerId;
export const sessionId = (digits: string): SessionId => digits as SessionId;
export const engineId = (name: string): EngineId => name as EngineId;

/** `town` and 1 → `town#1`. */
export const zoneId = (template: string, instance: number): ZoneId =>
  `${template}#${instance}` as ZoneId;

/** `town#1` → `town`. */
export const templateOf = (zone: ZoneId): string => {
  const cut = zone.indexOf("#");
  return cut < 0 ? zone : zone.slice(0, cut);
};

/** `town#1` → 1. */
export const instanceOf = (zone: ZoneId): number => {
  const cut = zone.indexOf("#");
  return cut < 0 ? 1 : Number(zone.slice(cut + 1));
};
