/** TinTin++ in a terminal of its own; its log holds everything received, colours included. */

import { program, TerminalProgram } from "./terminal-program.ts";

export class TinTin extends TerminalProgram {
  /** Runs TinTin++ with this script; `LOG` in it stands for the file of `log()`. */
  constructor(script: readonly string[], columns: number, rows: number) {
    const tintin = program("AMBON_TEST_TINTIN", "/usr/games/tt++");
    super((file) => `'${tintin}' -G '${file}'`, script, [columns, rows]);
  }
}
