/**
 * Output on its way to the gateways. One batch per gateway and tick; a frame for many players is
 * put in once per gateway, with the list of their channels. Who has no credit or no socket is left
 * out of it and served later from what waits for them (output/session-output.ts).
 *
 * Output of a player whose valuables moved waits here until the cut that contains the move is
 * durable, in order and bounded: of prompts and data only the newest of a kind is kept, and beyond
 * HELD_FRAMES_MAX the oldest line of text is lost, counted and marked in what is shown.
 */

import type { CloseReason, EngineFrame } from "@ambon/bus/frames";
import type { PlayerId } from "@ambon/kernel/ids";
import type { Metrics } from "@ambon/kernel/ports";
import { text } from "@ambon/markup/build";
import type { EngineSession } from "./engine-session.ts";
import { type GatewayLink, newGatewayLink } from "./gateway-link.ts";
import {
  newItem,
  type OutputItem,
  type Payload,
  replaceKey,
  type SharedPayload,
  toMany,
  toOne,
} from "./output/payload.ts";

export const HELD_FRAMES_MAX = 256;

export class Outbox {
  readonly #links = new Map<string, GatewayLink>();
  readonly #metrics: Metrics;
  readonly #nowMs: () => number;
  #touched: GatewayLink[] = [];
  readonly #held = new Set<EngineSession>();
  #tooSlow = new Set<EngineSession>();

  /** `nowMs` is the time of the running tick. */
  constructor(metrics: Metrics, nowMs: () => number) {
    this.#metrics = metrics;
    this.#nowMs = nowMs;
  }

  /** The link of this gateway; a name heard for the first time gets one. */
  link(name: string): GatewayLink {
    let link = this.#links.get(name);
    if (link === undefined) {
      link = newGatewayLink(name);
      this.#links.set(name, link);
    }
    return link;
  }

  /** Forgets a gateway and what was meant for it. */
  drop(name: string): GatewayLink | undefined {
    const link = this.#links.get(name);
    this.#links.delete(name);
    return link;
  }

  links(): Iterable<GatewayLink> {
    return this.#links.values();
  }

  /** A frame that has no output number and belongs to no session. */
  raw(link: GatewayLink, frame: EngineFrame): void {
    link.frames.push(frame);
  }

  /** To one session; without a socket it waits for one. */
  unicast(session: EngineSession, payload: Payload): void {
    const item = newItem(payload, this.#nowMs());
    if (session.heldUntilCut > 0) this.#hold(session, item);
    else this.#deliver(session, item);
  }

  /** To one session, before what waits for a cut: it must say nothing that could be undone. */
  ahead(session: EngineSession, payload: Payload): void {
    this.#deliver(session, newItem(payload, this.#nowMs()));
  }

  /** To all of `to` but not `except`. */
  multicast(
    to: readonly PlayerId[],
    except: readonly PlayerId[] | undefined,
    find: (id: PlayerId) => EngineSession | undefined,
    payload: SharedPayload,
  ): void {
    const item = newItem(payload, this.#nowMs());
    for (const id of to) {
      if (except?.includes(id)) continue;
      const session = find(id);
      if (session === undefined) continue;
      if (session.heldUntilCut > 0) {
        this.#hold(session, item);
        continue;
      }
      const { link } = session;
      if (!this.#goesNow(session, item) || link === null) continue;
      if (link.scratch === null) {
        link.scratch = [];
        this.#touched.push(link);
      }
      link.scratch.push(session.channel);
    }
    for (const link of this.#touched) {
      if (link.scratch !== null) link.frames.push(toMany(payload, link.scratch));
      link.scratch = null;
    }
    this.#touched.length = 0;
  }

  /** Sends what waits for this session as far as its credit goes. */
  pump(session: EngineSession): void {
    const { link, channel, output } = session;
    // What a dumped session has not sent is sent by whoever goes on with the dump.
    if (link === null || session.sealed) return;
    for (let item = output.next(); item; item = output.next()) {
      link.frames.push(toOne(item.payload, channel));
    }
  }

  /** What this session is sent from now on waits for `cut`. */
  holdUntil(session: EngineSession, cut: number): void {
    session.heldUntilCut = Math.max(session.heldUntilCut, cut);
    this.#held.add(session);
  }

  /** What this session is sent goes out again, what waited first. */
  unhold(session: EngineSession): void {
    session.heldUntilCut = 0;
    this.#held.delete(session);
    for (const { item } of session.held.splice(0)) this.#deliver(session, item);
  }

  /** The session lives on elsewhere: what waited here was not part of it. */
  forgetHeld(session: EngineSession): void {
    session.held.length = 0;
    this.#held.delete(session);
  }

  /** Lets go what waited for cuts up to `cut`. */
  release(cut: number): void {
    for (const session of this.#held) {
      let count = 0;
      while (count < session.held.length && (session.held[count]?.cut ?? 0) <= cut) count += 1;
      for (const { item } of session.held.splice(0, count)) this.#deliver(session, item);
      if (session.heldUntilCut > cut) continue;
      session.heldUntilCut = 0;
      this.#held.delete(session);
    }
  }

  /** Throws away what waits for this session: another client begins, or nobody will. */
  forget(session: EngineSession): void {
    session.held.length = 0;
    if (session.phase === "leaving") this.#held.delete(session);
    session.output.forget();
  }

  /** Sessions whose refresh cannot get through, since the last call. */
  takeTooSlow(): ReadonlySet<EngineSession> {
    const sessions = this.#tooSlow;
    if (sessions.size > 0) this.#tooSlow = new Set();
    return sessions;
  }

  close(session: EngineSession, reason: CloseReason, message: string): void {
    const { link, channel } = session;
    if (link === null) return;
    link.frames.push({ f: "close", channel, reason, message });
    link.acks.delete(session);
  }

  /** The last words: everything that waits goes before them. */
  farewell(session: EngineSession, reason: CloseReason, message: string): void {
    const { link, channel } = session;
    if (link === null) return;
    for (const item of session.output.rest()) link.frames.push(toOne(item.payload, channel));
    this.close(session, reason, message);
  }

  ack(session: EngineSession): void {
    session.link?.acks.add(session);
  }

  /** Hands over each gateway's batch of this tick. Acknowledgements come first. */
  flush(send: (gateway: string, frames: readonly EngineFrame[]) => void): void {
    for (const link of this.#links.values()) {
      if (link.frames.length === 0 && link.acks.size === 0) continue;
      const batch: EngineFrame[] = [];
      for (const session of link.acks) {
        session.ackedSeq = session.appliedSeq;
        batch.push({ f: "inputAck", channel: session.channel, inputSeq: session.appliedSeq });
      }
      link.acks.clear();
      const frames = batch.length === 0 ? link.frames : batch.concat(link.frames);
      link.frames = [];
      send(link.name, frames);
    }
  }

  #deliver(session: EngineSession, item: OutputItem): void {
    if (!this.#goesNow(session, item)) return;
    session.link?.frames.push(toOne(item.payload, session.channel));
  }

  #goesNow(session: EngineSession, item: OutputItem): boolean {
    const offer = session.output.offer(item, session.link !== null);
    if (offer === "tooSlow") this.#tooSlow.add(session);
    return offer === "send";
  }

  #hold(session: EngineSession, item: OutputItem): void {
    const key = replaceKey(item.payload);
    const { held } = session;
    if (key !== "") {
      const older = held.findIndex((one) => replaceKey(one.item.payload) === key);
      if (older >= 0) held.splice(older, 1);
    }
    held.push({ cut: session.heldUntilCut, item });
    if (held.length <= HELD_FRAMES_MAX) return;
    this.#metrics.count("engine_held_frames_lost_total");
    const markup = text("[Some lines were lost while the game was being saved.]");
    // The oldest two make way for the note; the note itself is the first to make way next time.
    held.splice(0, 2, {
      cut: held[1]?.cut ?? session.heldUntilCut,
      item: newItem({ f: "output", class: "system", markup }, this.#nowMs()),
    });
  }
}
