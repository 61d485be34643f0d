/** Every event of the log, once: name, when it is written, and its fields. Never player text. */

export interface EventSpec {
  readonly name: string;
  readonly when: string;
  readonly fields: readonly string[];
}

const event = (name: string, when: string, ...fields: readonly string[]): EventSpec => ({
  name,
  when,
  fields,
});

export const EVENTS: readonly EventSpec[] = [
  event("start_refused", "a process cannot start; `problem` says what to mend", "problem"),
  event("stopped", "a process has stopped in order"),
  event("crashed", "an invariant broke; the process ends", "error"),
  event("world_loaded", "content was read", "zones", "rooms", "mobs", "items", "ms"),
  event("reload_refused", "new content has errors; the old goes on", "problems"),
];
