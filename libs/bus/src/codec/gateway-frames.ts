/** Frames of a gateway as messages of proto/ambon/link/v1/frames.proto, and back. */

import {
  type Caps as CapsMessage,
  type GatewayFrame as GatewayFrameMessage,
  Transport,
} from "@ambon/wire/gen/ambon/link/v1/frames_pb";
import type { Caps, GatewayFrame } from "../frames.ts";
import { fromAccount, toAccount } from "./account-frames.ts";
import {
  enumNames,
  fromText,
  fromTexts,
  fromUint64,
  malformed,
  toSessionId,
  toText,
  toTexts,
  toUint32,
} from "./values.ts";

type Kind = GatewayFrameMessage["frame"];
type Resume = Extract<Kind, { case: "resume" }>["value"];
type Ack = Extract<Kind, { case: "ack" }>["value"];
type Input = Extract<Kind, { case: "input" }>["value"];
type EdgeSetting = Extract<Kind, { case: "edgeSetting" }>["value"];

const transports = enumNames<Caps["transport"], Transport>("the transport", {
  telnet: Transport.TELNET,
  websocket: Transport.WEBSOCKET,
});

/** Those that have no code of their own in usual-gateway-frames.ts. */
export type UnusualGatewayFrame = Exclude<GatewayFrame, { f: "input" | "ack" }>;

export const toGatewayMessage = (frame: UnusualGatewayFrame): GatewayFrameMessage => ({
  $typeName: "ambon.link.v1.GatewayFrame",
  frame: toKind(frame),
});

const toKind = (frame: UnusualGatewayFrame): Kind => {
  if (frame.f === "account") return { case: "account", value: toAccount(frame) };
  const channel = toUint32(frame.channel);
  switch (frame.f) {
    case "attach":
      return {
        case: "attach",
        value: {
          $typeName: "ambon.link.v1.Attach",
          channel,
          sessionId: toSessionId(frame.sessionId),
          ticket: toText(frame.ticket),
          caps: toCaps(frame.caps),
        },
      };
    case "resume":
      return { case: "resume", value: toResume(frame, channel) };
    case "subscribe": {
      const packages = toTexts(frame.packages);
      return {
        case: "subscribe",
        value: { $typeName: "ambon.link.v1.Subscribe", channel, packages },
      };
    }
    case "request": {
      const asked = { package: toText(frame.package), value: toText(frame.value) };
      return {
        case: "request",
        value: { $typeName: "ambon.link.v1.Request", channel, ...asked },
      };
    }
    case "edgeSetting": {
      const { colour, screenReader } = frame;
      return {
        case: "edgeSetting",
        value: { $typeName: "ambon.link.v1.EdgeSetting", channel, colour, screenReader },
      };
    }
    case "detach": {
      const reason = toText(frame.reason);
      return { case: "detach", value: { $typeName: "ambon.link.v1.Detach", channel, reason } };
    }
  }
};

type ResumeFrame = Extract<GatewayFrame, { f: "resume" }>;

const toResume = (frame: ResumeFrame, channel: number): Resume => ({
  $typeName: "ambon.link.v1.Resume",
  channel,
  sessionId: toSessionId(frame.sessionId),
  token: toText(frame.token),
  grant: frame.grant === undefined ? undefined : toText(frame.grant),
  applied: frame.applied === undefined ? undefined : toUint32(frame.applied),
  received: toUint32(frame.received),
  caps: toCaps(frame.caps),
});

const toCaps = ({ transport, screenReader, address }: Caps): CapsMessage => ({
  $typeName: "ambon.link.v1.Caps",
  transport: transports.to(transport),
  screenReader,
  address: toText(address),
});

/** Throws MalformedFrame. */
export const fromGatewayMessage = ({ frame }: GatewayFrameMessage): GatewayFrame => {
  switch (frame.case) {
    case "account":
      return fromAccount(frame.value);
    case "attach": {
      const { channel, sessionId, ticket, caps } = frame.value;
      return { f: "attach", channel, sessionId, ticket: fromText(ticket), caps: fromCaps(caps) };
    }
    case "resume":
      return fromResume(frame.value);
    case "input":
      return fromInput(frame.value);
    case "subscribe": {
      const { channel, packages } = frame.value;
      return { f: "subscribe", channel, packages: fromTexts(packages) };
    }
    case "request": {
      const { channel, package: name, value } = frame.value;
      return { f: "request", channel, package: fromText(name), value: fromText(value) };
    }
    case "edgeSetting":
      return fromEdgeSetting(frame.value);
    case "ack":
      return fromAck(frame.value);
    case "detach":
      return { f: "detach", channel: frame.value.channel, reason: fromText(frame.value.reason) };
    case undefined:
      return malformed("a frame of no known kind");
  }
};

const fromCaps = (caps: CapsMessage | undefined): Caps => {
  if (caps === undefined) return malformed("a session without capabilities");
  const { transport, screenReader, address } = caps;
  return { transport: transports.from(transport), screenReader, address: fromText(address) };
};

const fromResume = (message: Resume): GatewayFrame => {
  const { channel, sessionId, token, grant, applied, received, caps } = message;
  return {
    f: "resume",
    channel,
    sessionId,
    token: fromText(token),
    ...(grant === undefined ? {} : { grant: fromText(grant) }),
    ...(applied === undefined ? {} : { applied }),
    received,
    caps: fromCaps(caps),
  };
};

type Fields<M> = Omit<M, "$typeName" | "$unknown">;

export const fromAck = ({ channel, received, seen }: Fields<Ack>): GatewayFrame =>
  seen === undefined ? { f: "ack", channel, received } : { f: "ack", channel, received, seen };

export const fromInput = (message: Fields<Input>): GatewayFrame => {
  const { channel, inputSeq, line, clientSeq } = message;
  const text = fromText(line);
  return clientSeq === undefined
    ? { f: "input", channel, inputSeq, line: text }
    : { f: "input", channel, inputSeq, line: text, clientSeq: fromUint64(clientSeq) };
};

const fromEdgeSetting = ({ channel, colour, screenReader }: EdgeSetting): GatewayFrame => ({
  f: "edgeSetting",
  channel,
  ...(colour === undefined ? {} : { colour }),
  ...(screenReader === undefined ? {} : { screenReader }),
});
