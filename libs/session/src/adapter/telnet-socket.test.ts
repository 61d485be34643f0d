// Goal: what a compressing socket writes is one zlib stream (node:zlib reads it), keepalives too.

import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { TelnetSocket } from "./telnet-socket.ts";

const HOSTNAME = "127.0.0.1";
const encoder = new TextEncoder();
const LONG = "The tide comes in, and the tide goes out. ".repeat(50);

/** What the far end has read when `talk` is over and the socket is closed. */
const readBy = async (talk: (socket: TelnetSocket) => void): Promise<Buffer> => {
  const server = createServer({ noDelay: true }).listen(0, HOSTNAME);
  await once(server, "listening");
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, HOSTNAME);
  const pieces: Buffer[] = [];
  client.on("data", (bytes: Buffer) => pieces.push(bytes));
  const closed = once(client, "close");
  const [socket] = await accepted;
  const player = new TelnetSocket(socket);
  socket.on("close", () => player.closed());
  talk(player);
  await closed;
  server.close();
  return Buffer.concat(pieces);
};

const NOP = [255, 241];

test("[SE60] from the turn on all is one zlib stream, with the keepalive inside, to the end", async () => {
  const read = await readBy((socket) => {
    socket.write(encoder.encode("plain."));
    socket.compress(true);
    socket.write(encoder.encode(LONG));
    socket.keepAlive();
    socket.keepAlive();
    socket.write(encoder.encode("Farewell."));
    socket.close();
  });
  assert.equal(read.subarray(0, 6).toString("latin1"), "plain.");
  const stream = read.subarray(6);
  assert.ok(stream.length < LONG.length / 4);
  // A stream without its end would throw.
  const said = inflateSync(stream).toString("latin1");
  assert.equal(said, `${LONG}${String.fromCharCode(...NOP)}Farewell.`);
});

test("[SE60] what follows the end of the stream is plain, and a new one may begin", async () => {
  const read = await readBy((socket) => {
    socket.compress(true);
    socket.write(encoder.encode("one"));
    socket.compress(false);
    socket.write(encoder.encode("|two|"));
    socket.compress(true);
    socket.write(encoder.encode("three"));
    socket.close();
  });
  const at = read.indexOf("|two|");
  assert.equal(inflateSync(read.subarray(0, at)).toString(), "one");
  assert.equal(inflateSync(read.subarray(at + 5)).toString(), "three");
});
