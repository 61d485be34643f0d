// Goal: which dialect is spoken, and what a client that cannot be served is told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseDialect, newDialect } from "./ws-choice.ts";
import { offersBoundedDeflate } from "./ws-compression.ts";

const ALL =
  "v1.ambon, json.mudstandards.org, gmcp.mudstandards.org, telnet.mudstandards.org, " +
  "binary, telnet, terminal.mudstandards.org, ascii";

test("[WS1] the best that is offered is chosen, whatever its place, and echoed as it was named", () => {
  const best = ALL.split(", ");
  const spoken = ["ambon", "json", "gmcp", "telnet", "telnet", "telnet", "terminal", "ascii"];
  best.forEach((name, at) => {
    const worse = best.slice(at + 1).filter((_, next) => spoken[at + 1 + next] !== spoken[at]);
    const offered = ["chat", ...worse.toReversed(), name].join(" ,");
    const choice = { spoken: spoken[at], subprotocol: name };
    assert.deepEqual(chooseDialect("/ws?x=1", offered), choice, offered);
    assert.deepEqual(chooseDialect("/ws", name), choice);
  });
  // Of several names of one dialect the client's own first one.
  for (const names of [
    ["telnet", "binary"],
    ["binary", "telnet.mudstandards.org"],
  ]) {
    const choice = chooseDialect("/ws", names.join(","));
    assert.deepEqual(choice, { spoken: "telnet", subprotocol: names[0] });
  }
});

test("[WS2] only unknown names are refused with 400 and the names that would do", () => {
  for (const offered of ["chat", "v1.evennia.com,divstream.mudstandards.org", "V1.AMBON"]) {
    assert.deepEqual(chooseDialect("/ws", offered), {
      status: "400 Bad Request",
      message: `Offer one of these WebSocket subprotocols: ${ALL}`,
    });
  }
});

test("[WS3] who offers no name speaks telnet and gets no name", () => {
  for (const offered of [undefined, "", " , "]) {
    assert.deepEqual(chooseDialect("/ws", offered), { spoken: "bare", subprotocol: undefined });
  }
  assert.equal(newDialect("bare", 8192)?.name, "telnet");
  assert.equal(newDialect("ambon", 8192), null);
});

test("[WS4] a path forces its dialect; an offer must name it; other paths are 404", () => {
  for (const name of ["json", "gmcp", "telnet", "terminal", "ascii"] as const) {
    const path = `/ws/${name}`;
    assert.deepEqual(chooseDialect(path, undefined), { spoken: name, subprotocol: undefined });
    const full = name === "ascii" ? name : `${name}.mudstandards.org`;
    const choice = chooseDialect(path, `v1.ambon, ${full}`);
    assert.deepEqual(choice, { spoken: name, subprotocol: full });
    const refusal = chooseDialect(path, "v1.ambon");
    assert.ok("status" in refusal && refusal.status === "400 Bad Request");
    assert.match(refusal.message, new RegExp(`: ${full.replaceAll(".", "\\.")}`));
    assert.equal(newDialect(name, 8192)?.name, name);
  }
  for (const path of ["", "/", "/other", "/ws/", "/ws/ambon", "/ws/bare", "/ws/telnet/x"]) {
    assert.deepEqual(chooseDialect(path, "v1.ambon"), {
      status: "404 Not Found",
      message: "The WebSocket is at /ws.",
    });
  }
});

test("[WS14] compression is for clients that let both windows be bounded", () => {
  for (const offer of [
    "permessage-deflate; client_max_window_bits",
    " permessage-deflate;client_max_window_bits , other",
    "x-webkit-deflate-frame, permessage-deflate ; client_max_window_bits",
  ]) {
    assert.ok(offersBoundedDeflate(offer), offer);
  }
  for (const offer of [
    undefined,
    "",
    "permessage-deflate",
    "permessage-deflate; client_max_window_bits=9",
    "permessage-deflate; server_max_window_bits=8; client_max_window_bits",
  ]) {
    assert.ok(!offersBoundedDeflate(offer), offer);
  }
});
