/** Every bound of one telnet connection, with what happens when it is reached. */
export interface TelnetLimits {
  /** Bytes of one input line: the rest is discarded until the line ends, told once. */
  readonly lineBytes: number;
  /** Bytes inside one SB…SE: a longer one is dropped and counted. */
  readonly subnegotiationBytes: number;
  /** Bytes of one GMCP message, both ways: a longer one is dropped and counted. */
  readonly gmcpBytes: number;
  /**
   * Answers that a client may provoke in the life of a connection (negotiation, SB replies, AYT).
   * Beyond it requests to enable are ignored, requests to disable take effect in silence.
   */
  readonly answers: number;
  /** TTYPE answers that are asked for: the cycle ends there. */
  readonly terminalAnswers: number;
  /** Bytes kept of one TTYPE answer: the rest is cut. */
  readonly terminalBytes: number;
  /** Columns: reports are clamped into this range; 0 means unknown and counts as 80. */
  readonly widthMin: number;
  readonly widthMax: number;
  /** Rows: reports are clamped into this range; 0 means unknown and counts as 24. */
  readonly heightMin: number;
  readonly heightMax: number;
  /** Bytes kept of one NEW-ENVIRON value: the rest is cut. */
  readonly environValueBytes: number;
  /** Bytes of one outbound MSDP message: a longer one is not sent but counted. */
  readonly msdpBytes: number;
  /** Tables and arrays within each other in inbound MSDP: a deeper message is dropped, counted. */
  readonly msdpDepth: number;
  /** Names of one MSDP command: the rest is dropped and counted. */
  readonly msdpNames: number;
  /**
   * What compressed input may become: a credit of `inflateBurstBytes`, refilled up to that by
   * `inflateRatio` for each compressed byte. More is a bomb: `compressionBomb`, then silence.
   */
  readonly inflateBurstBytes: number;
  readonly inflateRatio: number;
}

export const TELNET_LIMITS: TelnetLimits = {
  lineBytes: 1024,
  subnegotiationBytes: 16_384,
  gmcpBytes: 8192,
  answers: 1000,
  terminalAnswers: 4,
  terminalBytes: 64,
  widthMin: 20,
  widthMax: 500,
  heightMin: 5,
  heightMax: 500,
  environValueBytes: 256,
  msdpBytes: 8192,
  msdpDepth: 8,
  msdpNames: 256,
  inflateBurstBytes: 65_536,
  inflateRatio: 8,
};

/** What was dropped or cut, as plain running sums for the metric catalogue. */
export interface TelnetCounters {
  /** Lines that passed `lineBytes`. */
  linesCut: number;
  /** Bytes discarded from such lines. */
  lineBytesDiscarded: number;
  /** Subnegotiations over `subnegotiationBytes`. */
  subnegotiationsOversize: number;
  /** Subnegotiations cut off by another command. */
  subnegotiationsAborted: number;
  /** Subnegotiations of options that are off, unasked for, or malformed. */
  subnegotiationsIgnored: number;
  /** IAC followed by a byte that is no command. */
  commandsUnknown: number;
  /** Answers not given because `answers` was used up. */
  answersSuppressed: number;
  /** Inbound GMCP messages over `gmcpBytes`. */
  gmcpOversize: number;
  /** Inbound GMCP messages without a valid package name. */
  gmcpMalformed: number;
  /** Outbound GMCP messages over `gmcpBytes`, not sent. */
  gmcpOutboundOversize: number;
  /** Inbound MSDP messages that are too deep, and names over `msdpNames`. */
  msdpDropped: number;
  /** Outbound MSDP messages over `msdpBytes`, not sent. */
  msdpOutboundOversize: number;
  /** Connections whose compressed input passed the credit. */
  compressionBombs: number;
  /** Connections whose compressed input was no zlib stream. */
  compressionBroken: number;
}

/** All zero. Connections may share one object: the sums are then the gateway's. */
export const newTelnetCounters = (): TelnetCounters => ({
  linesCut: 0,
  lineBytesDiscarded: 0,
  subnegotiationsOversize: 0,
  subnegotiationsAborted: 0,
  subnegotiationsIgnored: 0,
  commandsUnknown: 0,
  answersSuppressed: 0,
  gmcpOversize: 0,
  gmcpMalformed: 0,
  gmcpOutboundOversize: 0,
  msdpDropped: 0,
  msdpOutboundOversize: 0,
  compressionBombs: 0,
  compressionBroken: 0,
});
