/**
 * The options of one connection: the base ones that every client gets, and those of TelnetFeatures.
 * What is not here is declined once. The order is that of the opening packet.
 */

import { CharsetOption } from "./options/charset.ts";
import { EchoOption } from "./options/echo.ts";
import { GmcpOption } from "./options/gmcp.ts";
import { Mccp2Option } from "./options/mccp2.ts";
import { Mccp3Option } from "./options/mccp3.ts";
import { MsdpOption } from "./options/msdp.ts";
import { MSSP_OPTION } from "./options/mssp.ts";
import { MxpOption } from "./options/mxp.ts";
import { NawsOption } from "./options/naws.ts";
import { NewEnvironOption } from "./options/new-environ.ts";
import { EOR_OPTION, SGA_OPTION } from "./options/prompt-mark.ts";
import { TIMING_MARK_OPTION } from "./options/timing-mark.ts";
import { TtypeOption } from "./options/ttype.ts";
import type { NegotiationFacts, TelnetOption } from "./telnet-option.ts";

/** What is spoken beyond the base options; each is off unless it is true. */
export interface TelnetFeatures {
  /** NEW-ENVIRON and MNES: `environ` events. */
  readonly environ?: boolean;
  /** MSDP for clients without GMCP. Whoever sets it answers `msdpCommand`. */
  readonly msdp?: boolean;
  /** MSSP by option. Whoever sets it answers `msspRequest`. */
  readonly mssp?: boolean;
  /** Compressed output. Whoever sets it looks at `compressionReady` and has a Compressor. */
  readonly mccp2?: boolean;
  /** Compressed input. */
  readonly mccp3?: boolean;
  /** MXP, for links. */
  readonly mxp?: boolean;
  /** `text` writes letters and lines that the charset lacks in ASCII instead of as `?`. */
  readonly transliterate?: boolean;
}

export class OptionSet {
  readonly ttype = new TtypeOption();
  readonly naws = new NawsOption();
  readonly charset = new CharsetOption();
  readonly gmcp = new GmcpOption();
  readonly echo = new EchoOption();
  readonly environ: NewEnvironOption | undefined;
  readonly msdp: MsdpOption | undefined;
  readonly mccp2: Mccp2Option | undefined;
  readonly mccp3: Mccp3Option | undefined;
  readonly mxp: MxpOption | undefined;
  readonly inOrder: readonly TelnetOption[];

  constructor(features: TelnetFeatures) {
    const facts = this.facts();
    this.environ = features.environ === true ? new NewEnvironOption() : undefined;
    this.msdp = features.msdp === true ? new MsdpOption(facts) : undefined;
    this.mccp2 = features.mccp2 === true ? new Mccp2Option() : undefined;
    this.mccp3 = features.mccp3 === true ? new Mccp3Option() : undefined;
    this.mxp = features.mxp === true ? new MxpOption(facts) : undefined;
    const order: ReadonlyArray<TelnetOption | undefined> = [
      this.ttype,
      this.naws,
      this.environ,
      this.charset,
      EOR_OPTION,
      features.mssp === true ? MSSP_OPTION : undefined,
      this.gmcp,
      this.mccp2,
      this.mccp3,
      this.msdp,
      this.mxp,
      this.echo,
      SGA_OPTION,
      TIMING_MARK_OPTION,
    ];
    this.inOrder = order.filter((option) => option !== undefined);
  }

  private facts(): NegotiationFacts {
    const { gmcp, ttype } = this;
    const hyperlinks = (): boolean => this.environ?.facts.hyperlinks === true;
    return {
      get gmcpOn() {
        return gmcp.enabled;
      },
      get gmcpRefused() {
        return gmcp.refused;
      },
      get cycleCompleted() {
        return ttype.completed;
      },
      get hyperlinks() {
        return hyperlinks();
      },
    };
  }
}
