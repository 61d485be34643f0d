/**
 * A very small server that speaks `v1.ambon`: it serves the real client, plays the login
 * dialogue, puts the player into one room, and otherwise says only what the test tells it to.
 */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { DataPackages, PackageName } from "@ambon/data/packages";
import { heading, line, link, list, map, meter, named, styled, table } from "@ambon/markup/build";
import type { Markup, OutputClass } from "@ambon/markup/tree";
import { type WebSocket, WebSocketServer } from "ws";
import { loadWebAssets, WEB_SECURITY_HEADERS } from "../../apps/web/src/assets.ts";
import { within } from "../support/server.ts";

export const PASSWORD = "honey-and-salt-42";
const DEADLINE_MS = 15_000;

type Assets = Awaited<ReturnType<typeof loadWebAssets>>;

type Message = Readonly<Record<string, unknown>>;

interface Waiter {
  readonly wanted: (message: Message) => boolean;
  readonly resolve: (message: Message) => void;
}

/** The world's one room and what is in it. */
const room: DataPackages["Room.Info"] = {
  num: 1001,
  name: "Market Square",
  desc: "Awnings the colour of toast crowd around a fountain.",
  area: "Amberford",
  zone: "Amberford",
  environment: "city",
  terrain: "city",
  coords: "0,0,0",
  exits: { n: 1002, e: 1003, s: 1004, w: 1005 },
  doors: { e: "closed" },
  details: ["safe", "shop"],
};

export const roomText: Markup = [
  heading("Market Square"),
  line(
    "Awnings the colour of toast crowd around a fountain, and everybody is selling something to " +
      "somebody else’s cousin. A notice board leans beside the water under a little roof of its own.",
  ),
  line(
    "Exits: ",
    ...(["north", "east", "south", "west"] as const).flatMap((way, index) => [
      index === 0 ? "" : ", ",
      link(way, styled("exit", way)),
      way === "east" ? " (closed)" : "",
    ]),
    ".",
  ),
  line(named("item", "A brass lamp"), " lies here."),
  line(named("mob", "A herring gull"), " watches your sandwich."),
  line(named("player", "Tomas"), " is here."),
];

export const mapText: Markup = [
  map(
    ["o---o   o", "|       |", "o---@-+-o", "    |", "    o"],
    ["You are in Market Square.", "north: Candle Street", "west: Quay Street"],
  ),
];

export const waresText: Markup = [
  table(
    "Oddy’s Everything",
    [{ label: "Thing" }, { label: "Price", align: "right" }, { label: "Stock", align: "right" }],
    [
      [[named("item", "a brass lamp")], [styled("gold", "12")], ["3"]],
      [[named("item", "a coil of rope")], [styled("gold", "4")], ["9"]],
    ],
  ),
  meter("Health", 64, 80),
  list("You could also buy:", [["a kind word"], [named("item", "a sailor’s bag")]]),
];

const items = (
  location: "inv" | "room",
  ...entries: readonly (readonly [name: string, keyword: string, attrib: string, slot?: string])[]
): DataPackages["Char.Items.List"] => ({
  location,
  items: entries.map(([name, keyword, attrib, slot], index) => {
    const base = { id: `${location}${index}`, name, keyword, attrib };
    return slot === undefined ? base : { ...base, slot };
  }),
});

const commands = [
  ["look", "look [at|in] [thing]", "Look around, or at something", "looking"],
  ["map", "map", "Draw the neighbourhood, or tell it in words", "looking"],
  ["north", "north", "Go north", "moving"],
  ["open", "open <what>", "Open a door or a container", "moving"],
  ["get", "get <thing> [from] [container]", "Take something", "things"],
  ["wear", "wear <thing>", "Put something on", "things"],
  ["kill", "kill <creature>", "Attack somebody", "fighting"],
  ["say", "say <text>", "Talk to everyone here", "talking"],
  ["gossip", "gossip <text>", "Talk to the whole world", "talking"],
  ["tell", "tell <player> <text>", "Say something to one player", "talking"],
  ["who", "who", "List who is in the world", "talking"],
].map(([name = "", usage = "", summary = "", category = ""]) => ({
  name,
  usage,
  summary,
  category,
}));

/** What a player is sent on arrival, in order. */
const welcomeData: readonly (readonly [PackageName, unknown])[] = [
  ["Char.Name", { name: "Mira", fullname: "Mira", race: "Human", class: "Mage" }],
  ["Char.Vitals", { hp: 64, maxhp: 80, mp: 25, maxmp: 30, string: "H:64/80 M:25/30" }],
  [
    "Char.Status",
    {
      level: 4,
      xp: 720,
      xptnl: 280,
      gold: 57,
      race: "Human",
      class: "Mage",
      fighting: false,
      opponent: "",
      opponenthp: 0,
    },
  ],
  ["Room.Info", room],
  [
    "Room.Players",
    {
      players: [
        { name: "Mira", fullname: "" },
        { name: "Tomas", fullname: "" },
      ],
    },
  ],
  [
    "Char.Items.List",
    items("room", ["a herring gull", "gull", "m"], ["a brass lamp", "lamp", "t"]),
  ],
  [
    "Char.Items.List",
    items(
      "inv",
      ["an oak staff", "staff", "wt", "weapon"],
      ["a wool coat", "coat", "wt", "body"],
      ["a heel of bread", "bread", "et"],
      ["a tin helmet", "helmet", "Wt"],
      ["a sailor’s bag", "bag", "ct"],
    ),
  ],
  ["Server.Commands", { commands }],
];

/** One socket: the dialogue, and the numbers of what is sent. */
class Session {
  readonly #socket: WebSocket;
  #stage: "hello" | "name" | "password" | "world" = "hello";
  #seq = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  send(...messages: readonly object[]): void {
    this.#socket.send(JSON.stringify(messages));
  }

  /** Numbered messages of the world. */
  world(...messages: readonly object[]): void {
    this.send(...this.#numbered(messages));
  }

  #numbered(messages: readonly object[]): readonly object[] {
    return messages.map((message) => {
      this.#seq += 1;
      return { seq: this.#seq, ...message };
    });
  }

  receive(message: Message): void {
    if (message.t === "hello" && this.#stage === "hello") {
      this.#stage = "name";
      const welcome = { t: "welcome", v: 1, server: "AmbonMUD", version: "0.1.0" };
      const splash = [heading("Ambon"), line("Where the light is old and the sea is patient.")];
      const ask = { t: "ask", secret: false, label: "What is your name?" };
      this.send(welcome, { t: "out", c: "system", m: splash }, ask);
    } else if (message.t === "ping") this.send({ t: "pong", n: message.n });
    else if (message.t === "line") this.#line(String(message.text));
  }

  #line(text: string): void {
    if (this.#stage === "name") {
      this.#stage = "password";
      this.send({ t: "ask", secret: true, label: "Password" });
    } else if (this.#stage === "password") this.#password(text);
    else if (text === "look") this.world(out("room", roomText));
  }

  #password(text: string): void {
    if (text !== PASSWORD) {
      this.send({ t: "notice", level: "error", text: "That is not the password." });
      return;
    }
    this.#stage = "world";
    const settings = { colour: true, screenReader: false, prompt: "%h> ", muted: [] };
    // One frame, as a step of the gateway is: a key that follows it finds all of it done.
    this.send(
      { t: "attached", name: "Mira", token: "t", seq: 0 },
      { t: "ask", secret: false, label: "Command" },
      ...this.#numbered([
        { t: "settings", settings },
        ...welcomeData.map(([p, v]) => ({ t: "data", p, v })),
        out("room", roomText),
        { t: "prompt", text: "64/80hp 25/30mp> ", values: {} },
      ]),
    );
  }
}

export const out = (c: OutputClass, m: Markup, b?: Markup): object =>
  b === undefined ? { t: "out", c, m } : { t: "out", c, m, b };

/** A room of the same town. */
export const roomAt = (more: Partial<DataPackages["Room.Info"]>): object =>
  data("Room.Info", { ...room, doors: {}, details: [], ...more });

export const say = (c: OutputClass, text: string): object => out(c, [line(text)]);

export const data = <P extends PackageName>(p: P, v: DataPackages[P]): object => ({
  t: "data",
  p,
  v,
});

export class FakeServer {
  readonly received: Message[] = [];
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #waiters = new Set<Waiter>();
  #session: Session | undefined;
  /** What is served; a new build is another map. */
  assets: Assets;
  /** While false, sockets and pages are refused: the server is away. */
  isUp = true;

  private constructor(http: Server, assets: Assets) {
    this.#http = http;
    this.assets = assets;
    this.#sockets = new WebSocketServer({ noServer: true });
    http.on("upgrade", (request, socket, head) => {
      if (!this.isUp || request.url !== "/ws") {
        socket.destroy();
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#accept(opened));
    });
  }

  static async start(): Promise<FakeServer> {
    const assets = await loadWebAssets();
    const http = createServer((request, response) => {
      if (!server.isUp) {
        request.socket.destroy();
        return;
      }
      const asset = server.assets.get(new URL(request.url ?? "/", "http://host").pathname);
      if (asset === undefined) {
        response.writeHead(404, WEB_SECURITY_HEADERS).end();
        return;
      }
      response.writeHead(200, { ...WEB_SECURITY_HEADERS, "content-type": asset.contentType });
      response.end(asset.body);
    });
    const server = new FakeServer(http, assets);
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/`;
  }

  /** Says something in the world to the newest session. */
  world(...messages: readonly object[]): void {
    this.#session?.world(...messages);
  }

  /** Says something without a number. */
  send(...messages: readonly object[]): void {
    this.#session?.send(...messages);
  }

  /** The first message, of the past or to come, that is wanted. */
  heard(wanted: (message: Message) => boolean, what = "such message"): Promise<Message> {
    const known = this.received.find(wanted);
    if (known !== undefined) return Promise.resolve(known);
    const coming = new Promise<Message>((resolve) => this.#waiters.add({ wanted, resolve }));
    const heard = (): string => `no ${what} among ${JSON.stringify(this.received)}`;
    return within(coming, DEADLINE_MS, heard);
  }

  heardLine(text: string): Promise<Message> {
    const wanted = (message: Message) => message.t === "line" && message.text === text;
    return this.heard(wanted, `line "${text}"`);
  }

  /** Cuts all sockets off as a dead network would, and forgets what was received. */
  cut(): void {
    this.received.length = 0;
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  async stop(): Promise<void> {
    this.cut();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  #accept(socket: WebSocket): void {
    const session = new Session(socket);
    this.#session = session;
    socket.on("message", (raw) => {
      const message = JSON.parse(String(raw)) as Message;
      this.received.push(message);
      session.receive(message);
      for (const waiter of this.#waiters) {
        if (!waiter.wanted(message)) continue;
        this.#waiters.delete(waiter);
        waiter.resolve(message);
      }
    });
  }
}
