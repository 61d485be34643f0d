/**
 * A small server for tests: the login dialogue and five commands, on real sockets, by telnet and
 * by v1.ambon. It can refuse a first answer, keep silent, and cut connections.
 */

import { createServer, type Socket } from "node:net";
import { WebSocketServer } from "ws";

const IAC = 255;
const GREETING = Uint8Array.of(IAC, 251, 25, IAC, 253, 24);
const GA = Uint8Array.of(IAC, 249);

export interface FakeRules {
  /** The first password is answered with "busy" and the question again. */
  readonly busyOnce?: boolean;
  /** Cuts the connection at this command. */
  readonly cutAt?: string;
}

/** How one connection is written to. */
interface Screen {
  line(text: string): void;
  room(): void;
  ask(label: string): void;
  entered(): void;
  prompt(): void;
  end(): void;
}

export interface FakeMud {
  readonly port: number;
  /** Everything that was typed, in order of arrival. */
  readonly typed: readonly string[];
  readonly names: ReadonlySet<string>;
  close(): Promise<void>;
}

class FakeSession {
  #at = "Name";
  #name = "";
  #busy: boolean;
  readonly #screen: Screen;
  readonly #rules: FakeRules;
  readonly #names: Set<string>;

  constructor(screen: Screen, rules: FakeRules, names: Set<string>) {
    this.#screen = screen;
    this.#rules = rules;
    this.#names = names;
    this.#busy = rules.busyOnce ?? false;
  }

  start(): void {
    this.#screen.line("Welcome.");
    this.#screen.ask(this.#at);
  }

  take(line: string): void {
    if (this.#at === "") this.#command(line);
    else this.#answer(line);
  }

  #answer(line: string): void {
    const next = this.#next(line);
    this.#at = next;
    if (next === "") this.#enter();
    else this.#screen.ask(next);
  }

  #next(line: string): string {
    switch (this.#at) {
      case "Name":
        this.#name = line;
        return this.#names.has(line) ? "Password" : `Create ${line}? (y/n)`;
      case "Password":
        return "";
      case "New password":
        if (!this.#busy) return "Password again";
        this.#busy = false;
        this.#screen.line("Busy, try again.");
        return "New password";
      case "Password again":
        return "Race";
      case "Race":
        return "Class";
      case "Class":
        return "";
      default:
        return line === "y" ? "New password" : "Name";
    }
  }

  #enter(): void {
    this.#names.add(this.#name);
    this.#screen.entered();
    this.#screen.room();
    this.#screen.prompt();
  }

  #command(line: string): void {
    const { cutAt } = this.#rules;
    if (cutAt !== undefined && line.startsWith(cutAt)) return this.#screen.end();
    if (line === "quit") return this.#screen.end();
    // Somebody else's words first: they must not be taken for the answer.
    this.#screen.line('Mira says, "What a day."');
    if (line.startsWith("say ")) this.#screen.line(`You say, "${line.slice(4)}"`);
    else if (line === "who") this.#screen.line("3 people in the world");
    else if (line.startsWith("kill ")) this.#screen.line("You attack a grey rat!");
    else if (line === "west") this.#screen.line("The gate is closed.");
    else this.#screen.room();
    this.#screen.prompt();
  }
}

const EXITS = ["Exits: ", "east", ", ", "west", " (closed)", "."];
const RAT = "A grey rat sniffs at the floor.";
const ROOM_MARKUP = [
  { t: "line", kids: EXITS },
  { t: "line", kids: [{ t: "name", kind: "mob", text: RAT }] },
];

const telnetScreen = (socket: Socket): Screen => ({
  line: (text) => socket.write(`${text}\r\n`),
  room: () => socket.write(`A Hall\r\n${EXITS.join("")}\r\n${RAT}\r\n`),
  ask: (label) => {
    socket.write(`${label}: `);
    socket.write(GA);
  },
  entered: () => undefined,
  prompt: () => {
    socket.write("10/10hp> ");
    socket.write(GA);
  },
  end: () => socket.end(),
});

/** Listens on a free port of the loopback; by telnet. */
export const fakeTelnetMud = async (rules: FakeRules = {}): Promise<FakeMud> => {
  const typed: string[] = [];
  const names = new Set<string>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const session = new FakeSession(telnetScreen(socket), rules, names);
    let rest = "";
    let negotiated = false;
    socket.write(GREETING);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (bytes) => {
      // The dialogue begins when both options are refused.
      const text = rest + bytes.toString("latin1");
      const refusals = String.fromCharCode(IAC, 254, 25, IAC, 252, 24);
      if (!negotiated && !text.startsWith(refusals)) {
        rest = text;
        return;
      }
      if (!negotiated) session.start();
      const lines = (negotiated ? text : text.slice(refusals.length)).split("\r\n");
      negotiated = true;
      rest = lines.pop() ?? "";
      for (const line of lines) {
        typed.push(line);
        session.take(line);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return { port, typed, names, close };
};

/** The same as a WebSocket server of subprotocol v1.ambon. */
export const fakeWsMud = async (rules: FakeRules = {}): Promise<FakeMud> => {
  const typed: string[] = [];
  const names = new Set<string>();
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (socket) => {
    let seq = 0;
    const put = (message: object): void => socket.send(JSON.stringify([message]));
    const number = (): number => {
      seq += 1;
      return seq;
    };
    const session = new FakeSession(
      {
        room: () => put({ t: "out", seq: number(), c: "room", m: ROOM_MARKUP }),
        line: (text) =>
          put({ t: "out", seq: number(), c: "room", m: [{ t: "line", kids: [text] }] }),
        ask: (label) => put({ t: "ask", secret: false, label }),
        entered: () => put({ t: "ask", secret: false, label: "Command" }),
        prompt: () => put({ t: "prompt", seq: number(), text: "> ", values: {} }),
        end: () => socket.close(1000),
      },
      rules,
      names,
    );
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as { readonly t: string; readonly text?: string };
      if (message.t === "hello") session.start();
      else if (message.t === "line") {
        typed.push(message.text ?? "");
        session.take(message.text ?? "");
      } else typed.push(message.t);
    });
  });
  await new Promise<void>((resolve) => server.on("listening", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const client of server.clients) client.terminate();
      server.close(() => resolve());
    });
  return { port, typed, names, close };
};
