/** Keeps a link from one place to another: a stream, and after its end the next one. */

import type { LinkMessage } from "@ambon/bus/link/link-words";
import type { Redial } from "@ambon/bus/link/redial";
import { Connection } from "../network/connection.ts";
import type { Process } from "../time/process.ts";
import { type SimLinkEnd, STREAM_BYTES } from "./link-end.ts";
import type { Surroundings } from "./surroundings.ts";

export type LinkStreams = Connection<LinkMessage, LinkMessage>;

/** One end of a link: a process, and what it does with links of this kind. */
export interface Linked<In, Out> {
  readonly process: Process;
  readonly links: SimLinkEnd<In, Out>;
}

export interface Dialing<In, Out> {
  readonly place: string;
  readonly from: Linked<In, Out>;
  readonly to: string;
  /** Whoever is there now. */
  readonly answering: () => Linked<Out, In> | undefined;
  readonly redial: Redial;
  readonly opened: (stream: LinkStreams) => void;
}

export const dial = <In, Out>(around: Surroundings, dialing: Dialing<In, Out>): void => {
  const { network, dice, time } = around;
  const { place, from, to, answering, redial, opened } = dialing;
  const there = network.route(place, to);
  const back = network.route(to, place);
  const near = from.links.open(to, ({ end, upMs }) => {
    from.process.after(redial.delayMs(end, upMs), () => dial(around, dialing));
  });
  from.process.after(there.delayMs() + back.delayMs(), () => {
    if (near.link.state === "over") return;
    const other = answering();
    if (other === undefined || there.blocked || back.blocked) return near.lost("nobody answers");
    const far = other.links.open(place, () => undefined);
    const name = `link ${from.process.name} ${other.process.name} ${time.nowMs}`;
    const stream = new Connection(network, dice.fork(name), near, far, STREAM_BYTES);
    opened(stream);
    near.on(stream.left);
    far.on(stream.right);
  });
};
