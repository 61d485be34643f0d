/** A bot's connection, the same for telnet and browsers. */

export interface LinkEvents {
  /** The login dialogue asks something, or the world's own prompt came. */
  prompt(text: string): void;
  /** Does the bot want `text` now? Else it is thrown away unread, which keeps idle bots cheap. */
  readonly listening: boolean;
  /** What the server shows in the world, as it stands on the wire (telnet: as Latin-1). */
  text(chunk: string): void;
  /** Once, at the end; `why` is a few words. */
  closed(why: string): void;
}

export interface Link {
  /** What ends an answer here; empty = nothing does. */
  readonly marks: readonly string[];
  send(line: string): void;
  /** The login is over: from now on `text` gets everything. */
  enterWorld(): void;
  /** Reads no more, without closing. */
  stopReading(): void;
  close(): void;
}

export type LinkOpener = (events: LinkEvents) => Link;
