/**
 * The floor: the least MUD that can be written on Bun's TCP. Rooms and broadcast and nothing else:
 * no tick, no colours, no width, no store, no passwords. Every line to every listener is a write
 * of its own. What a real server costs is compared with this one on the same machine.
 *
 *   Name: ─▶ in the ring at hall 0; look, say, east, west, who, quit
 */

import { DESCRIPTION, hallAt, hallTitle, RING_ROOMS } from "./ring.ts";

interface FloorSocket {
  data: Player;
  write(bytes: Uint8Array | string): number;
  end(): void;
}

interface Player {
  name: string;
  room: number;
  typed: string;
  /** What the kernel did not take yet. */
  unsent: Uint8Array[];
  unsentBytes: number;
}

interface Listener {
  readonly port: number;
}

interface NativeTcp {
  listen(options: {
    hostname: string;
    port: number;
    socket: {
      open(socket: FloorSocket): void;
      data(socket: FloorSocket, bytes: Buffer): void;
      drain(socket: FloorSocket): void;
      close(socket: FloorSocket): void;
    };
  }): Listener;
}

/** A player who does not read is cut off beyond this. */
const UNSENT_MAX_BYTES = 1 << 20;
const LINE_MAX_CHARS = 1024;
const IAC_GA = String.fromCharCode(255, 249);
const PROMPT = `> ${IAC_GA}`;

const rooms = Array.from({ length: RING_ROOMS }, () => new Set<FloorSocket>());
const players = new Set<FloorSocket>();

const send = (socket: FloorSocket, text: string): void => {
  const bytes = Buffer.from(text, "latin1");
  const player = socket.data;
  const sent = player.unsent.length === 0 ? socket.write(bytes) : 0;
  if (sent < 0 || sent >= bytes.length) return;
  player.unsent.push(bytes.subarray(sent));
  player.unsentBytes += bytes.length - sent;
  if (player.unsentBytes > UNSENT_MAX_BYTES) socket.end();
};

const drain = (socket: FloorSocket): void => {
  const player = socket.data;
  const bytes = Buffer.concat(player.unsent);
  const sent = Math.max(0, socket.write(bytes));
  player.unsent = sent < bytes.length ? [bytes.subarray(sent)] : [];
  player.unsentBytes = bytes.length - sent;
};

const toOthers = (socket: FloorSocket, line: string): void => {
  const here = rooms[socket.data.room];
  if (here !== undefined) for (const other of here) if (other !== socket) send(other, line);
};

const roomText = (socket: FloorSocket): string => {
  const { room } = socket.data;
  const lines = [hallTitle(room), DESCRIPTION, "Exits: east, west."];
  const here = rooms[room];
  if (here !== undefined) {
    for (const other of here) if (other !== socket) lines.push(`${other.data.name} is here.`);
  }
  return `${lines.join("\r\n")}\r\n${PROMPT}`;
};

const move = (socket: FloorSocket, way: "east" | "west"): void => {
  const player = socket.data;
  toOthers(socket, `${player.name} leaves ${way}.\r\n`);
  rooms[player.room]?.delete(socket);
  player.room = hallAt(player.room, way === "east" ? 1 : -1);
  rooms[player.room]?.add(socket);
  toOthers(socket, `${player.name} arrives from the ${way === "east" ? "west" : "east"}.\r\n`);
  send(socket, roomText(socket));
};

const who = (socket: FloorSocket): void => {
  const names = [...players].map((one) => one.data.name);
  send(socket, `${names.join("\r\n")}\r\n${names.length} people in the world\r\n${PROMPT}`);
};

const command = (socket: FloorSocket, line: string): void => {
  const { data: player } = socket;
  if (line.startsWith("say ")) {
    const words = line.slice(4);
    toOthers(socket, `${player.name} says, "${words}"\r\n`);
    send(socket, `You say, "${words}"\r\n${PROMPT}`);
  } else if (line === "look") send(socket, roomText(socket));
  else if (line === "east" || line === "west") move(socket, line);
  else if (line === "who") who(socket);
  else if (line === "quit") socket.end();
  else send(socket, `There is no command "${line}".\r\n${PROMPT}`);
};

/** The name, then a question that every bot can answer, so that it knows when it is in. */
const login = (socket: FloorSocket, line: string): void => {
  const player = socket.data;
  if (player.name === "") {
    player.name = line;
    send(socket, `Password: ${IAC_GA}`);
    return;
  }
  players.add(socket);
  rooms[player.room]?.add(socket);
  send(socket, roomText(socket));
};

const receive = (socket: FloorSocket, bytes: Buffer): void => {
  const player = socket.data;
  const lines = (player.typed + bytes.toString("latin1")).split("\r\n");
  player.typed = (lines.pop() ?? "").slice(-LINE_MAX_CHARS);
  for (const line of lines) {
    if (players.has(socket)) command(socket, line);
    else login(socket, line);
  }
};

const native = (globalThis as { readonly Bun?: NativeTcp }).Bun;
if (native === undefined) throw new Error("The floor is measured on Bun: bun bench/floor.ts");
const listener = native.listen({
  hostname: "127.0.0.1",
  port: 0,
  socket: {
    open: (socket) => {
      socket.data = { name: "", room: 0, typed: "", unsent: [], unsentBytes: 0 };
      send(socket, `Name: ${IAC_GA}`);
    },
    data: receive,
    drain,
    close: (socket) => {
      players.delete(socket);
      rooms[socket.data.room]?.delete(socket);
    },
  },
});
console.log(JSON.stringify({ event: "ready", role: "floor", telnetPort: listener.port }));
