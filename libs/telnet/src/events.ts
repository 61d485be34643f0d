import type { EnvironFacts } from "./environ-facts.ts";
import type { MsdpValue } from "./msdp-codec.ts";
import type { MsdpCommand } from "./options/msdp.ts";
import type { MttsFlags } from "./options/mtts.ts";

/** What a client did, as the session sees it. Text is decoded but not sanitized. */
export type TelnetEvent =
  | { readonly type: "line"; readonly text: string }
  /** Sent when a line passes the limit; the cut line itself follows at its end. */
  | { readonly type: "lineTooLong"; readonly limitBytes: number }
  | { readonly type: "windowSize"; readonly width: number; readonly height: number }
  /** Sent for each new TTYPE answer; `mtts` is 0 until the client said it. */
  | {
      readonly type: "terminal";
      readonly name: string;
      readonly terminal: string;
      readonly mtts: number;
      readonly flags: MttsFlags;
    }
  /** The TTYPE cycle is over or was refused: nothing more to wait for. At most once. */
  | { readonly type: "negotiated" }
  | { readonly type: "gmcpEnabled"; readonly enabled: boolean }
  /** `package` in lower case; `data` undefined without payload, a string for a bare word. */
  | {
      readonly type: "gmcp";
      readonly package: string;
      readonly data: unknown;
      readonly raw: string;
    }
  | { readonly type: "charset"; readonly name: string }
  /** NEW-ENVIRON told something new: all that is known now. */
  | { readonly type: "environ"; readonly facts: EnvironFacts }
  | { readonly type: "msdpEnabled"; readonly enabled: boolean }
  /** Names in upper case, in the order of the message. */
  | {
      readonly type: "msdpCommand";
      readonly command: MsdpCommand;
      readonly names: readonly string[];
    }
  /** The client sets a variable; the name is in upper case. */
  | { readonly type: "msdpVariable"; readonly name: string; readonly value: MsdpValue }
  /** The client wants MSSP: answer with `TelnetServer.mssp`. */
  | { readonly type: "msspRequest" }
  | { readonly type: "mxpEnabled"; readonly enabled: boolean }
  /** A client's answer to an MXP question, by tag in upper case; never a command. */
  | { readonly type: "mxpAnswer"; readonly tag: string; readonly text: string }
  /** MCCP2 ends: what is pending goes out compressed, then the stream is finished, then plain. */
  | { readonly type: "compressionEnd" }
  /** Compressed input passed its bounds: nothing is heard any more, close the connection. */
  | { readonly type: "compressionBomb" }
  /** Compressed input is no zlib stream: nothing is heard any more, close the connection. */
  | { readonly type: "compressionBroken" }
  | { readonly type: "interrupt" };
