/** What it costs to carry frames over a wire: batches as a busy tick makes them, per frame. */

import {
  decodeEngineBatch,
  decodeGatewayBatch,
  encodeEngineBatch,
  encodeGatewayBatch,
} from "@ambon/bus/frame-codec";
import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";

const BATCH = 50;
/** Of one command of the ring at 500 bots. */
const READERS = 18;

const words = "the same words as ever";
const markup = [
  { t: "line", kids: [{ t: "name", kind: "player", text: "Botfifteen" }, ` says, "${words}"`] },
];
const values = { hp: 100, maxHp: 100, mana: 30, maxMana: 30, moves: 90, maxMoves: 100, level: 3 };
const channels = Array.from({ length: READERS }, (_, at) => 7 * at + 100);

const many = <F>(frame: F): readonly F[] => Array.from({ length: BATCH }, () => frame);

const ENGINE_FRAMES: Readonly<Record<string, EngineFrame>> = {
  "a line for 18": { f: "output", channels, class: "chat", markup },
  prompt: { f: "prompt", channel: 7, values },
  inputAck: { f: "inputAck", channel: 7, inputSeq: 400 },
};
const GATEWAY_FRAMES: Readonly<Record<string, GatewayFrame>> = {
  input: { f: "input", channel: 7, inputSeq: 400, line: `say ${words}` },
  ack: { f: "ack", channel: 7, received: 400 },
};

/** Each case makes or reads one batch; divide by `framesPerCall`. */
export const framesPerCall = BATCH;

export const batchCases = (): Record<string, () => void> => {
  const cases: Record<string, () => void> = {};
  for (const [name, frame] of Object.entries(ENGINE_FRAMES)) {
    const frames = many(frame);
    const bytes = encodeEngineBatch(frames);
    cases[`batch: encode ${name}`] = () => void encodeEngineBatch(frames);
    cases[`batch: decode ${name}`] = () => void decodeEngineBatch(bytes);
  }
  for (const [name, frame] of Object.entries(GATEWAY_FRAMES)) {
    const frames = many(frame);
    const bytes = encodeGatewayBatch(frames);
    cases[`batch: encode ${name}`] = () => void encodeGatewayBatch(frames);
    cases[`batch: decode ${name}`] = () => void decodeGatewayBatch(bytes);
  }
  const text = JSON.stringify(markup);
  cases["batch: JSON of its markup alone, made"] = () => {
    for (let at = 0; at < BATCH; at += 1) JSON.stringify(markup);
  };
  cases["batch: JSON of its markup alone, read"] = () => {
    for (let at = 0; at < BATCH; at += 1) JSON.parse(text);
  };
  return cases;
};
