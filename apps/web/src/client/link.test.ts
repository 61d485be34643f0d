import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  INITIAL_LINK,
  type LinkEffect,
  type LinkEvent,
  type LinkState,
  linkStep,
  OPEN_TIMEOUT_MS,
  PING_AFTER_MS,
  PONG_WITHIN_MS,
  RETRY_FIRST_MS,
  RETRY_LONGEST_MS,
  retryDelayMs,
  WAKE_PONG_WITHIN_MS,
} from "./link.ts";
import { BYE_REASONS } from "./protocol.ts";

const run = (
  ...events: readonly LinkEvent[]
): { state: LinkState; last: readonly LinkEffect[] } => {
  let state = INITIAL_LINK;
  let last: readonly LinkEffect[] = [];
  for (const event of events) [state, last] = linkStep(state, event);
  return { state, last };
};

const start: LinkEvent = { e: "start" };
const timer: LinkEvent = { e: "timer", chance: 0 };
const opened = (socket: number): LinkEvent => ({ e: "opened", socket });
const frame = (socket: number): LinkEvent => ({ e: "frame", socket });
const closed = (socket: number): LinkEvent => ({ e: "closed", socket, chance: 0 });
const reopen = (socket: number): readonly LinkEffect[] => [
  { do: "close" },
  { do: "open", socket },
  { do: "timer", ms: OPEN_TIMEOUT_MS },
];

test("[WC12] a lost connection is tried again after its pause", () => {
  const lost = run(start, opened(1), frame(1), closed(1));
  assert.equal(lost.state.phase, "waiting");
  assert.deepEqual(lost.last, [{ do: "close" }, { do: "timer", ms: RETRY_FIRST_MS / 2 }]);
  assert.deepEqual(run(start, opened(1), frame(1), closed(1), timer).last, reopen(2));
});

test("[WC12] the pause doubles up to its limit and is spread by chance", () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((failures) => retryDelayMs(failures, 1)),
    [500, 1000, 2000, 4000],
  );
  assert.equal(retryDelayMs(0, 0), 250);
  assert.equal(retryDelayMs(1_000_000, 1), RETRY_LONGEST_MS);
  assert.equal(retryDelayMs(1_000_000, 0), RETRY_LONGEST_MS / 2);
});

test("[WC12] only a server that spoke ends the row of failures", () => {
  const accepted = run(start, closed(1), timer, opened(2), closed(2));
  assert.equal(accepted.state.failures, 2);
  const spoke = run(start, closed(1), timer, opened(2), frame(2), closed(2));
  assert.equal(spoke.state.failures, 1);
});

test("[WC12] waking up, the network and the player end the pause at once", () => {
  for (const e of ["online", "visible", "retry"] as const) {
    assert.deepEqual(run(start, closed(1), { e }).last, reopen(2), e);
  }
});

test("[WC12] an opening socket that says nothing is given up", () => {
  assert.equal(run(start, timer).state.phase, "waiting");
});

test("[WC13] silence is answered by a ping, and no answer means lost", () => {
  assert.deepEqual(run(start, opened(1)).last, [{ do: "timer", ms: PING_AFTER_MS }]);
  const asked = run(start, opened(1), frame(1), timer);
  assert.deepEqual(asked.last, [{ do: "ping" }, { do: "timer", ms: PONG_WITHIN_MS }]);
  assert.equal(run(start, opened(1), timer, frame(1), timer).state.phase, "open");
  assert.equal(run(start, opened(1), timer, timer).state.phase, "waiting");
  assert.deepEqual(run(start, opened(1), { e: "visible" }).last, [
    { do: "ping" },
    { do: "timer", ms: WAKE_PONG_WITHIN_MS },
  ]);
});

test("[WC13] after a bye only a restart or a slow line comes back by itself", () => {
  const phases = BYE_REASONS.map((reason) => {
    const { state } = run(start, opened(1), frame(1), { e: "bye", reason }, closed(1));
    return [reason, state.phase];
  });
  assert.deepEqual(Object.fromEntries(phases), {
    quit: "ended",
    takeover: "ended",
    kicked: "ended",
    banned: "ended",
    shutdown: "waiting",
    later: "waiting",
    graceOver: "ended",
    idle: "ended",
    slow: "waiting",
    protocol: "ended",
  });
});

test("[WC13] what has ended begins again only when the player asks", () => {
  const quit: readonly LinkEvent[] = [start, opened(1), { e: "bye", reason: "quit" }, closed(1)];
  for (const event of [start, timer, { e: "online" }, { e: "visible" }] as const) {
    assert.equal(run(...quit, event).state.phase, "ended");
  }
  assert.deepEqual(run(...quit, { e: "retry" }).last, reopen(2));
  const again = run(...quit, { e: "retry" }, opened(2), frame(2), closed(2));
  assert.equal(again.state.phase, "waiting");
});

test("[WC13] events of a superseded socket change nothing", () => {
  const before = run(start, closed(1), timer, opened(2)).state;
  for (const event of [closed(1), opened(1), frame(1)]) {
    assert.deepEqual(linkStep(before, event), [before, []]);
  }
});

test("[WC13] after any events there is at most one socket, and it is the newest", () => {
  const event: fc.Arbitrary<LinkEvent> = fc.oneof(
    fc.constantFrom<LinkEvent>(start, timer, { e: "retry" }, { e: "online" }, { e: "visible" }),
    fc.constantFrom(...BYE_REASONS).map((reason): LinkEvent => ({ e: "bye", reason })),
    fc.nat(4).map(opened),
    fc.nat(4).map(frame),
    fc.nat(4).map(closed),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let state = INITIAL_LINK;
      let sockets = 0;
      for (const one of events) {
        const [next, effects] = linkStep(state, one);
        for (const effect of effects) {
          if (effect.do === "close") sockets = 0;
          if (effect.do === "open") sockets += 1;
          if (effect.do === "open") assert.equal(effect.socket, next.socket);
        }
        assert.ok(sockets <= 1);
        assert.equal(sockets === 1, next.phase === "connecting" || next.phase === "open");
        state = next;
      }
    }),
  );
});
