/** After the last words: whatever still arrives is dropped until the socket is gone. */

import { QuietPhase } from "./phase.ts";

export class ClosingPhase extends QuietPhase {
  readonly name = "closing";
  /** Nothing waits any more: lines are taken and dropped. */
  override get acceptsLines(): boolean {
    return true;
  }
}
