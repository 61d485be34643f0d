/** Everything the panels show: one immutable value, changed only by `reduce`. */

import type {
  CharStatus,
  CharVitals,
  CommandEntry,
  CommChannelText,
  GroupPackage,
  ItemEntry,
  RoomInfo,
  ServerWho,
} from "@ambon/data/packages";
import { type Atlas, EMPTY_ATLAS, withRoom } from "./atlas.ts";
import type { DataUpdate } from "./data-reader.ts";
import type { EdgeSettings, ServerMessage } from "./protocol.ts";

/** Lines of talk kept; the oldest leaves. */
export const CHAT_MAX = 400;

export interface ChatLine extends CommChannelText {
  /** Counts from 1, never given again: the key of its place in the list. */
  readonly id: number;
}

export interface GameState {
  readonly stage: "login" | "world";
  readonly server: string;
  readonly name: string;
  readonly ask: { readonly secret: boolean; readonly label: string };
  readonly prompt: string;
  /** Highest sequence number shown; null before attach. */
  readonly lastSeq: number | null;
  readonly vitals: CharVitals | null;
  readonly status: CharStatus | null;
  readonly room: RoomInfo | null;
  readonly people: readonly string[];
  readonly roomItems: readonly ItemEntry[];
  readonly inventory: readonly ItemEntry[];
  readonly group: readonly string[];
  readonly groupLeader: string;
  readonly groupMembers: GroupPackage["members"];
  readonly commands: readonly CommandEntry[];
  readonly who: ServerWho["players"] | null;
  readonly settings: EdgeSettings | null;
  readonly chat: readonly ChatLine[];
  readonly chatCount: number;
  /** The rooms seen in this visit. */
  readonly atlas: Atlas;
}

export const INITIAL_STATE: GameState = {
  stage: "login",
  server: "",
  name: "",
  ask: { secret: false, label: "Name" },
  prompt: "",
  lastSeq: null,
  vitals: null,
  status: null,
  room: null,
  people: [],
  roomItems: [],
  inventory: [],
  group: [],
  groupLeader: "",
  groupMembers: [],
  commands: [],
  who: null,
  settings: null,
  chat: [],
  chatCount: 0,
  atlas: EMPTY_ATLAS,
};

/** False for a numbered message that was shown before (it came again after a reconnect). */
export const isNew = (state: GameState, message: ServerMessage): boolean =>
  message.t === "attached" ||
  !("seq" in message) ||
  message.seq === undefined ||
  state.lastSeq === null ||
  message.seq > state.lastSeq;

const counted = (state: GameState, message: ServerMessage): GameState =>
  "seq" in message && message.seq !== undefined && state.lastSeq !== null
    ? { ...state, lastSeq: message.seq }
    : state;

/** The state after a message. A repeated message changes nothing. */
export const reduce = (before: GameState, message: ServerMessage): GameState => {
  if (!isNew(before, message)) return before;
  const state = counted(before, message);
  switch (message.t) {
    case "welcome":
      // A new socket begins with the login dialogue; talk and commands stay readable meanwhile.
      return {
        ...INITIAL_STATE,
        server: `${message.server} ${message.version}`.trim(),
        commands: state.commands,
        chat: state.chat,
        chatCount: state.chatCount,
        atlas: state.atlas,
      };
    case "attached":
      return { ...state, stage: "world", name: message.name, lastSeq: message.seq };
    case "ask":
      return { ...state, ask: { secret: message.secret, label: message.label } };
    case "prompt":
      return { ...state, prompt: message.text };
    case "settings":
      return { ...state, settings: message.settings };
    case "data":
      return message.update === null ? state : withData(state, message.update);
    default:
      return state;
  }
};

const withData = (state: GameState, { p, v }: DataUpdate): GameState => {
  switch (p) {
    case "Char.Name":
      return { ...state, name: v.name };
    case "Char.Vitals":
      return { ...state, vitals: v };
    case "Char.Status":
      return { ...state, status: v };
    case "Char.Items.List":
      return v.location === "room"
        ? { ...state, roomItems: v.items }
        : { ...state, inventory: v.items };
    case "Room.Info":
      return { ...state, room: v, atlas: withRoom(state.atlas, v) };
    case "Room.Players":
      return { ...state, people: v.players.map(({ name }) => name) };
    case "Comm.Channel.Text": {
      const chatCount = state.chatCount + 1;
      const chat = [...state.chat, { ...v, id: chatCount }].slice(-CHAT_MAX);
      return { ...state, chat, chatCount };
    }
    case "Group":
      return {
        ...state,
        group: v.members.map(({ name }) => name),
        groupLeader: v.leader,
        groupMembers: v.members,
      };
    case "Server.Commands":
      return { ...state, commands: v.commands };
    case "Server.Who":
      return { ...state, who: v.players };
  }
};

/** Others in the room. */
export const othersHere = (state: GameState): readonly string[] =>
  state.people.filter((name) => name !== state.name);

/** Words worth completing: what is here or with me, who is here, and the ways. */
export const wordsAtHand = (state: GameState): readonly string[] => [
  ...state.roomItems.map(({ keyword }) => keyword),
  ...state.inventory.map(({ keyword }) => keyword),
  ...othersHere(state),
  ...state.group,
  "all",
  "north",
  "east",
  "south",
  "west",
  "up",
  "down",
];

/** Channels that have talk, in the order of their first line. */
export const channelsOf = (chat: readonly ChatLine[]): readonly string[] => [
  ...new Set(chat.map(({ channel }) => channel)),
];
