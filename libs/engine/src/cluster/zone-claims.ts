/**
 * Which zones that nobody runs this engine should try to take, and when.
 *
 * Without a coordinator: every engine ranks itself among those it knows that may run the zone, by
 * rendezvous hashing (Thaler & Ravishankar 1998) over (zone, engine). Those of the region that is
 * wished for come before all others; those that already run more than their share come last among
 * their like. The first asks the store at once, each later one RANK_WAIT_MS after the
 * one before, counted from when it saw that nobody has the zone. The store decides; being wrong
 * about the others costs an unneeded question or a little delay, never two owners.
 */

import { hash32 } from "@ambon/kernel/hash";
import type { ZoneId } from "@ambon/kernel/ids";

export const RANK_WAIT_MS = 1000;
/** A zone that is held without a lease is looked at again after so long. */
export const HELD_WAIT_MS = 5000;
/** The shortest wait after the store said that somebody has it. */
const SHORTEST_WAIT_MS = 200;

/** Above every hash. */
const UINT32 = 4_294_967_296;

export interface Candidate {
  readonly engine: string;
  /** Zones it runs already. */
  readonly load: number;
  readonly mayRun: (zone: ZoneId) => boolean;
  /** It is where the zone should run. */
  readonly isNear: (zone: ZoneId) => boolean;
}

export class ZoneClaims {
  readonly #unownedSince = new Map<ZoneId, number>();
  readonly #notBefore = new Map<ZoneId, number>();
  readonly #asking = new Set<ZoneId>();

  /** Zones to ask the store for now; each is marked as asked. */
  takeDue(
    nowMs: number,
    unowned: readonly ZoneId[],
    me: string,
    candidates: readonly Candidate[],
  ): readonly ZoneId[] {
    const wanted = new Set(unowned);
    for (const zone of this.#unownedSince.keys()) {
      if (!wanted.has(zone)) this.#unownedSince.delete(zone);
    }
    const zones = unowned.length + candidates.reduce((sum, { load }) => sum + load, 0);
    const share = Math.ceil(zones / Math.max(1, candidates.length));
    const due = unowned.filter((zone) => {
      const since = this.#unownedSince.get(zone) ?? nowMs;
      this.#unownedSince.set(zone, since);
      if (this.#asking.has(zone) || nowMs < (this.#notBefore.get(zone) ?? 0)) return false;
      return nowMs - since >= rankOf(zone, me, candidates, share) * RANK_WAIT_MS;
    });
    for (const zone of due) this.#asking.add(zone);
    return due;
  }

  get isAsking(): boolean {
    return this.#asking.size > 0;
  }

  isAskingFor(zone: ZoneId): boolean {
    return this.#asking.has(zone);
  }

  /** The zone is to be asked for out of turn. */
  asked(zone: ZoneId): void {
    this.#asking.add(zone);
  }

  /** It is ours now, or nobody is to run it any more. */
  settled(zone: ZoneId): void {
    this.#asking.delete(zone);
    this.#notBefore.delete(zone);
    this.#unownedSince.delete(zone);
  }

  /** Somebody has it; `leftMs` of the lease, null = no lease; undefined = the store is away. */
  notTaken(zone: ZoneId, nowMs: number, leftMs: number | null | undefined): void {
    this.#asking.delete(zone);
    const waitMs = leftMs === undefined ? RANK_WAIT_MS : (leftMs ?? HELD_WAIT_MS);
    this.#notBefore.set(zone, nowMs + Math.max(SHORTEST_WAIT_MS, waitMs));
  }
}

const rankOf = (
  zone: ZoneId,
  me: string,
  candidates: readonly Candidate[],
  share: number,
): number => {
  const weight = ({ engine, load, isNear }: Candidate): number =>
    (isNear(zone) ? 2 * UINT32 : 0) + (load >= share ? 0 : UINT32) + hash32(`${zone}@${engine}`);
  const mine = candidates.find(({ engine }) => engine === me);
  if (mine === undefined) return candidates.length;
  const own = weight(mine);
  const others = candidates.filter(({ engine, mayRun }) => engine !== me && mayRun(zone));
  return others.filter((one) => weight(one) > own).length;
};
