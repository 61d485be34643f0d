/**
 * The life of the connection, as a machine without a socket: `linkStep(state, event)` says what
 * to do.
 *
 *   connecting ──opened──▶ open ──closed, silence──▶ waiting ──timer, online, retry──▶ connecting
 *        └──────closed──────────────────────────────▲
 *   open ──bye that means it──▶ ended ──retry──▶ connecting
 *
 * One timer exists at a time: in `waiting` it ends the pause, in `open` and `connecting` it
 * watches for silence. A socket is known by its number; events of a superseded one are ignored.
 * After a `bye` that only the player can answer (quit, taken over, banned …) nothing reconnects
 * by itself: two browsers would throw each other out for ever.
 */

import type { ByeReason } from "./protocol.ts";

/** First pause before trying again; doubles up to the longest, half of it by chance. */
export const RETRY_FIRST_MS = 500;
export const RETRY_LONGEST_MS = 15_000;
/** An opening socket that says nothing for so long is given up. */
export const OPEN_TIMEOUT_MS = 10_000;
/** Silence after which we ask whether the server is there, and how long it may take to answer. */
export const PING_AFTER_MS = 25_000;
export const PONG_WITHIN_MS = 8_000;
/** The same when the page wakes up: the socket may have died in its sleep. */
export const WAKE_PONG_WITHIN_MS = 3_000;

export interface LinkState {
  readonly phase: "idle" | "connecting" | "open" | "waiting" | "ended";
  /** Number of the current socket. */
  readonly socket: number;
  /** Failures in a row. */
  readonly failures: number;
  /** A ping is on its way. */
  readonly pinged: boolean;
  /** Set by a bye: what happens once the socket closes. */
  readonly bye: ByeReason | null;
}

export type LinkEvent =
  | { readonly e: "start" }
  /** The player wants it now. */
  | { readonly e: "retry" }
  | { readonly e: "opened"; readonly socket: number }
  | { readonly e: "frame"; readonly socket: number }
  | { readonly e: "bye"; readonly reason: ByeReason }
  /** `chance` is from 0 to 1 (exclusive) and spreads the clients of a restarted server. */
  | { readonly e: "closed"; readonly socket: number; readonly chance: number }
  | { readonly e: "timer"; readonly chance: number }
  | { readonly e: "online" }
  | { readonly e: "visible" };

export type LinkEffect =
  | { readonly do: "open"; readonly socket: number }
  | { readonly do: "close" }
  | { readonly do: "ping" }
  /** Replaces the running timer; null stops it. */
  | { readonly do: "timer"; readonly ms: number | null };

export const INITIAL_LINK: LinkState = {
  phase: "idle",
  socket: 0,
  failures: 0,
  pinged: false,
  bye: null,
};

export type LinkStep = readonly [LinkState, readonly LinkEffect[]];

/** Reasons after which the same player wants to be back without asking. */
const COMES_BACK: ReadonlySet<ByeReason> = new Set(["shutdown", "later", "slow"]);

const connect = (state: LinkState): LinkStep => {
  const socket = state.socket + 1;
  return [
    { ...state, phase: "connecting", socket, pinged: false, bye: null },
    [{ do: "close" }, { do: "open", socket }, { do: "timer", ms: OPEN_TIMEOUT_MS }],
  ];
};

/** The pause before the next attempt after `failures` failures, in milliseconds. */
export const retryDelayMs = (failures: number, chance: number): number => {
  const steps = Math.min(failures, 10);
  const full = Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** steps);
  return Math.round(full / 2 + (full / 2) * chance);
};

const lose = (state: LinkState, chance: number): LinkStep => {
  if (state.bye !== null && !COMES_BACK.has(state.bye)) {
    return [{ ...state, phase: "ended" }, [{ do: "close" }, { do: "timer", ms: null }]];
  }
  const ms = retryDelayMs(state.failures, chance);
  const next = { ...state, phase: "waiting", failures: state.failures + 1, bye: null } as const;
  return [next, [{ do: "close" }, { do: "timer", ms }]];
};

const timer = (state: LinkState, chance: number): LinkStep => {
  if (state.phase === "waiting") return connect(state);
  if (state.phase === "connecting") return lose(state, chance);
  if (state.phase !== "open") return [state, []];
  if (state.pinged) return lose(state, chance);
  return [{ ...state, pinged: true }, [{ do: "ping" }, { do: "timer", ms: PONG_WITHIN_MS }]];
};

const open = (state: LinkState, event: "opened" | "frame"): LinkStep => {
  // Only a server that has spoken counts as a success: a proxy may accept and drop at once.
  const failures = event === "frame" ? 0 : state.failures;
  return [
    { ...state, phase: "open", failures, pinged: false },
    [{ do: "timer", ms: PING_AFTER_MS }],
  ];
};

const wake = (state: LinkState): LinkStep => {
  if (state.phase === "waiting") return connect(state);
  if (state.phase !== "open") return [state, []];
  return [{ ...state, pinged: true }, [{ do: "ping" }, { do: "timer", ms: WAKE_PONG_WITHIN_MS }]];
};

/** The next state and what to do, in order. Total: an event that makes no sense changes nothing. */
export const linkStep = (state: LinkState, event: LinkEvent): LinkStep => {
  if ("socket" in event && event.socket !== state.socket) return [state, []];
  const isLive = state.phase === "connecting" || state.phase === "open";
  switch (event.e) {
    case "start":
      return state.phase === "idle" ? connect(state) : [state, []];
    case "retry":
      return isLive ? [state, []] : connect({ ...state, failures: 0 });
    case "opened":
    case "frame":
      return isLive ? open(state, event.e) : [state, []];
    case "bye":
      return isLive ? [{ ...state, bye: event.reason }, []] : [state, []];
    case "closed":
      return isLive ? lose(state, event.chance) : [state, []];
    case "timer":
      return timer(state, event.chance);
    case "online":
    case "visible":
      return wake(state);
  }
};
