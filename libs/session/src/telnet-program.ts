/**
 * The player's program behind a telnet client: what it says by GMCP, and what it is told beside the
 * game (login by data, its token, offers, cues).
 */

import type { TelnetEvent } from "@ambon/telnet/events";
import type { Attachment, ClientEvent, LoginVersion, ProgramWord } from "./client.ts";
import { keepsTokens, readGmcp } from "./gmcp-input.ts";
import { gmcpWord } from "./gmcp-words.ts";
import { loginToken } from "./login-token.ts";
import { OfferedPrograms, type ProgramOffers } from "./program-offers.ts";
import type { DataFrame, OutputFrame } from "./render-cache.ts";
import type { TelnetPackages } from "./telnet-packages.ts";

type GmcpEvent = Extract<TelnetEvent, { type: "gmcp" }>;
type CredentialsEvent = Extract<ClientEvent, { e: "credentials" }>;

export interface TelnetProgramParts {
  readonly packages: TelnetPackages;
  /** Whoever can keep a token may come back with it: the socket is encrypted, and it is allowed. */
  readonly loginTokens: boolean;
  readonly offers: ProgramOffers;
  /** Sends a message, without a payload if there is none. */
  readonly send: (name: string, payload?: unknown) => void;
}

export class TelnetProgram {
  readonly #parts: TelnetProgramParts;
  readonly #offered: OfferedPrograms;
  /** False: the program said that it would not keep a token. */
  #keepsTokens = true;
  /** Of the character; "" before there is one. */
  #name = "";

  constructor(parts: TelnetProgramParts) {
    this.#parts = parts;
    this.#offered = new OfferedPrograms(parts.offers, (word) => this.tell(word));
  }

  get loginVersion(): LoginVersion {
    const { loginVersion } = this.#parts.packages;
    if (loginVersion === 0) return 0;
    return loginVersion > 1 && this.#parts.loginTokens ? 2 : 1;
  }

  tell(word: ProgramWord): void {
    this.#parts.send(...gmcpWord(word));
  }

  receive(event: GmcpEvent, out: ClientEvent[]): void {
    const { packages, send } = this.#parts;
    if (event.package === "core.ping") {
      out.push({ e: "ping", answer: () => send("Core.Ping") });
    } else if (packages.takeGmcp(event)) {
      this.#offered.wishesChanged(packages);
      out.push({ e: "packages", packages: packages.wanted });
    } else {
      const read = readGmcp(event.package, event.data);
      if (read === undefined) return;
      if (read.e === "credentials") this.#takeCredentials(event, read, out);
      else out.push(read);
    }
  }

  /** It has a character, and perhaps a new token for it. */
  attached(attachment: Attachment): void {
    this.#name = attachment.name;
    if (this.loginVersion < 2 || !this.#keepsTokens) return;
    this.tell({ w: "loginToken", name: attachment.name, token: loginToken(attachment) });
  }

  /** Something is shown to the player. */
  output(frame: OutputFrame): void {
    this.#offered.output(frame, this.#name);
  }

  data(frame: DataFrame): void {
    this.#offered.data(frame);
  }

  /** A token that came where none may be used is no token. */
  #takeCredentials({ data }: GmcpEvent, read: CredentialsEvent, out: ClientEvent[]): void {
    this.#keepsTokens = keepsTokens(data) ?? true;
    const { credentials } = read;
    const isToken = credentials !== null && "wish" in credentials;
    out.push(isToken && this.loginVersion < 2 ? { e: "credentials", credentials: null } : read);
  }
}
