/**
 * A zone for the engine's tests: players type what the zone shall do.
 *
 *   say WORDS · go ROOM · quit · give NAME (class A) · tell NAME WORDS · shout WORDS · who
 *   order JSON · boom · later MS WORDS · drop THING (the zone's own row changes)
 *   follow NAME · group ID… · fight · peace (who fights goes to no other instance) · instance [N]
 *
 * Like the real one it takes at most `maxEvents` inputs a step and keeps the rest.
 */

import type { Effect, StaffOrder, StepResult } from "@ambon/game/effect";
import type { Input, InputBody } from "@ambon/game/input";
import type { PlayerState } from "@ambon/game/player-state";
import type { SessionPart } from "@ambon/game/session-part";
import { decodeCanonical, encodeCanonical } from "@ambon/kernel/canonical";
import { hashText } from "@ambon/kernel/hash";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import { text } from "@ambon/markup/build";
import type { RunningZone, ZoneStart } from "../running-zone.ts";

interface Body {
  state: PlayerState;
  session: SessionPart;
}

interface Later {
  readonly dueMs: number;
  readonly player: PlayerId;
  readonly words: string;
}

export class ScriptedZone implements RunningZone {
  readonly start: ZoneStart;
  /** Everything this zone was given, for tests to look at. */
  readonly seen: InputBody[] = [];
  readonly limits: number[] = [];
  readonly ground: string[];
  steps = 0;
  readonly #players = new Map<PlayerId, Body>();
  readonly #fighting = new Set<PlayerId>();
  #backlog: Input[] = [];
  #later: Later[] = [];
  #effects: Effect[] = [];

  constructor(start: ZoneStart) {
    this.start = start;
    this.ground = start.stored === undefined ? [] : (JSON.parse(start.stored).ground as string[]);
    if (start.snapshot !== undefined) this.#continue(start.snapshot);
  }

  #continue(snapshot: string): void {
    const form = decodeCanonical(snapshot) as { players: Map<PlayerId, Body>; backlog: Input[] };
    for (const [id, body] of form.players) this.#players.set(id, body);
    this.#backlog = form.backlog;
  }

  step(nowMs: number, inputs: readonly Input[], maxEvents: number): StepResult {
    this.steps += 1;
    this.limits.push(maxEvents);
    this.#effects = [];
    const due = this.#later.filter((one) => one.dueMs <= nowMs);
    this.#later = this.#later.filter((one) => one.dueMs > nowMs);
    for (const { player, words } of due) this.#line(player, words, nowMs);
    const waiting = [...this.#backlog, ...inputs];
    for (const { body } of waiting.slice(0, maxEvents)) this.#apply(body, nowMs);
    this.#backlog = waiting.slice(maxEvents);
    const nextDueMs = this.nextDueMs();
    return { effects: this.#effects, pending: this.#backlog.length, nextDueMs };
  }

  hasWork(nowMs: number): boolean {
    return this.#backlog.length > 0 || (this.nextDueMs() ?? nowMs + 1) <= nowMs;
  }

  nextDueMs(): number | undefined {
    return this.#later.map((one) => one.dueMs).sort((a, b) => a - b)[0];
  }

  snapshot(): Uint8Array {
    return new TextEncoder().encode(this.#canonical());
  }

  hash(): string {
    return hashText(this.#canonical());
  }

  playerState(id: PlayerId): PlayerState | undefined {
    return this.#players.get(id)?.state;
  }

  storedState(): unknown {
    return { ground: this.ground };
  }

  players(): readonly PlayerId[] {
    return [...this.#players.keys()].sort();
  }

  sessionOf(id: PlayerId): SessionPart | undefined {
    return this.#players.get(id)?.session;
  }

  #canonical(): string {
    const { ground } = this;
    return encodeCanonical({ ground, players: this.#players, backlog: this.#backlog });
  }

  #apply(body: InputBody, nowMs: number): void {
    this.seen.push(body);
    const who = "player" in body && body.player !== null ? this.#players.get(body.player) : null;
    switch (body.i) {
      case "arrive": {
        const state = { ...body.state, room: body.room };
        this.#players.set(state.id, { state, session: body.session });
        const { id: player, level } = state;
        this.#effects.push({ e: "roster", player, level, afk: false });
        this.#effects.push({ e: "settings", to: player, settings: state.settings });
        this.#say([player], `You are in ${body.room}.`);
        return;
      }
      case "line":
        if (who) who.state = { ...who.state, inputSeq: body.inputSeq };
        this.#line(body.player, body.text, nowMs);
        return;
      case "subscribe":
        if (who) who.session = { ...who.session, subscriptions: body.packages };
        return;
      case "linkLost":
      case "linkBack":
        if (who) who.session = { ...who.session, linkDead: body.i === "linkLost" };
        return;
      case "remove":
        if (who) this.#leave(who.state, "removed", body.reason);
        return;
      case "message":
        this.#message(body);
        return;
      case "undeliverable":
        return this.#undeliverable(body, who ?? undefined);
      case "roster":
        this.#say([body.player], `Here: ${body.players.map((one) => one.name).join(", ")}.`);
        return;
      case "instances": {
        const shown = body.instances.map(({ number, players, isOpen }) =>
          isOpen ? `${number}: ${players}` : `${number}: ${players} closing`,
        );
        this.#say([body.player], body.problem ?? `Instances ${shown.join(", ")}.`);
        return;
      }
      case "switch":
        if (who && !this.#fighting.has(body.player)) {
          this.#transfer(who, who.state.room, body.to ?? undefined);
        }
        return;
      case "absorb":
        return this.#absorb(body);
      case "orderResult":
        this.#say([body.player], body.text);
        return;
      case "announce":
        this.#say(this.players(), body.text);
    }
  }

  #line(player: PlayerId, line: string, nowMs: number): void {
    const who = this.#players.get(player);
    if (who === undefined) return;
    const [verb, ...rest] = line.split(" ");
    const words = rest.join(" ");
    const me = { id: player, name: who.state.name, staff: who.state.staff };
    this.#effects.push({ e: "dirty", kind: "player", id: player });
    switch (verb) {
      case "go":
        return this.#transfer(who, words);
      case "quit":
        return this.#leave(who.state, "quit", "Goodbye.");
      case "give": {
        const other = [...this.#players.values()].find((one) => one.state.name === words);
        const parties = other === undefined ? [player] : [player, other.state.id];
        for (const id of parties) this.#effects.push({ e: "dirty", kind: "player", id });
        this.#say(parties, "It changes hands.");
        this.#effects.push({ e: "classA", parties });
        return;
      }
      case "tell": {
        const [name = "", ...message] = rest;
        return this.#send(
          player,
          { to: "player", name },
          {
            m: "tell",
            from: me,
            text: message.join(" "),
          },
        );
      }
      case "shout":
        return this.#send(
          player,
          { to: "world" },
          {
            m: "channel",
            channel: "gossip",
            from: me,
            text: words,
          },
        );
      case "follow":
        who.session = { ...who.session, following: words };
        return;
      case "group": {
        const members = rest.map((id) => ({ id: id as PlayerId, name: id }));
        who.session = { ...who.session, group: { id: "g", leader: player, members } };
        return;
      }
      case "fight":
        this.#fighting.add(player);
        return;
      case "peace":
        this.#fighting.delete(player);
        return;
      case "instance": {
        const query = { e: "query", query: "instances", player } as const;
        this.#effects.push(words === "" ? query : { ...query, to: Number(words) });
        return;
      }
      case "who":
        this.#effects.push({ e: "query", query: "who", player });
        return;
      case "order":
        this.#effects.push({ e: "order", player, order: JSON.parse(words) as StaffOrder });
        return;
      case "boom":
        this.#effects.push({
          e: "fault",
          at: `${this.start.zone}:1:1`,
          what: "line",
          error: "boom",
        });
        return;
      case "later":
        this.#later.push({
          dueMs: nowMs + Number(rest[0]),
          player,
          words: rest.slice(1).join(" "),
        });
        return;
      case "drop":
        this.ground.push(words);
        this.#effects.push({ e: "dirty", kind: "zone", id: this.start.zone });
        return;
      default:
        this.#say(this.players(), `${who.state.name}: ${line}`);
        this.#effects.push({ e: "prompt", to: player, values: PROMPT });
    }
  }

  #say(to: readonly PlayerId[], words: string): void {
    this.#effects.push({ e: "output", to, class: "chat", markup: text(words) });
  }

  /** Something cursed cannot be taken up: the handler throws, and is undone. */
  #absorb({ from, stored }: Extract<InputBody, { i: "absorb" }>): void {
    const { ground } = JSON.parse(stored) as { ground: string[] };
    const { zone } = this.start;
    if (ground.some((thing) => thing.startsWith("cursed"))) {
      this.#effects.push({ e: "fault", at: `${zone}:1:1`, what: "absorb", error: "curse" });
      return;
    }
    this.ground.push(...ground);
    this.#effects.push({ e: "dirty", kind: "zone", id: zone }, { e: "absorbed", from });
  }

  #transfer(who: Body, room: string, instance?: ZoneId): void {
    const { state, session } = who;
    this.#players.delete(state.id);
    this.#effects.push({
      e: "transfer",
      state,
      session,
      room,
      direction: "north",
      ...(instance === undefined ? {} : { instance }),
    });
  }

  #leave(state: PlayerState, reason: "quit" | "removed", words: string): void {
    this.#players.delete(state.id);
    this.#effects.push({ e: "left", state, reason, text: words });
  }

  #send(
    sender: PlayerId,
    address: Extract<Effect, { e: "message" }>["address"],
    body: Extract<Effect, { e: "message" }>["body"],
  ): void {
    const { zone, epoch } = this.start;
    const id = { zone, epoch, step: this.steps, index: this.#effects.length };
    this.#effects.push({ e: "message", id, address, sender, body });
  }

  #undeliverable(body: Extract<InputBody, { i: "undeliverable" }>, who: Body | undefined): void {
    if (who === undefined) this.#effects.push({ e: "astray", input: body });
    else if (body.uncertain === true) this.#say([who.state.id], `${body.name} may not have heard.`);
    else this.#say([who.state.id], `${body.name} cannot be reached.`);
  }

  #message(input: Extract<InputBody, { i: "message" }>): void {
    const { body, player } = input;
    if (player !== null && !this.#players.has(player)) {
      this.#effects.push({ e: "astray", input });
      return;
    }
    if (body.m === "notice" && player !== null) this.#say([player], body.text);
    if (body.m === "tell" && player !== null) {
      this.#say([player], `${body.from.name} tells you: ${body.text}`);
    }
    if (body.m === "channel") this.#say(this.players(), `${body.from.name} shouts: ${body.text}`);
  }
}

const PROMPT = {
  hp: 1,
  maxHp: 1,
  mana: 0,
  maxMana: 0,
  gold: 0,
  level: 1,
  xpToLevel: 1,
  room: "",
  enemy: "",
};
