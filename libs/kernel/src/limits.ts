/**
 * The limits of DESIGN §16 in one place: each has a name, a default, a unit and what happens when
 * it is reached. `AMBON_LIMITS_<KEY>` overrides one.
 */

export interface LimitSpec {
  readonly value: number;
  readonly min: number;
  readonly unit: string;
  readonly whenFull: string;
}

const limit = (value: number, min: number, unit: string, whenFull: string): LimitSpec => ({
  value,
  min,
  unit,
  whenFull,
});

export const LIMIT_SPECS = {
  TELNET_LINE_BYTES: limit(1024, 80, "bytes", "line cut, player told"),
  WS_FRAME_BYTES: limit(65_536, 1024, "bytes", "socket closed with 1009"),
  GMCP_BYTES: limit(8192, 256, "bytes", "message dropped and counted"),
  CONNECTIONS: limit(10_000, 1, "sockets", "refused with a line"),
  CONNECTIONS_PER_IP: limit(30, 1, "sockets", "refused with a line; loopback exempt"),
  LINES_PER_SECOND: limit(20, 0, "lines/s", "delayed, then 'slow down'; burst twice; 0 = off"),
  GMCP_PER_SECOND: limit(20, 1, "messages/s", "dropped and counted; burst twice"),
  LOGINS_PER_MINUTE: limit(10, 0, "logins/min", "refused with the wait; loopback exempt; 0 = off"),
  LOGIN_FAILURES: limit(5, 1, "failures", "name locked for LOGIN_LOCK_MS"),
  LOGIN_LOCK_MS: limit(60_000, 0, "ms", "refused with the wait"),
  LOGIN_IDLE_MS: limit(180_000, 1000, "ms", "socket closed with a line"),
  HASH_QUEUE: limit(64, 1, "hashes", "login refused: busy, try again"),
  LINES_IN_FLIGHT: limit(32, 1, "lines", "newest refused before it is numbered"),
  SESSION_PENDING_BYTES: limit(65_536, 4096, "bytes", "by kind (DESIGN §7)"),
  SESSION_HISTORY_FRAMES: limit(256, 16, "frames", "oldest evicted"),
  SESSION_HISTORY_BYTES: limit(65_536, 4096, "bytes", "oldest evicted"),
  SESSION_WINDOW_BYTES: limit(16_384, 1024, "bytes", "further output waits in pending"),
  SESSION_GRACE_MS: limit(600_000, 0, "ms", "link-dead character is saved and leaves"),
  SOCKET_BUFFER_BYTES: limit(262_144, 4096, "bytes", "closed with a reason, resumable"),
  SOCKET_BUFFER_MS: limit(30_000, 1000, "ms", "closed with a reason, resumable"),
  INVENTORY_ITEMS: limit(60, 1, "items", "refused: hands are full"),
  ROOM_ITEMS: limit(200, 10, "items", "drop refused: no space on the ground"),
  ALIASES: limit(50, 1, "aliases", "refused"),
  ALIAS_COMMANDS: limit(16, 1, "commands", "rest of the line is dropped, player told"),
  IGNORES: limit(50, 1, "names", "refused"),
  ZONE_PLAYERS: limit(150, 1, "players", "another instance of the zone is started"),
  GROUP_MEMBERS: limit(5, 2, "players", "refused"),
  BANK_ITEMS: limit(50, 0, "items", "refused"),
  LINE_HISTORY: limit(20, 1, "lines", "oldest forgotten"),
} as const satisfies Record<string, LimitSpec>;

export type LimitName = keyof typeof LIMIT_SPECS;
export type Limits = Readonly<Record<LimitName, number>>;

/** The defaults; pass overrides from the configuration. */
export const limitsWith = (overrides: Partial<Record<LimitName, number>> = {}): Limits => {
  const limits = {} as Record<LimitName, number>;
  for (const name of Object.keys(LIMIT_SPECS) as LimitName[]) {
    limits[name] = overrides[name] ?? LIMIT_SPECS[name].value;
  }
  return limits;
};
