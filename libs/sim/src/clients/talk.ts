/** What a bot and the program it plays with say to each other. */

export interface TalkEvents {
  send(payload: Uint8Array | string): void;
  /** The server asks; only before play. */
  asked(label: string, secret: boolean): void;
  /** In the world: by a login, or back in the same session. */
  playing(resumed: boolean, how: string): void;
  /** Words that were shown, in whatever form. */
  text(text: string): void;
  /** This line was not taken and will not be: that is on its way … */
  refusing(text: string): void;
  /** … and has arrived. */
  refused(text: string): void;
  /** A resume shows this line to be behind the session: whatever became of it, it is not resent. */
  passed(text: string): void;
  /** Some of the newest lines were not taken; which is not known. */
  dropped(): void;
  /** The session goes on behind output that was not shown, and will not be. */
  gap(): void;
  /** There is no session to come back to. */
  over(): void;
  bye(reason: string): void;
  /** The server broke its promises to the program. */
  wrong(what: string): void;
}

export interface Talk {
  readonly transport: "telnet" | "websocket";
  /** A new socket would continue the session. */
  readonly resumable: boolean;
  /** Lines that it would send again, oldest first; undefined = it keeps none by itself. */
  readonly kept: readonly string[] | undefined;
  /** A new socket is open. */
  opened(): void;
  receive(payload: Uint8Array | string): void;
  /** The gateway has written this; it may get lost on its way. */
  written(payload: Uint8Array | string): void;
  /** To a question of the dialogue. */
  answer(text: string): void;
  /** In the world. */
  type(text: string): void;
  /** The next socket is a new visit. */
  forget(): void;
}
