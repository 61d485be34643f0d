/** Asking whoever sits before the screen; without a terminal there is nobody to ask. */

import process from "node:process";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

export interface Terminal {
  /** Whether somebody can be asked. */
  readonly isThere: boolean;
  ask(question: string): Promise<string>;
  /** What is typed is not shown. */
  askHidden(question: string): Promise<string>;
  /** Everything that is piped in. */
  readAll(): Promise<string>;
}

const silent = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

const askOn = async (output: NodeJS.WritableStream, question: string): Promise<string> => {
  process.stderr.write(question);
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await reader.question("");
  } finally {
    reader.close();
  }
};

export const processTerminal: Terminal = {
  get isThere() {
    return process.stdin.isTTY === true;
  },
  ask: (question) => askOn(process.stderr, question),
  askHidden: async (question) => {
    const answer = await askOn(silent(), question);
    process.stderr.write("\n");
    return answer;
  },
  readAll: async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString("utf8");
  },
};
