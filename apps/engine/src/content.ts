/** The world that runs, and loading it again without a restart. */

import type { WorldLibrary } from "@ambon/game/world-library";
import { OperatorError } from "@ambon/kernel/operator-error";
import { ContentReadError, readContent } from "@ambon/world/adapter/read-content";
import type { WorldDefinition } from "@ambon/world/definition";
import { isLoaded, loadWorld } from "@ambon/world/load-world";
import { formatProblem } from "@ambon/world/problem";

/** Older worlds that a zone may still be switching from. */
const OLD_WORLDS = 2;
const SHOWN_PROBLEMS = 20;

/** The content cannot be used; `problems` are sentences with file, line and column. */
export class ContentError extends OperatorError {
  override readonly name = "ContentError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The world cannot be loaded:\n${problems.map((one) => `  ${one}`).join("\n")}`);
    this.problems = problems;
  }
}

const read = (directory: string): WorldDefinition => {
  try {
    const result = loadWorld(readContent(directory));
    if (isLoaded(result)) return result.world;
    const errors = result.problems.filter((problem) => problem.severity === "error");
    const shown = errors.slice(0, SHOWN_PROBLEMS).map(formatProblem);
    const more = errors.length - shown.length;
    throw new ContentError(more > 0 ? [...shown, `… and ${more} more`] : shown);
  } catch (error) {
    if (error instanceof ContentReadError) throw new ContentError([error.message]);
    throw error;
  }
};

export class ContentLibrary implements WorldLibrary {
  readonly #directory: string;
  #worlds: readonly [WorldDefinition, ...WorldDefinition[]];

  /** Throws ContentError: a bad world never starts half-loaded. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#worlds = [read(directory)];
  }

  get current(): WorldDefinition {
    return this.#worlds[0];
  }

  get(contentHash: string): WorldDefinition | undefined {
    return this.#worlds.find((world) => world.contentHash === contentHash);
  }

  /** Reads everything again. Throws ContentError and leaves the running world untouched. */
  reload(): { readonly changed: boolean } {
    const world = read(this.#directory);
    if (world.contentHash === this.current.contentHash) return { changed: false };
    this.#worlds = [world, ...this.#worlds.slice(0, OLD_WORLDS)];
    return { changed: true };
  }
}
