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
  | { readonly type: "interrupt" };
