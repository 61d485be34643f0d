// Goal: a swarm does what was typed, or says which word of it makes no sense.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseOptions, USAGE } from "./options.ts";

test("[SW8] everything has a default, and what is given wins", () => {
  const plain = parseOptions([]);
  assert.ok(plain !== null && typeof plain !== "string");
  assert.deepEqual([plain.bots, plain.thinkMs, plain.telnetPort], [50, 1000, 4000]);
  assert.equal(plain.url, "ws://127.0.0.1:8080/ws");
  const given = parseOptions(["--bots", "200", "--transport=ws", "--mix", "fight=1", "--pid=7,8"]);
  assert.ok(given !== null && typeof given !== "string");
  assert.deepEqual([given.bots, given.transport, given.pids], [200, "ws", [7, 8]]);
  assert.deepEqual(given.mix.entries, [{ kind: "fight", weight: 1 }]);
});

test("[SW8] help names every option", () => {
  assert.equal(parseOptions(["--bots", "0", "--help"]), null);
  const known = ["bots", "mix", "secs", "think", "transport", "host", "telnet-port", "url", "ramp"];
  const more = ["logins", "warmup", "walk", "spread", "speakers", "sleepers", "say-chars", "seed"];
  const rest = ["prefix", "password", "max-latency", "pid", "admin-port", "report", "count-lines"];
  for (const name of [...known, ...more, ...rest]) assert.ok(USAGE.includes(`--${name} `), name);
});

test("[SW8] nonsense is refused by name, value and what is allowed", () => {
  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [["--bots", "0"], /--bots is "0".*from 1 to 20000/],
    [["--bots", "ten"], /--bots is "ten"/],
    [["--secs", "1.5"], /--secs is "1.5"/],
    [["--transport", "carrier-pigeon"], /telnet or ws/],
    [["--walk", "run"], /wander or pace/],
    [["--mix", "lok=1"], /did you mean look/],
    [["--prefix", "B0t"], /1 to 12 letters/],
    [["--sleepers", "1", "--transport", "ws"], /needs telnet/],
    [["--telnet-port", "70000"], /65535/],
    [["--pid", "7,eight"], /--pid is "eight"/],
    [["--bot", "1"], /--bot/],
    [["stray"], /stray/],
  ];
  for (const [args, reason] of refusals) {
    const result = parseOptions(args);
    assert.ok(typeof result === "string", args.join(" "));
    assert.match(result, reason);
  }
});
