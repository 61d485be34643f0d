/**
 * A WebSocket client by hand (RFC 6455) on a hostile socket: it can stop reading, and send frames
 * that no library would. What comes is kept as text with the frames' own bytes between.
 */

import { HostileSocket } from "./hostile-socket.ts";
import { PASSWORD } from "./telnet-player.ts";

/** The key of the RFC's own example. */
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
export const TEXT = 1;
export const BINARY = 2;
const PONG = 10;
/** A ping of the server, as it comes: whole, without a mask, without words. */
const PING_TEXT = "\u0089\u0000";
const MASK = [1, 2, 3, 4] as const;
const SHORT_MAX = 125;
const MIDDLE_MAX = 65_535;

/** The request of an upgrade, with more headers or other ones. */
export const upgradeRequest = (
  protocols = "v1.ambon",
  more: Readonly<Record<string, string>> = {},
  path = "/ws",
): string => {
  const headers = {
    Host: "127.0.0.1",
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Protocol": protocols,
    ...more,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
};

/** The head of a frame that claims `length` bytes; `flags` go into the first byte. */
export const frameHead = (opcode: number, length: number, flags = 0x80): Uint8Array => {
  const head = [flags | opcode];
  if (length <= SHORT_MAX) head.push(0x80 | length);
  else if (length <= MIDDLE_MAX) head.push(0x80 | 126, length >> 8, length & 255);
  else {
    head.push(0x80 | 127, 0, 0, 0, 0);
    for (const shift of [24, 16, 8, 0]) head.push((length >> shift) & 255);
  }
  return Uint8Array.from([...head, ...MASK]);
};

/** A whole frame of a client. */
export const frameOf = (opcode: number, payload: Uint8Array, flags = 0x80): Uint8Array => {
  const head = frameHead(opcode, payload.length, flags);
  const frame = new Uint8Array(head.length + payload.length);
  frame.set(head);
  for (const [at, byte] of payload.entries()) {
    frame[head.length + at] = byte ^ (MASK[at % MASK.length] ?? 0);
  }
  return frame;
};

export const messageFrame = (message: object): Uint8Array =>
  frameOf(TEXT, new TextEncoder().encode(JSON.stringify(message)));

/** A socket that has been upgraded. */
export const openWs = async (port: number): Promise<HostileSocket> => {
  const socket = await HostileSocket.connect(port, upgradeRequest());
  await socket.reads(/101 Switching Protocols[\s\S]*\r\n\r\n/);
  return socket;
};

/** From now on it answers pings, as every browser does. */
export const answerPings = (socket: HostileSocket): void => {
  socket.onText = (text) => {
    if (text.includes(PING_TEXT)) socket.send(frameOf(PONG, new Uint8Array()));
  };
};

/** Says hello and makes a character; the socket is in the world. */
export const makeWsCharacter = async (socket: HostileSocket, name: string): Promise<void> => {
  socket.send(messageFrame({ t: "hello", v: 1, client: "test/1" }));
  const steps: readonly (readonly [RegExp, string])[] = [
    [/"label":"Name"/, name],
    [/"label":"Create/, "y"],
    [/"label":"New password"/, PASSWORD],
    [/"label":"Password again"/, PASSWORD],
    [/"label":"Race"/, "1"],
    [/"label":"Class"/, "1"],
  ];
  for (const [question, text] of steps) {
    await socket.reads(question);
    socket.forget();
    socket.send(messageFrame({ t: "line", text }));
  }
  await socket.reads(/"t":"attached"[\s\S]*"t":"prompt"/);
};
