/**
 * A program in a terminal of its own: tmux holds the terminal, types into it and reads what stands
 * on it. An outside program tells nothing by itself, so its screen is looked at until it shows what
 * is awaited or the time is over.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { cleanEnv } from "./server.ts";

const DEADLINE_MS = 15_000;
/** A terminal does not tell when its screen has changed: it is looked at until it has. */
const LOOK_EVERY_MS = 50;

/** The path of a program that the tests need. */
export const program = (variable: string, usual: string): string => {
  const path = process.env[variable] ?? usual;
  assert.ok(existsSync(path), `there is no ${path}; set ${variable} or install it`);
  return path;
};

export class TerminalProgram {
  readonly #tmux = program("AMBON_TEST_TMUX", "/usr/bin/tmux");
  readonly #directory = mkdtempSync(join(tmpdir(), "ambon-terminal-"));

  /**
   * Runs the command that `commandOf` gives for the file with this script; `LOG` in the script
   * stands for the file of `log()`.
   */
  constructor(
    commandOf: (file: string) => string,
    script: readonly string[],
    [columns, rows]: readonly [number, number],
  ) {
    const file = join(this.#directory, "script");
    const text = script.join("\n").replaceAll("LOG", this.#logFile);
    writeFileSync(file, `${text}\n`);
    const size = ["-x", String(columns), "-y", String(rows)];
    this.#run("new-session", "-d", "-s", "play", ...size, `exec ${commandOf(file)}`);
  }

  /** Types a line. */
  type(line: string): void {
    this.#run("send-keys", "-t", "play", "-l", "--", line);
    this.#run("send-keys", "-t", "play", "Enter");
  }

  resize(columns: number, rows: number): void {
    this.#run("resize-window", "-t", "play", "-x", String(columns), "-y", String(rows));
  }

  /** What stands in the terminal now, with what has scrolled away. */
  screen(): string {
    return this.#run("capture-pane", "-p", "-t", "play", "-S", "-");
  }

  /** What the program has logged. */
  log(): string {
    return existsSync(this.#logFile) ? readFileSync(this.#logFile, "utf8") : "";
  }

  /** Waits until the terminal shows it. */
  shows(pattern: RegExp): Promise<string> {
    return this.#until(pattern, () => this.screen());
  }

  /** Waits until the log, without colours, holds it. */
  logs(pattern: RegExp): Promise<string> {
    return this.#until(pattern, () => stripVTControlCharacters(this.log()).replaceAll("\r", ""));
  }

  close(): void {
    spawnSync(this.#tmux, ["-S", this.#socket, "kill-server"]);
    rmSync(this.#directory, { recursive: true, force: true });
  }

  get #logFile(): string {
    return join(this.#directory, "log");
  }

  get #socket(): string {
    return join(this.#directory, "tmux");
  }

  async #until(pattern: RegExp, read: () => string): Promise<string> {
    const endMs = performance.now() + DEADLINE_MS;
    for (;;) {
      const text = read();
      if (pattern.test(text)) return text;
      assert.ok(performance.now() < endMs, `no ${pattern} in:\n${text}`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  #run(...args: readonly string[]): string {
    const env = { ...cleanEnv(), TERM: "xterm-256color", LANG: "C.UTF-8" };
    const done = spawnSync(this.#tmux, ["-S", this.#socket, "-f", "/dev/null", ...args], {
      env,
      encoding: "utf8",
    });
    assert.equal(done.status, 0, `tmux ${args[0]}: ${done.stderr}`);
    return done.stdout;
  }
}
