/** `bun run sim`: see HELP. */

import process from "node:process";
import { describe, drawOptions } from "../options.ts";
import { Simulation } from "../simulation.ts";

const seed = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 1);
const verbose = process.argv[4] === "-v";
let virtualMs = 0;
const total = new Map<string, number>();
const begin = performance.now();
for (let s = seed; s < seed + count; s += 1) {
  const options = drawOptions(s);
  if (count === 1) console.log(describe(options));
  const sim = new Simulation(options, verbose ? (line) => console.log(line) : undefined);
  const report = sim.run();
  virtualMs += report.virtualMs;
  for (const [k, v] of report.sometimes) total.set(k, (total.get(k) ?? 0) + v);
  if (count === 1)
    console.log(report.hash, report.virtualMs, report.events, report.lines, report.acts);
  for (const wrong of report.wrongs)
    console.log(`seed ${s}`, wrong.invariant, wrong.atMs, wrong.what);
  if (report.wrongs.length > 0 && !verbose && count === 1) console.log(report.tail.join("\n"));
}
const ms = performance.now() - begin;
console.log(
  [...total]
    .sort()
    .map(([k, v]) => `${v} ${k}`)
    .join("\n"),
);
console.log(
  `${Math.round(virtualMs / 1000)} s simulated in ${Math.round(ms)} ms, ${(virtualMs / ms).toFixed(0)}x`,
);
