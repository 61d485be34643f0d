/** What cores may ask of the outside: time, counters and a log. Adapters implement them. */

/** Wall milliseconds since 1970; cores get times as arguments and use this only at edges. */
export interface Clock {
  nowMs(): number;
}

export type Labels = Readonly<Record<string, string>>;

/** Names come from the catalogue in libs/telemetry; a name it does not know is an error there. */
export interface Metrics {
  count(name: string, amount?: number, labels?: Labels): void;
  gauge(name: string, value: number, labels?: Labels): void;
  /** Seconds or bytes, as the catalogue says. */
  observe(name: string, value: number, labels?: Labels): void;
}

export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** `event` is a name of the event catalogue; never player text, never secrets. */
export interface Log {
  event(level: LogLevel, event: string, fields?: LogFields): void;
}

export const silentMetrics: Metrics = {
  count: () => undefined,
  gauge: () => undefined,
  observe: () => undefined,
};

export const silentLog: Log = { event: () => undefined };
