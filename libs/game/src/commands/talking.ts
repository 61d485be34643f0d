/** Talking. */

import type { Command } from "./command.ts";

export const TALKING_COMMANDS: readonly Command[] = [];
