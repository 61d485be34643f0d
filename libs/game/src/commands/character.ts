/** Score, equipment and the like. */

import type { Command } from "./command.ts";

export const CHARACTER_COMMANDS: readonly Command[] = [];
