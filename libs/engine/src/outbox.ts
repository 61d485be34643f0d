/**
 * Output on its way to the gateways. One batch per gateway and tick; a frame for many players is
 * put in once per gateway, with the list of their channels.
 *
 * Output of a player whose valuables moved waits here until the cut that contains the move is
 * durable, in order and bounded: of prompts and data only the newest of a kind is kept, and beyond
 * HELD_FRAMES_MAX the oldest line of text is lost, counted and marked in what is shown.
 */

import type { EngineFrame } from "@ambon/bus/frames";
import type { PlayerId } from "@ambon/kernel/ids";
import type { Metrics } from "@ambon/kernel/ports";
import { text } from "@ambon/markup/build";
import type { CloseReason, EngineSession } from "./engine-session.ts";
import { type GatewayLink, newGatewayLink } from "./gateway-link.ts";

export const HELD_FRAMES_MAX = 256;

type Numbered = Extract<EngineFrame, { f: "output" | "prompt" | "data" | "settings" }>;

/** Frames of which only the newest matters; "" = each matters. */
const replaceKey = (frame: EngineFrame): string => {
  if (frame.f === "prompt" || frame.f === "settings") return frame.f;
  return frame.f === "data" && frame.package !== "comm.channel.text" ? frame.package : "";
};

export class Outbox {
  readonly #links = new Map<string, GatewayLink>();
  readonly #metrics: Metrics;
  #touched: GatewayLink[] = [];
  readonly #held = new Set<EngineSession>();

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
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

  /** To one session; nothing when it has no socket. */
  unicast(session: EngineSession, frame: Numbered): void {
    if (session.link === null) return;
    if (session.heldUntilCut > 0) this.#hold(session, frame);
    else {
      session.outputSeq += 1;
      session.link.frames.push(frame);
    }
  }

  /** To all of `to` with a socket, but not `except`; `make` builds the frame for some channels. */
  multicast(
    to: readonly PlayerId[],
    except: readonly PlayerId[] | undefined,
    find: (id: PlayerId) => EngineSession | undefined,
    make: (channels: readonly number[]) => Numbered,
  ): void {
    for (const id of to) {
      if (except?.includes(id)) continue;
      const session = find(id);
      if (session === undefined || session.link === null) continue;
      if (session.heldUntilCut > 0) {
        this.#hold(session, make([session.channel]));
        continue;
      }
      session.outputSeq += 1;
      const { link } = session;
      if (link.scratch === null) {
        link.scratch = [];
        this.#touched.push(link);
      }
      link.scratch.push(session.channel);
    }
    for (const link of this.#touched) {
      if (link.scratch !== null) link.frames.push(make(link.scratch));
      link.scratch = null;
    }
    this.#touched.length = 0;
  }

  /** What this session is sent from now on waits for `cut`. */
  holdUntil(session: EngineSession, cut: number): void {
    session.heldUntilCut = Math.max(session.heldUntilCut, cut);
    this.#held.add(session);
  }

  /** Lets go what waited for cuts up to `cut`. */
  release(cut: number): void {
    for (const session of this.#held) {
      let count = 0;
      while (count < session.held.length && (session.held[count]?.cut ?? 0) <= cut) count += 1;
      for (const { frame } of session.held.splice(0, count)) {
        if (session.link === null) continue;
        session.outputSeq += 1;
        session.link.frames.push(frame);
      }
      if (session.heldUntilCut > cut) continue;
      session.heldUntilCut = 0;
      this.#held.delete(session);
    }
  }

  /** Throws away what waits for this session: its socket is gone, a full refresh follows. */
  forgetHeld(session: EngineSession): void {
    session.held.length = 0;
    if (session.phase === "leaving") this.#held.delete(session);
  }

  close(session: EngineSession, reason: CloseReason, message: string): void {
    if (session.link === null) return;
    session.link.frames.push({ f: "close", channel: session.channel, reason, message });
    session.link.acks.delete(session);
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

  #hold(session: EngineSession, frame: EngineFrame): void {
    const key = replaceKey(frame);
    const { held } = session;
    if (key !== "") {
      const older = held.findIndex((one) => replaceKey(one.frame) === key);
      if (older >= 0) held.splice(older, 1);
    }
    held.push({ cut: session.heldUntilCut, frame });
    if (held.length <= HELD_FRAMES_MAX) return;
    this.#metrics.count("engine_held_frames_lost_total");
    const { channel, heldUntilCut } = session;
    const markup = text("[Some lines were lost while the game was being saved.]");
    // The oldest two make way for the note; the note itself is the first to make way next time.
    held.splice(0, 2, {
      cut: held[1]?.cut ?? heldUntilCut,
      frame: { f: "output", channels: [channel], class: "system", markup },
    });
  }
}
