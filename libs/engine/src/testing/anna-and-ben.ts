/** Two players in one room, of whom one talks: what the other one has read tells what was lost. */

import { TestBrowser } from "./test-browser.ts";
import { type TestEngine, type TestEngineOptions, testEngine } from "./test-engine.ts";

/** Anna in a browser on channel 1, Ben beside her on a telnet channel that stays. */
export const annaAndBen = (
  options: TestEngineOptions = {},
): { t: TestEngine; anna: TestBrowser } => {
  const t = testEngine(options).login(900, "2");
  const anna = new TestBrowser(t, "1").login(1);
  return { t, anna };
};

/** Ben says the numbers from `from` to `to`, one a tick. */
export const benCounts = (t: TestEngine, from: number, to: number): void => {
  for (let at = from; at <= to; at += 1) t.type(900, at, String(at)).tick();
};

export const counted = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_one, at) => `Ben: ${from + at}`);

export const benIn = (anna: TestBrowser): string[] =>
  anna.lines.filter((line) => line.startsWith("Ben: "));
