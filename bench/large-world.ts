/**
 * What a large world costs that nobody is in: how long it takes to start, what it holds, and what
 * it does while nothing happens. Rooms hang in rows, one zone for each thousand; every twelfth
 * room has a creature that stands still.
 *
 *   bun bench/large-world.ts [--rooms 12000] [--secs 20]
 *
 * CPU is user plus system time of the server, so that a busy machine does not count.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { usageOfProcess } from "../apps/swarm/src/server-usage.ts";
import { DESCRIPTION, writeRingWorld } from "./ring.ts";
import { startProcess } from "./server-process.ts";
import { figure, tableLines } from "./table.ts";

const ZONE_ROOMS = 1000;
const MOB_EVERY = 12;
const SETTLE_MS = 3000;
const MIB = 1024 * 1024;

const { values } = parseArgs({
  options: {
    rooms: { type: "string", default: "12000" },
    secs: { type: "string", default: "20" },
  },
});
const rooms = Number(values.rooms);
const stillMs = Number(values.secs) * 1000;

const roomYaml = (zone: number, room: number, last: number): string => {
  const exits = [
    ...(room < last ? [`east: r${room + 1}`] : []),
    ...(room > 0 ? [`west: r${room - 1}`] : []),
    ...(room === 0 ? [zone === 0 ? "north: ring:hall0" : `north: far${zone - 1}:r0`] : []),
    ...(room === 0 && (zone + 1) * ZONE_ROOMS < rooms ? [`south: far${zone + 1}:r0`] : []),
  ];
  return `  r${room}:
    num: ${1000 + zone * ZONE_ROOMS + room}
    title: Far Hall ${zone}, ${room}
    description: >-
      ${DESCRIPTION}
    terrain: inside
    exits: { ${exits.join(", ")} }
`;
};

const zoneYaml = (zone: number): string => {
  const count = Math.min(ZONE_ROOMS, rooms - zone * ZONE_ROOMS);
  const all = Array.from({ length: count }, (_, room) => roomYaml(zone, room, count - 1)).join("");
  const spawns = Array.from({ length: Math.floor(count / MOB_EVERY) }, (_, at) => {
    return `  - { mob: statue, room: r${at * MOB_EVERY} }\n`;
  }).join("");
  return (
    `zone: far${zone}\nname: Far ${zone}\ndescription: Halls without end.\nlevels: 1-5\n` +
    `rooms:\n${all}mobs:\n  statue:\n    name: a statue\n    keywords: [statue]\n` +
    "    description: It stands still and has nothing to say about it.\n" +
    "    ground: A statue stands here.\n    level: 1\n    behaviours: [sentinel]\n" +
    `spawns:\n${spawns}`
  );
};

/** The ring with the far zones beside it, or the ring alone. */
const writeWorld = (content: string, isLarge: boolean): void => {
  writeRingWorld(content);
  if (!isLarge) return;
  // One can walk from the far halls into the ring, not back: so one begins there.
  const world = join(content, "world.yaml");
  writeFileSync(world, readFileSync(world, "utf8").replaceAll("ring:hall0", "far0:r0"));
  for (let zone = 0; zone * ZONE_ROOMS < rooms; zone += 1) {
    writeFileSync(join(content, "zones", `far${zone}.yaml`), zoneYaml(zone));
  }
};

const measure = async (name: string, isLarge: boolean): Promise<string[]> => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-large-"));
  try {
    writeWorld(join(directory, "content"), isLarge);
    const ports = { AMBON_TELNET_PORT: "0", AMBON_WEB_PORT: "0", AMBON_ADMIN_PORT: "0" };
    const startedMs = performance.now();
    const server = await startProcess({ role: "standalone", directory, env: ports, flags: [] });
    const startMs = performance.now() - startedMs;
    const { cpuSeconds: startCpu } = await usageOfProcess(server.pid);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const before = await usageOfProcess(server.pid);
    await new Promise((resolve) => setTimeout(resolve, stillMs));
    const after = await usageOfProcess(server.pid);
    await server.stop();
    const share = ((after.cpuSeconds - before.cpuSeconds) * 1000) / stillMs;
    return [
      ...[name, figure(startMs / 1000, 2), figure(startCpu, 2)],
      ...[figure(after.rssBytes / MIB, 0), `${figure(share * 100, 2)} %`],
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const head = ["world", "start s", "start CPU s", "memory MiB", "of a core while nobody is there"];
const rows = [head, await measure("25 rooms", false)];
const mobs = Math.floor(rooms / MOB_EVERY);
rows.push(await measure(`${rooms} rooms, ${mobs} creatures`, true));
for (const line of tableLines(rows)) console.log(line);
