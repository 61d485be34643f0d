/** Holds the parts together: socket → state → log, panels, speech; line and buttons → socket. */

import type { Cue } from "@ambon/data/cues";
import { Alerts } from "./alerts.ts";
import { alarm, remark, type Utterance, utterancesOf } from "./announcer.ts";
import { Automation } from "./automation.ts";
import { CommandLine } from "./command-line.ts";
import { Connection } from "./connection.ts";
import { connectionText, showConnection } from "./connection-text.ts";
import { cueOf } from "./cues.ts";
import { type DangerLevel, dangerStep } from "./danger.ts";
import { byId } from "./dom.ts";
import type { LinkState } from "./link.ts";
import { LiveRegions } from "./live-regions.ts";
import { LogView, logEntry } from "./log-view.ts";
import type { Macro } from "./macros.ts";
import { spokenText } from "./markup-text.ts";
import { pageDeeds, wirePage } from "./page.ts";
import { type PaletteAct, paletteEntries } from "./palette.ts";
import { PaletteDialog } from "./palette-dialog.ts";
import { PanelColumns } from "./panel-columns.ts";
import { characterPanel, type PanelUpdate } from "./panels/character.ts";
import { ChatPanel } from "./panels/chat.ts";
import { commandsPanel } from "./panels/commands.ts";
import { MapView } from "./panels/map.ts";
import { peoplePanel } from "./panels/people.ts";
import { roomPanel } from "./panels/room.ts";
import { thingsPanel } from "./panels/things.ts";
import {
  CLIENT_NAME,
  type EdgeSettings,
  PROTOCOL_VERSION,
  type ServerMessage,
} from "./protocol.ts";
import { renderMarkup } from "./render-markup.ts";
import { saveFile } from "./save-file.ts";
import { logFileName, SessionRecord } from "./session-log.ts";
import { settingsDialog } from "./settings/dialog.ts";
import { SettingsStore } from "./settings/store.ts";
import { type GameState, INITIAL_STATE, isNew, reduce, wordsAtHand } from "./state.ts";
import { verbosityOf } from "./verbosity.ts";

/** Acks are for replay after a lost connection: once a second is enough. */
const ACK_EVERY_MS = 1_000;

export class App {
  readonly #log = byId("log", HTMLElement);
  readonly #view = new LogView(this.#log, byId("more", HTMLButtonElement));
  readonly #speech = new LiveRegions(byId("polite", HTMLElement), byId("assertive", HTMLElement));
  readonly #settings = new SettingsStore();
  readonly #alerts = new Alerts(() => this.#settings.preferences);
  readonly #record = new SessionRecord();
  readonly #columns = new PanelColumns();
  readonly #map = new MapView();
  readonly #line = this.#commandLine();
  readonly #panels: readonly PanelUpdate[] = this.#createPanels();
  /** Commands that triggers want to send. */
  readonly #answers: string[] = [];
  readonly #automation = new Automation(() => this.#settings.profile.triggers, {
    send: (command) => this.#answers.push(command),
    notify: (text) => this.#notify(text),
    tell: (text) => this.#tell("notice", text, remark(text)),
  });
  readonly #palette = new PaletteDialog(
    () => paletteEntries(this.#state, this.#settings.profile.macros),
    (act) => this.#perform(act),
  );
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
      begin: (text) => this.#line.begin(text),
      palette: () => this.#palette.open(),
      macros: () => (this.#state.stage === "world" ? this.#settings.profile.macros : []),
      isLineEmpty: () => this.#line.isEmpty,
      macro: (macro) => this.#macro(macro),
    });
    this.#wireSettings();
    byId("reconnect", HTMLButtonElement).addEventListener("click", () => {
      this.#connection.retry();
      this.#line.focus();
    });
    for (const update of this.#panels) update(this.#state, this.#state);
    this.#connection.start();
    this.#line.focus();
  }

  #wireSettings(): void {
    settingsDialog(this.#settings, {
      saveLog: () => this.#saveLog(),
      trySound: () => this.#alerts.cue({ name: "level", caption: "This is how it sounds." }),
    });
    this.#settings.listen(() => this.#preferred());
    this.#map.inWords(this.#settings.preferences.screenReader);
  }

  #commandLine(): CommandLine {
    const parts = {
      form: byId("command", HTMLFormElement),
      input: byId("line", HTMLInputElement),
      label: byId("line-label", HTMLElement),
      prompt: byId("prompt", HTMLElement),
      options: byId("options", HTMLElement),
      hint: byId("hint", HTMLElement),
      username: byId("username", HTMLInputElement),
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
    const chat = new ChatPanel(body("chat"), begin, (count) => this.#columns.badge("chat", count));
    this.#columns.onChange(() => chat.shown());
    return [
      characterPanel(body("character"), byId("strip", HTMLElement), byId("strip-foe", HTMLElement)),
      roomPanel(body("room"), this.#map),
      thingsPanel(body("things")),
      chat.update,
      peoplePanel(body("people")),
      commandsPanel(body("commands")),
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
      this.#remember(`› ${line}`);
    }
    return sent;
  }

  /** A button or a link: only commands for the world, never answers to a login question. */
  #sendCommand(command: string): void {
    if (command === "") return;
    if (this.#state.stage === "world" && !this.#state.ask.secret) this.#send(command, false);
  }

  #macro({ command, begin }: Macro): void {
    if (begin) this.#line.begin(command);
    else this.#sendCommand(command);
  }

  #perform(act: PaletteAct): void {
    if (act.do === "send") this.#sendCommand(act.text);
    else if (act.do !== "page") this.#line.begin(act.text);
    else pageDeeds(this.#settings, this.#columns, () => this.#saveLog())[act.deed]();
    if (act.do === "send") this.#line.focus();
  }

  #saveLog(): void {
    const day = new Date().toISOString().slice(0, 10);
    saveFile(logFileName(this.#state.name, day), "text/plain", this.#record.text());
  }

  #remember(text: string): void {
    this.#record.add(text, new Date().toTimeString().slice(0, 8));
  }

  #notify(text: string): void {
    this.#alerts.notify(text);
    this.#speech.say(remark(text, true));
  }

  #cue(cue: Cue | null): void {
    if (cue === null) return;
    this.#alerts.cue(cue);
    if (cue.name === "death") this.#speech.say(alarm(cue.caption));
  }

  #tell(kind: string, text: string, utterances: readonly Utterance[]): void {
    this.#view.append([logEntry(kind, text)]);
    this.#remember(text);
    this.#speech.say(utterances);
  }

  #receive(messages: readonly ServerMessage[]): void {
    const before = this.#state;
    const entries: HTMLElement[] = [];
    for (const message of messages) {
      if (!isNew(this.#state, message)) continue;
      const earlier = this.#state;
      this.#state = reduce(earlier, message);
      this.#cue(cueOf(earlier, this.#state, message));
      this.#speech.say(utterancesOf(message, this.#settings.preferences));
      entries.push(...this.#entriesOf(message));
      this.#react(message);
    }
    this.#view.append(entries);
    // After the lines that they answer, so that the log tells it in order.
    for (const command of this.#answers.splice(0)) this.#sendCommand(command);
    this.#draw(before);
    this.#acknowledge();
  }

  #entriesOf(message: ServerMessage): readonly HTMLElement[] {
    switch (message.t) {
      case "out":
        return this.#outputOf(message);
      case "notice":
        this.#remember(message.text);
        return [logEntry(message.level === "error" ? "error" : "notice", message.text)];
      case "bye":
        return message.message === "" ? [] : [logEntry("notice", message.message)];
      default:
        return [];
    }
  }

  /** An output as it is to be shown; triggers see it also when it is hidden. */
  #outputOf({ c, m, b }: Extract<ServerMessage, { t: "out" }>): readonly HTMLElement[] {
    const { preferences } = this.#settings;
    const level = verbosityOf(preferences.shown, c, "full");
    const markup = level === "brief" ? (b ?? m) : m;
    const nodes = renderMarkup(markup, preferences.screenReader);
    const text = spokenText(markup);
    this.#automation.see(c, text, nodes);
    if (nodes.length === 0 || level === "off") return [];
    if (text !== "") this.#remember(text);
    return [logEntry(c, ...nodes)];
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
    this.#settings.prefer({ screenReader: screenReader || wished, colour });
  }

  #draw(before: GameState): void {
    document.body.dataset.stage = this.#state.stage;
    for (const update of this.#panels) update(this.#state, before);
    this.#alerts.title(this.#state.name);
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

  /** What is kept with the character goes to the server when it differs there. */
  #preferred(): void {
    const { screenReader, colour } = this.#settings.preferences;
    const kept = this.#state.settings;
    this.#map.inWords(screenReader);
    if (this.#state.stage !== "world" || kept === null) return;
    if (screenReader !== kept.screenReader) this.#connection.send({ t: "set", screenReader });
    if (colour !== kept.colour) this.#connection.send({ t: "set", colour });
  }
}
