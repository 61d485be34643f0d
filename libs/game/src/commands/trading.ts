/** Shops, bank and trade. */

import type { Command } from "./command.ts";

export const TRADING_COMMANDS: readonly Command[] = [];
