/** `ambon replay FILE`: runs a recording of one zone again and compares the state hashes. */

import { readFileSync } from "node:fs";
import type { Input } from "@ambon/game/input";
import { worldLibrary } from "@ambon/game/world-library";
import { Zone } from "@ambon/game/zone";
import { decodeRecording, type Recording } from "@ambon/journal/recording";
import { type ReplayReport, replay } from "@ambon/journal/replay";
import { ContentReadError, readContent } from "@ambon/world/adapter/read-content";
import type { WorldDefinition } from "@ambon/world/definition";
import { isLoaded, loadWorld } from "@ambon/world/load-world";
import type { CommandIo } from "./command-io.ts";

const USAGE = `Usage: ambon replay FILE [--content DIR] [--marks]

Runs the recorded zone again and prints its state hash at the start and at the end. The content
must be the one that was recorded.

  --content DIR  the world's files (default: content)
  --marks        print the hash at every mark
  --help         print this text

Exit code: 0 every mark agrees, 1 one differs (the first is named), 2 the recording is of no use.`;

const DIFFERS = 1;
const UNUSABLE = 2;

interface Options {
  readonly file: string;
  readonly content: string;
  readonly marks: boolean;
}

/** A sentence for the user; exit code 2. */
class UnusableError extends Error {}

/** Runs the command with the arguments after `replay`; answers the exit code. */
export async function run(args: readonly string[], io: CommandIo): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    io.out(USAGE);
    return 0;
  }
  try {
    return replayFile(optionsOf(args), io);
  } catch (error) {
    if (!(error instanceof UnusableError)) throw error;
    io.err(error.message);
    return UNUSABLE;
  }
}

function optionsOf(args: readonly string[]): Options {
  const files: string[] = [];
  let content = "content";
  let marks = false;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? "";
    if (word === "--marks") marks = true;
    else if (word === "--content") {
      index += 1;
      content = args[index] ?? "";
    } else if (word.startsWith("-")) throw new UnusableError(`Unknown option ${word}.\n${USAGE}`);
    else files.push(word);
  }
  const [file] = files;
  if (file === undefined || files.length > 1) throw new UnusableError(`Give one file.\n${USAGE}`);
  return { file, content, marks };
}

function replayFile(options: Options, io: CommandIo): number {
  const recording = recordingOf(options.file);
  const { header } = recording;
  const world = worldOf(options.content);
  if (world.contentHash !== header.contentHash) {
    const there = `${options.content} has ${world.contentHash}`;
    throw new UnusableError(
      `The recording was made with content ${header.contentHash}, but ${there}.`,
    );
  }
  io.out(`zone ${header.zone}, content ${header.contentHash}, recorded by build ${header.build}`);
  const report = replay(
    recording,
    (_header, snapshot) => zoneOf(world, snapshot),
    (step, hash) => {
      if (options.marks) io.out(`step ${step} hash ${hash}`);
    },
  );
  return tell(report, io);
}

function recordingOf(file: string): Recording {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UnusableError(error instanceof Error ? error.message : String(error));
  }
  const decoded = decodeRecording(bytes);
  if (!decoded.ok) throw new UnusableError(decoded.error.message);
  return decoded.value;
}

function worldOf(directory: string): WorldDefinition {
  try {
    const result = loadWorld(readContent(directory));
    if (isLoaded(result)) return result.world;
  } catch (error) {
    if (!(error instanceof ContentReadError)) throw error;
    throw new UnusableError(error.message);
  }
  throw new UnusableError(`The world in ${directory} has errors: see ambon world check.`);
}

function zoneOf(world: WorldDefinition, snapshot: Uint8Array) {
  try {
    const zone = Zone.restore(worldLibrary(world), snapshot);
    return {
      step: (nowMs: number, inputs: readonly unknown[], maxEvents: number) =>
        zone.step(nowMs, inputs as readonly Input[], maxEvents),
      hash: () => zone.hash(),
    };
  } catch (error) {
    throw new UnusableError(`The snapshot cannot be restored by this build: ${String(error)}`);
  }
}

function tell(report: ReplayReport, io: CommandIo): number {
  const { outcome, steps, marks, startHash, finalHash, divergence, note } = report;
  if (note !== "") io.err(note);
  if (outcome === "unusable") return UNUSABLE;
  io.out(`start hash ${startHash}`);
  io.out(`final hash ${finalHash} after ${steps} steps`);
  if (divergence === null) {
    io.out(`${marks} marks agree`);
    return 0;
  }
  const { step, lastGood, recorded, replayed } = divergence;
  io.err(`step ${step} differs: recorded ${recorded}, replayed ${replayed}`);
  io.err(`the last step known to agree is ${lastGood}`);
  return DIFFERS;
}
