/** TinyFugue (tf5) in a terminal of its own, not in its visual mode: lines just follow lines. */

import { program, TerminalProgram } from "./terminal-program.ts";

export class TinyFugue extends TerminalProgram {
  /** Plays on this port of this machine. */
  constructor(port: number, columns: number, rows: number) {
    const tf = program("AMBON_TEST_TF5", "/usr/bin/tf5");
    const script = ["/visual off", "/set more=off", `/addworld -Tprompt ambon 127.0.0.1 ${port}`];
    super((file) => `'${tf}' -f'${file}' ambon`, script, [columns, rows]);
  }
}
