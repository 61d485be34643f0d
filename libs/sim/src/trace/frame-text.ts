/** The frames of a batch that decide something, in a few characters each. */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import type { PeerFrame } from "@ambon/engine/cluster/peer-frame";

const one = (frame: GatewayFrame | EngineFrame): string | undefined => {
  switch (frame.f) {
    case "input":
      return `in ${frame.channel}#${frame.inputSeq}`;
    case "attach":
      return `attach ${frame.channel}`;
    case "resume":
      return `resume ${frame.channel} after ${frame.received}`;
    case "detach":
      return `detach ${frame.channel}`;
    case "attached": {
      const { channel, inputSeq, acceptedSeq = inputSeq, clientSeq = 0, outputSeq } = frame;
      return `attached ${channel} in ${inputSeq}/${acceptedSeq}/${clientSeq} out ${outputSeq}`;
    }
    case "attachRefused":
      return `refused ${frame.channel}`;
    case "inputAck":
      return `ack ${frame.channel}#${frame.inputSeq}`;
    case "redirect":
      return `redirect ${frame.channel} to ${frame.engine}`;
    case "close":
      return `close ${frame.channel} ${frame.reason}`;
    default:
      return undefined;
  }
};

/** Undefined when there is nothing to tell. */
export const peerText = (frames: readonly PeerFrame[]): string | undefined => {
  const texts = frames.flatMap((frame) => {
    if (frame.p === "offer") return `offer ${frame.offer.transfer} of player ${frame.offer.player}`;
    if (frame.p === "answer") return `${frame.outcome} ${frame.transfer} ${frame.reason}`;
    return [];
  });
  return texts.length === 0 ? undefined : texts.join(", ");
};

/** Undefined when there is nothing to tell. */
export const frameText = (frames: readonly (GatewayFrame | EngineFrame)[]): string | undefined => {
  const texts = frames.flatMap((frame) => one(frame) ?? []);
  return texts.length === 0 ? undefined : texts.join(", ");
};
