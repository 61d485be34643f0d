/**
 * The engine's account desk: the account service, the ticket office and the ban list behind one
 * counter. Questions to store and hasher go out as effects and come back as results.
 */

import type {
  Answer,
  Question,
  AccountEffect as ServiceEffect,
} from "@ambon/accounts/account-jobs";
import { AccountService } from "@ambon/accounts/account-service";
import {
  BANS_MAX,
  type Ban,
  BanList,
  encodeBan,
  parseBanTarget,
  sayBan,
  sayTarget,
} from "@ambon/accounts/bans";
import { readGrant, type SessionGrant, signGrant } from "@ambon/accounts/grant";
import { NameRules } from "@ambon/accounts/names";
import { sayWait } from "@ambon/accounts/say-wait";
import { type Signer, TicketOffice } from "@ambon/accounts/ticket";
import type { AccountReply } from "@ambon/bus/frames";
import { MAX_LEVEL } from "@ambon/game/systems/levels";
import type { Limits } from "@ambon/kernel/limits";
import type { WorldDefinition } from "@ambon/world/definition";
import type {
  AccountAnswer,
  AccountDesk,
  AccountFrame,
  AccountStep,
  BanChange,
  BanOutcome,
  HomeOf,
  Redeemed,
} from "./account-desk.ts";

/** What the host is asked to do; answered by an `AccountJobResult` with the same job. */
export type AccountJob =
  | { readonly job: number; readonly question: Question }
  /** Stores a ban (null = forgets it); nobody waits for it. */
  | { readonly job: 0; readonly target: string; readonly state: string | null };

export type AccountJobResult = { readonly job: number; readonly answer: Answer };

export interface ReceptionOptions {
  readonly limits: Limits;
  readonly signer: Signer;
  /** `engine#boot`: tickets are for this run only. */
  readonly owner: string;
  readonly world: WorldDefinition;
  /** Words of the command table: no name may be one. */
  readonly commandWords: readonly string[];
  readonly unknownNameHash: string;
  /** Bans as stored. */
  readonly bans: readonly Ban[];
}

export class AccountReception implements AccountDesk {
  readonly #service: AccountService;
  readonly #office: TicketOffice;
  readonly #bans = new BanList();
  readonly #owner: string;
  #homeOf: HomeOf = () => undefined;
  readonly #signer: Signer;
  #world: WorldDefinition;
  #unsaved: AccountJob[] = [];

  constructor(options: ReceptionOptions) {
    this.#owner = options.owner;
    this.#signer = options.signer;
    this.#world = options.world;
    this.#office = new TicketOffice(options.owner, options.signer);
    for (const ban of options.bans) this.#bans.set(ban);
    this.#service = new AccountService({
      limits: options.limits,
      rules: new NameRules(options.commandWords),
      unknownNameHash: options.unknownNameHash,
      banOf: (nowMs, visitor) => this.#banOf(nowMs, visitor),
      choiceMistake: (race, cls) => this.#choiceMistake(race, cls),
      admissionFor: (nowMs, { sessionId, gateway }, player) => {
        const home = this.#homeOf(player);
        const target = home?.owner ?? this.#owner;
        const order = { sessionId, gateway, playerId: player.id, target };
        const ticket = this.#office.issue(nowMs, order);
        return home === undefined ? { ticket } : { ticket, engine: home.engine, url: home.url };
      },
    });
  }

  call(nowMs: number, gateway: string, frame: AccountFrame): AccountStep {
    const { requestId, sessionId, address, call } = frame;
    if (call.op === "catalog") {
      return { answers: [{ gateway, requestId, sessionId, reply: this.#catalog() }], effects: [] };
    }
    const caller = { gateway, requestId, sessionId, address };
    return this.#sorted(this.#service.step(nowMs, [{ t: "call", caller, call }]));
  }

  result(nowMs: number, result: AccountJobResult): AccountStep {
    const { job, answer } = result;
    if (job === 0) return { answers: [], effects: [] };
    return this.#sorted(this.#service.step(nowMs, [{ t: "answer", job, answer }]));
  }

  redeem(nowMs: number, ticket: string, sessionId: string, gateway: string): Redeemed {
    const redeemed = this.#office.redeem(nowMs, ticket, { sessionId, gateway });
    if (redeemed.ok) return { ok: true, playerId: redeemed.value };
    return { ok: false, message: redeemed.error };
  }

  grant(nowMs: number, grant: SessionGrant): string {
    return signGrant(this.#signer, nowMs, grant);
  }

  granted(nowMs: number, grant: string, sessionId: string): SessionGrant | undefined {
    return readGrant(this.#signer, nowMs, grant, sessionId);
  }

  banned(nowMs: number, name: string, address: string): string | undefined {
    return this.#banOf(nowMs, { name, address });
  }

  ban(nowMs: number, target: string, durationMs: number, reason: string, by: string): BanOutcome {
    const parsed = parseBanTarget(target);
    if (!parsed.ok) return { ok: false, text: parsed.error };
    const untilMs = durationMs === 0 ? 0 : nowMs + durationMs;
    const ban: Ban = { target: parsed.value, reason, by, untilMs };
    if (!this.#bans.set(ban)) {
      return { ok: false, text: `There are ${BANS_MAX} bans already: lift one first.` };
    }
    this.#unsaved.push({ job: 0, target: ban.target, state: encodeBan(ban) });
    const how = durationMs === 0 ? "for good" : `for ${sayWait(durationMs)}`;
    return { ok: true, text: `${sayTarget(ban.target)} is banned ${how}.`, change: { ban } };
  }

  unban(nowMs: number, target: string): BanOutcome {
    this.#forgetExpired(nowMs);
    const parsed = parseBanTarget(target);
    if (!parsed.ok) return { ok: false, text: parsed.error };
    if (!this.#bans.remove(parsed.value)) {
      return { ok: false, text: `${sayTarget(parsed.value)} is not banned.` };
    }
    this.#unsaved.push({ job: 0, target: parsed.value, state: null });
    const text = `${sayTarget(parsed.value)} is no longer banned.`;
    return { ok: true, text, change: { lifted: parsed.value } };
  }

  learn(change: BanChange): void {
    if ("lifted" in change) this.#bans.remove(change.lifted);
    else this.#bans.set(change.ban);
  }

  useHomes(homeOf: HomeOf): void {
    this.#homeOf = homeOf;
  }

  listBans(nowMs: number): string {
    this.#forgetExpired(nowMs);
    const rows = this.#bans.list().map((ban) => {
      const how = ban.untilMs === 0 ? "for good" : `for another ${sayWait(ban.untilMs - nowMs)}`;
      const why = ban.reason === "" ? "" : `: ${ban.reason}`;
      return `${sayTarget(ban.target)} ${how}, by ${ban.by}${why}`;
    });
    return rows.length === 0 ? "Nobody is banned." : `Banned: ${rows.join("; ")}.`;
  }

  takeEffects(): readonly AccountJob[] {
    const jobs = this.#unsaved;
    this.#unsaved = [];
    return jobs;
  }

  worldChanged(world: WorldDefinition): void {
    this.#world = world;
  }

  #sorted(effects: readonly ServiceEffect[]): AccountStep {
    const answers: AccountAnswer[] = [];
    const jobs: AccountJob[] = [];
    for (const effect of effects) {
      if (effect.e === "ask") jobs.push({ job: effect.job, question: effect.question });
      else {
        const { gateway, requestId, sessionId } = effect.caller;
        answers.push({ gateway, requestId, sessionId, reply: effect.reply });
      }
    }
    return { answers, effects: jobs };
  }

  #catalog(): AccountReply {
    const { name, zones, rooms, mobs, items, help, races, classes, splash } = this.#world;
    const entries = (things: WorldDefinition["races"] | WorldDefinition["classes"]) =>
      [...things.values()].map(({ id, name: title, description }) => ({
        id,
        name: title,
        description,
      }));
    return {
      ok: true,
      op: "catalog",
      worldName: name,
      races: entries(races),
      classes: entries(classes),
      splash,
      size: {
        zones: zones.size,
        rooms: rooms.size,
        mobs: mobs.size,
        items: items.size,
        helpTopics: help.length,
        levels: MAX_LEVEL,
      },
    };
  }

  #choiceMistake(race: string, cls: string): string | undefined {
    if (!this.#world.races.has(race))
      return "There is no such race. Please choose one of the list.";
    if (!this.#world.classes.has(cls)) {
      return "There is no such class. Please choose one of the list.";
    }
    return undefined;
  }

  #banOf(nowMs: number, visitor: { address: string; name?: string }): string | undefined {
    const ban = this.#bans.match(nowMs, visitor);
    return ban === undefined ? undefined : sayBan(nowMs, ban);
  }

  #forgetExpired(nowMs: number): void {
    for (const ban of this.#bans.expired(nowMs)) {
      this.#bans.remove(ban.target);
      this.#unsaved.push({ job: 0, target: ban.target, state: null });
    }
  }
}
