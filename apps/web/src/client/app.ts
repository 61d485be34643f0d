/** Holds the parts together: socket → state → log, panels, speech; line and buttons → socket. */

import { alarm, remark, type Utterance, utterancesOf } from "./announcer.ts";
import { CommandLine } from "./command-line.ts";
import { Connection } from "./connection.ts";
import { type DangerLevel, dangerStep } from "./danger.ts";
import { byId } from "./dom.ts";
import type { LinkState } from "./link.ts";
import { LiveRegions } from "./live-regions.ts";
import { LogView, logEntry } from "./log-view.ts";
import { connectionText, showConnection, wirePage } from "./page.ts";
import { PanelColumns } from "./panel-columns.ts";
import { characterPanel, type PanelUpdate } from "./panels/character.ts";
import { ChatPanel } from "./panels/chat.ts";
import { commandsPanel } from "./panels/commands.ts";
import { peoplePanel } from "./panels/people.ts";
import { roomPanel } from "./panels/room.ts";
import { thingsPanel } from "./panels/things.ts";
import type { Preferences } from "./preferences.ts";
import {
  CLIENT_NAME,
  type EdgeSettings,
  PROTOCOL_VERSION,
  type ServerMessage,
} from "./protocol.ts";
import { renderMarkup } from "./render-markup.ts";
import { SettingsDialog } from "./settings-dialog.ts";
import { type GameState, INITIAL_STATE, isNew, reduce, wordsAtHand } from "./state.ts";

/** Acks are for replay after a lost connection: once a second is enough. */
const ACK_EVERY_MS = 1_000;

export class App {
  readonly #log = byId("log", HTMLElement);
  readonly #view = new LogView(this.#log, byId("more", HTMLButtonElement));
  readonly #speech = new LiveRegions(byId("polite", HTMLElement), byId("assertive", HTMLElement));
  readonly #settings = new SettingsDialog((now, before) => this.#preferred(now, before));
  readonly #columns = new PanelColumns();
  readonly #line = this.#commandLine();
  readonly #panels: readonly PanelUpdate[] = this.#createPanels();
  readonly #connection: Connection;
  #state: GameState = INITIAL_STATE;
  #danger: DangerLevel = 0;
  #acked = 0;
  /** The first settings since the attach have come. */
  #isSettled = false;
  #ackTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string) {
    this.#connection = new Connection(url, {
      greeting: () => ({
        t: "hello",
        v: PROTOCOL_VERSION,
        client: CLIENT_NAME,
        screenReader: this.#settings.preferences.screenReader,
      }),
      messages: (messages) => this.#receive(messages),
      changed: (state, retryMs) => this.#linkChanged(state, retryMs),
    });
  }

  start(): void {
    wirePage({
      columns: this.#columns,
      log: this.#log,
      escape: () => this.#escape(),
      focusLine: () => this.#line.focus(),
      sendCommand: (command) => this.#sendCommand(command),
    });
    byId("reconnect", HTMLButtonElement).addEventListener("click", () => {
      this.#connection.retry();
      this.#line.focus();
    });
    for (const update of this.#panels) update(this.#state, this.#state);
    this.#connection.start();
    this.#line.focus();
  }

  #commandLine(): CommandLine {
    const parts = {
      form: byId("command", HTMLFormElement),
      input: byId("line", HTMLInputElement),
      label: byId("line-label", HTMLElement),
      prompt: byId("prompt", HTMLElement),
      options: byId("options", HTMLElement),
      hint: byId("hint", HTMLElement),
    };
    return new CommandLine(parts, {
      send: (line, secret) => this.#send(line, secret),
      page: (direction) => this.#view.page(direction),
      vocabulary: () => ({ commands: this.#state.commands, words: wordsAtHand(this.#state) }),
      suggests: () => !this.#settings.preferences.screenReader,
    });
  }

  #createPanels(): readonly PanelUpdate[] {
    const begin = (text: string): void => this.#line.begin(text);
    const body = (id: Parameters<PanelColumns["body"]>[0]) => this.#columns.body(id);
    return [
      characterPanel(body("character"), byId("strip", HTMLElement)),
      roomPanel(body("room")),
      thingsPanel(body("things")),
      new ChatPanel(body("chat"), begin).update,
      peoplePanel(body("people")),
      commandsPanel(body("commands"), begin),
    ];
  }

  #escape(): void {
    if (this.#line.escape()) return;
    this.#columns.closeDrawer();
    this.#line.focus();
  }

  #send(line: string, secret: boolean): boolean {
    const sent = this.#connection.send({ t: "line", text: line });
    if (!sent) {
      const text = "Not connected: your line stays here. “Connect now” is at the top.";
      this.#tell("error", text, alarm(text));
    } else if (!secret && line.trim() !== "") {
      this.#view.toEnd();
      this.#view.append([logEntry("echo", `› ${line}`)]);
    }
    return sent;
  }

  /** A button or a link: only commands for the world, never answers to a login question. */
  #sendCommand(command: string): void {
    if (command === "") return;
    if (this.#state.stage === "world" && !this.#state.ask.secret) this.#send(command, false);
  }

  #tell(kind: string, text: string, utterances: readonly Utterance[]): void {
    this.#view.append([logEntry(kind, text)]);
    this.#speech.say(utterances);
  }

  #receive(messages: readonly ServerMessage[]): void {
    const before = this.#state;
    const entries: HTMLElement[] = [];
    for (const message of messages) {
      if (!isNew(this.#state, message)) continue;
      this.#state = reduce(this.#state, message);
      this.#speech.say(utterancesOf(message, this.#settings.preferences));
      entries.push(...this.#entriesOf(message));
      this.#react(message);
    }
    this.#view.append(entries);
    this.#draw(before);
    this.#acknowledge();
  }

  #entriesOf(message: ServerMessage): readonly HTMLElement[] {
    switch (message.t) {
      case "out": {
        const nodes = renderMarkup(message.m, this.#settings.preferences.screenReader);
        return nodes.length === 0 ? [] : [logEntry(message.c, ...nodes)];
      }
      case "notice":
        return [logEntry(message.level === "error" ? "error" : "notice", message.text)];
      case "bye":
        return message.message === "" ? [] : [logEntry("notice", message.message)];
      default:
        return [];
    }
  }

  #react(message: ServerMessage): void {
    if (message.t === "ask") {
      const inWorld = this.#state.stage === "world";
      this.#line.ask(message, inWorld);
      if (!inWorld) this.#speech.say(remark(message.label));
    } else if (message.t === "prompt") this.#line.prompt(message.text);
    else if (message.t === "attached") this.#isSettled = false;
    else if (message.t === "settings") this.#adopt(message.settings);
    else if (message.t === "data" && message.update?.p === "Char.Vitals") {
      const { hp, maxhp } = message.update.v;
      const step = dangerStep(this.#danger, hp, maxhp);
      this.#danger = step.level;
      if (step.alarm !== null) this.#speech.say(alarm(step.alarm));
    }
  }

  /** The character's settings count here, but a wish for speech of before the login stays. */
  #adopt({ screenReader, colour }: EdgeSettings): void {
    const wished = !this.#isSettled && this.#settings.preferences.screenReader;
    this.#isSettled = true;
    this.#settings.adopt({ screenReader: screenReader || wished, colour });
    if (wished && !screenReader) this.#connection.send({ t: "set", screenReader: true });
  }

  #draw(before: GameState): void {
    document.body.dataset.stage = this.#state.stage;
    for (const update of this.#panels) update(this.#state, before);
    const { name } = this.#state;
    document.title = name === "" ? "AmbonMUD" : `${name} — AmbonMUD`;
  }

  #acknowledge(): void {
    const { lastSeq } = this.#state;
    if (lastSeq === null || lastSeq === this.#acked) return;
    this.#ackTimer ??= setTimeout(() => {
      this.#ackTimer = undefined;
      const seq = this.#state.lastSeq;
      if (seq !== null && this.#connection.send({ t: "ack", seq })) this.#acked = seq;
    }, ACK_EVERY_MS);
  }

  #linkChanged(state: LinkState, retryMs: number | null): void {
    showConnection(state, retryMs);
    if (state.phase === "ended") this.#line.lost();
    if (state.phase !== "waiting") return;
    this.#line.lost();
    if (state.failures > 1) return;
    const text = connectionText(state, retryMs);
    this.#tell("error", text, alarm("Connection lost."));
  }

  #preferred(now: Preferences, before: Preferences): void {
    const { screenReader, colour } = now;
    if (this.#state.stage !== "world") return;
    if (screenReader !== before.screenReader) this.#connection.send({ t: "set", screenReader });
    if (colour !== before.colour) this.#connection.send({ t: "set", colour });
  }
}
