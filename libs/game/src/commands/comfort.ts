/** Settings, aliases, help. */

import type { Command } from "./command.ts";

export const COMFORT_COMMANDS: readonly Command[] = [];
