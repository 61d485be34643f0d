/** Handling things. */

import type { Command } from "./command.ts";

export const THING_COMMANDS: readonly Command[] = [];
