/**
 * One seed from beginning to end.
 *
 *   safety: everything that the options allow goes wrong; the checks watch each step
 *     ─▶ heal: nothing goes wrong any more, and what was broken comes back
 *     ─▶ liveness: within LIVE_MS whoever was replaced has ended, every bot plays and is answered
 *     ─▶ quiet: nobody types; within QUIET_MS the store has everything
 *     ─▶ end: the engines stop in good order, and the books are closed
 *
 * It ends at the first broken invariant.
 */

import { newPlayerState } from "@ambon/game/player-state";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { playerId, zoneId } from "@ambon/kernel/ids";
import type { RowWatcher } from "@ambon/persistence/row-table";
import type { AggregateRow } from "@ambon/persistence/store";
import { Bounds } from "./checks/bounds.ts";
import { Checks, Sometimes, type Wrong } from "./checks/checks.ts";
import { DurableActs } from "./checks/durable-acts.ts";
import { EngineNames } from "./checks/engine-names.ts";
import { checkEnd, checkQuiet } from "./checks/final-checks.ts";
import { LineLedger } from "./checks/line-ledger.ts";
import { RowAudit } from "./checks/row-audit.ts";
import { ZoneKeeping } from "./checks/zone-keeping.ts";
import { ZoneReplay } from "./checks/zone-replay.ts";
import { Bot } from "./clients/bot.ts";
import { Cluster } from "./cluster.ts";
import { Faults } from "./faults.ts";
import { Network } from "./network/network.ts";
import { hashOfPassword } from "./nodes/account-model.ts";
import { linkCodecs } from "./nodes/frame-tokens.ts";
import type { Surroundings } from "./nodes/surroundings.ts";
import { limitsOf, type SimOptions } from "./options.ts";
import { StoreModel } from "./store/store-model.ts";
import { Dice } from "./time/dice.ts";
import { VirtualTime } from "./time/virtual-time.ts";
import { Trace } from "./trace/trace.ts";
import { SIM_WORLD } from "./world.ts";

const SECOND_MS = 1000;
export const LIVE_MS = 90_000;
const LIVE_STEP_MS = 2000;
export const QUIET_MS = 10_000;
export const STOP_MS = 20_000;
const PASSWORD = "wintergreen 7";
const NAMES = "Anna Bruno Cleo Dario Edda Fritz Gerda Hanno".split(" ");
export const PLAYERS_MAX = NAMES.length;
/** A crash may take back what is this much older than W says: cut interval, answer and tick. */
const WELL_MS = 10_000;

export interface SimReport {
  readonly options: SimOptions;
  readonly wrongs: readonly Wrong[];
  readonly hash: string;
  readonly tail: readonly string[];
  readonly virtualMs: number;
  readonly events: number;
  readonly lines: number;
  readonly acts: number;
  readonly sometimes: ReadonlyMap<string, number>;
}

export class Simulation {
  readonly #options: SimOptions;
  readonly #time = new VirtualTime();
  readonly #trace: Trace;
  readonly #checks: Checks;
  readonly #sometimes = new Sometimes();
  readonly #lines: LineLedger;
  readonly #audit: RowAudit;
  readonly #bots = new Map<string, number>();
  readonly #names = new Map<string, string>();
  readonly #engineNames: EngineNames;
  readonly #ids = new Set<string>();
  readonly #around: Surroundings;
  readonly #cluster: Cluster;
  /** Once nothing goes wrong any more. */
  #keeping: ZoneKeeping | null = null;

  /** `sink` gets every line of the trace. */
  constructor(options: SimOptions, sink?: (line: string) => void) {
    this.#options = options;
    const time = this.#time;
    const elapsed = (): number => time.elapsedMs;
    this.#trace = new Trace(elapsed, sink);
    this.#checks = new Checks(this.#trace, elapsed);
    this.#lines = new LineLedger(this.#checks);
    this.#audit = new RowAudit(this.#checks);
    this.#engineNames = new EngineNames(options.leaseMs);
    const dice = new Dice(options.seed >>> 0);
    const trace = this.#trace;
    const durable = new DurableActs(this.#checks, (player) => this.#names.get(player) ?? player);
    const limits = limitsOf(options);
    const recorded = dice.fork("recorded zone").pick([...SIM_WORLD.current.zones.keys()]) ?? "";
    const changed: RowWatcher = (change, before) => this.#rowChanged(change, before);
    this.#around = {
      seed: options.seed,
      time,
      dice,
      trace,
      network: new Network(time, dice.fork("network"), options.network),
      store: new StoreModel(time, dice.fork("store"), trace, options.store, changed),
      world: SIM_WORLD,
      limits,
      codecs: linkCodecs(options.realCodec),
      checks: this.#checks,
      sometimes: this.#sometimes,
      lines: this.#lines,
      durable,
      bounds: new Bounds(this.#checks, limits),
      replay: new ZoneReplay(SIM_WORLD, zoneId(recorded, 1)),
      botOf: (player) => this.#bots.get(player),
      heldBy: (id) => this.#around.store.rows.read({ kind: "player", id }),
      zoneOwner: (id) => {
        const kind = id.startsWith("@") ? "document" : "zone";
        return this.#around.store.rows.read({ kind, id })?.owner;
      },
      mayNotKnow: (owner) => this.#engineNames.mayNotKnow(owner, time.nowMs),
      newId: (id) => this.#newId(id),
      rowsCut: (owner, cut, result, edge) => {
        trace.note("store", "commit", `${owner} cut ${cut.seq}: ${result.outcome}`);
        this.#sometimes.count(`cut ${result.outcome}`);
        this.#audit.mustBeEven(`cut ${cut.seq} of ${owner}`);
        if (result.outcome === "saved") durable.saved(owner, edge);
      },
    };
    this.#createPlayers();
    this.#cluster = new Cluster(this.#around, options);
    this.#createBots();
  }

  run(): SimReport {
    const faults = new Faults(this.#around, this.#cluster, this.#options);
    this.#watch();
    this.#phase("safety");
    this.#until(this.#options.seconds * SECOND_MS);
    this.#phase("heal");
    faults.heal();
    const { engines, leaseMs } = this.#options;
    this.#keeping = new ZoneKeeping(this.#checks, engines > 1 ? leaseMs : 0);
    this.#live();
    this.#phase("quiet");
    for (const bot of this.#cluster.bots) bot.quiet = true;
    this.#until(QUIET_MS);
    if (this.#checks.isRight) checkQuiet(this.#around, this.#cluster);
    this.#phase("end");
    this.#keeping = null;
    this.#cluster.closing = true;
    for (const run of this.#cluster.running) run.end("stop");
    this.#until(STOP_MS);
    if (this.#checks.isRight) checkEnd(this.#around, this.#cluster, this.#bots);
    if (this.#checks.isRight) this.#replay();
    return this.#report();
  }

  /** What must hold all the time, each second. */
  #watch(): void {
    const { gateways, hosted, runs } = this.#cluster;
    // One that was replaced while it stood still may have its zones yet.
    const serving = [...runs.values()].filter((run) => run.isServing);
    for (const run of serving) run.checkBounds();
    for (const { run } of gateways) run?.checkBounds();
    const served = serving.flatMap((run) => [...run.running]);
    this.#keeping?.look(this.#time.nowMs, hosted, new Set(served));
    this.#time.after(SECOND_MS, () => this.#watch());
  }

  #replay(): void {
    const steps = this.#around.replay.check(this.#checks)?.steps ?? 0;
    this.#sometimes.count("a recorded step was played again", steps);
  }

  #report(): SimReport {
    return {
      options: this.#options,
      wrongs: this.#checks.wrongs,
      hash: this.#trace.hash,
      tail: this.#trace.tail(),
      virtualMs: this.#time.elapsedMs,
      events: this.#time.events,
      lines: this.#lines.count,
      acts: this.#around.durable.acts,
      sometimes: this.#sometimes.counts,
    };
  }

  #phase(name: string): void {
    if (this.#checks.isRight) this.#trace.note("sim", "phase", name);
  }

  #until(ms: number): void {
    this.#time.runUntil(this.#time.nowMs + ms, () => this.#checks.isRight);
  }

  /** Whoever was replaced must end, and every bot must be playing and be answered. */
  #live(): void {
    const { bots } = this.#cluster;
    for (const bot of bots) bot.calm = true;
    const asked = new Map<number, number>();
    const deadline = this.#time.nowMs + LIVE_MS;
    while (
      this.#checks.isRight &&
      this.#cluster.replaced.length > 0 &&
      this.#time.nowMs < deadline
    ) {
      this.#until(LIVE_STEP_MS);
    }
    for (const { owner } of this.#cluster.replaced) {
      this.#checks.wrong("live", `${owner} was replaced and goes on`);
    }
    const isServed = ({ index, answered }: Bot): boolean =>
      answered >= (asked.get(index) ?? Number.POSITIVE_INFINITY);
    while (this.#checks.isRight && !bots.every(isServed) && this.#time.nowMs < deadline) {
      for (const bot of bots) {
        if (bot.state !== "playing" || asked.has(bot.index)) continue;
        bot.probe();
        asked.set(bot.index, bot.typed);
      }
      this.#until(LIVE_STEP_MS);
    }
    for (const bot of bots) {
      if (isServed(bot) || !this.#checks.isRight) continue;
      this.#checks.wrong("live", `${bot.name} is ${bot.state} and was not answered`);
    }
  }

  #createPlayers(): void {
    const { rows } = this.#around.store;
    const [race = ""] = SIM_WORLD.current.races.keys();
    const [cls = ""] = SIM_WORLD.current.classes.keys();
    const { startRoom } = SIM_WORLD.current;
    const { players, twists } = this.#options;
    // The others are created by those who play them.
    const known = Math.max(1, players - twists.newcomers);
    for (const name of NAMES.slice(0, known)) {
      rows.createPlayer({
        name,
        auth: { passwordHash: hashOfPassword(PASSWORD), failures: 0, lockedUntilMs: 0 },
        stateFor: (id) =>
          encodeCanonical(
            newPlayerState({
              id: playerId(id),
              name,
              race,
              class: cls,
              startRoom,
              screenReader: false,
            }),
          ),
      });
    }
  }

  #createBots(): void {
    const { habits, players, telnetPermille } = this.#options;
    const names = NAMES.slice(0, players);
    const dice = this.#around.dice.fork("bots");
    names.forEach((name, index) => {
      const transport = dice.permille(telnetPermille) ? "telnet" : "websocket";
      const way = dice.fork(`way ${index}`);
      const bot = new Bot(this.#around, {
        index,
        name,
        password: PASSWORD,
        transport,
        others: names.filter((other) => other !== name).map((other) => other.toLowerCase()),
        habits,
        connect: (client, address) => this.#cluster.connect(client, transport, address, way),
      });
      this.#cluster.bots.push(bot);
    });
  }

  #newId(id: string): void {
    if (this.#ids.has(id)) this.#checks.wrong("I9", `the session id ${id} was minted twice`);
    this.#ids.add(id);
  }

  #rowMade({ kind, id, name }: AggregateRow): void {
    if (kind !== "player" || name === null) return;
    this.#bots.set(id, NAMES.indexOf(name));
    this.#names.set(id, name);
  }

  #rowChanged(...[change, before]: Parameters<RowWatcher>): void {
    this.#audit.changed(change, before);
    if (change.c !== "row") return;
    const { row } = change;
    this.#engineNames.changed(row, this.#time.nowMs);
    if (before === undefined) return this.#rowMade(row);
    if (row.owner === before.owner || row.owner === null) return;
    this.#trace.note("store", "claim", `${row.kind} ${row.id} by ${row.owner}, ${row.epoch}`);
    const { ended: all, runs } = this.#cluster;
    const lastRun = runs.get(before.owner ?? "");
    if (row.kind !== "player" && lastRun !== undefined && !lastRun.isServing) {
      const isOther = !row.owner.startsWith(`${lastRun.name}#`);
      this.#sometimes.count(isOther ? "a zone failed over" : "a zone went on after a restart");
    }
    const bot = row.kind === "player" ? this.#bots.get(row.id) : undefined;
    if (bot === undefined) return;
    const { inputSeq } = JSON.parse(row.state) as { inputSeq: number };
    // An owner that is there all the same lost the row while it stood still, or handed it over.
    const ended = all.get(before.owner ?? "");
    const ranMs = ended?.ranMs ?? lastRun?.process.ranMs ?? 0;
    const wasWell = this.#around.store.troubledMs < (ended?.atMs ?? 0) - WELL_MS;
    this.#lines.goesOnFrom(bot, inputSeq, ranMs, wasWell);
  }
}
