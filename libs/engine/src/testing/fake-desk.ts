/** Accounts for the engine's tests: the ticket `t-7` is good once for player 7. */

import type { SessionGrant } from "@ambon/accounts/grant";
import type {
  AccountDesk,
  AccountFrame,
  AccountStep,
  BanChange,
  BanOutcome,
  HomeOf,
  Redeemed,
} from "../account-desk.ts";

export class FakeDesk implements AccountDesk {
  readonly #used = new Set<string>();
  readonly bans: string[] = [];
  homeOf: HomeOf = () => undefined;

  call(_nowMs: number, gateway: string, frame: AccountFrame): AccountStep {
    const { requestId, sessionId, call } = frame;
    const ask = { gateway, requestId, sessionId, op: call.op };
    return { answers: [], effects: [ask] };
  }

  result(_nowMs: number, result: unknown): AccountStep {
    const { gateway, requestId, sessionId } = result as {
      gateway: string;
      requestId: number;
      sessionId: string;
    };
    const reply = { ok: true, op: "checkName", exists: true, name: "Anna" } as const;
    return { answers: [{ gateway, requestId, sessionId, reply }], effects: [] };
  }

  redeem(_nowMs: number, ticket: string): Redeemed {
    const id = /^t-(\d+)/.exec(ticket)?.[1];
    if (id === undefined || this.#used.has(ticket)) return { ok: false, message: "No ticket." };
    this.#used.add(ticket);
    return { ok: true, playerId: id };
  }

  grant(_nowMs: number, grant: SessionGrant): string {
    return JSON.stringify(grant);
  }

  granted(_nowMs: number, grant: string, sessionId: string): SessionGrant | undefined {
    const granted = JSON.parse(grant) as SessionGrant;
    return granted.sessionId === sessionId ? granted : undefined;
  }

  banned(_nowMs: number, name: string, address: string): string | undefined {
    const hit = this.bans.includes(name) || this.bans.includes(address);
    return hit ? "You are banned." : undefined;
  }

  ban(_nowMs: number, target: string): BanOutcome {
    this.bans.push(target);
    return { ok: true, text: `${target} is banned.` };
  }

  unban(_nowMs: number, target: string): BanOutcome {
    const at = this.bans.indexOf(target);
    if (at >= 0) this.bans.splice(at, 1);
    return { ok: at >= 0, text: at >= 0 ? "Done." : "Not banned." };
  }

  learn(change: BanChange): void {
    if ("ban" in change) this.bans.push(change.ban.target);
  }

  useHomes(homeOf: HomeOf): void {
    this.homeOf = homeOf;
  }

  listBans(): string {
    return this.bans.join(", ");
  }

  takeEffects(): readonly unknown[] {
    return [];
  }

  worldChanged(): void {
    // Nothing of the world is kept here.
  }
}
