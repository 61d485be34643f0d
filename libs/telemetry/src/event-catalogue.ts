/** Every event of the log, once: name, when it is written, and its fields. Never player text. */

export interface EventSpec {
  readonly name: string;
  readonly when: string;
  readonly fields: readonly string[];
}

const event = (name: string, when: string, ...fields: readonly string[]): EventSpec => ({
  name,
  when,
  fields,
});

export const EVENTS: readonly EventSpec[] = [
  event("start_refused", "a process cannot start; `problem` says what to mend", "problem"),
  event("stopped", "a process has stopped in order"),
  event("world_loaded", "content was read", "zones", "rooms", "mobs", "items", "ms"),
  event("content_reloaded", "content was read again", "changed", "contentHash"),
  event("reload_refused", "new content has errors; the old goes on", "problems"),
  event("store_report", "the store found or mended something", "what", "message"),
  event("ban_unreadable", "a stored ban cannot be read and is not in force", "target"),
  event(
    "proxy_refused",
    "a connection without the PROXY header that its port requires was closed",
    "peer",
    "outcome",
  ),
  event("tls_loaded", "the certificate of the TLS port was read", "validTo"),
  event("tls_refused", "a new certificate cannot be used; the old one goes on", "problem"),
  event("socket_error", "a player's socket failed", "code"),
  event("link_lost", "the engine takes no frames", "outcome", "frames"),
  event("link_opened", "a link carries frames", "peer", "version", "build", "region"),
  event(
    "link_ended",
    "a link ended, or could not be opened (told once while it fails alike)",
    "peer",
    "end",
    "by",
    "message",
    "wasUp",
  ),
  event(
    "link_open_refused",
    "opens of links proved nothing; `opens` since the last such event",
    "reason",
    "address",
    "opens",
  ),
  event("link_defect", "a receiver of frames failed; its link was dropped", "reason"),
  event("gateway_up", "a gateway's link came", "gateway"),
  event("gateway_down", "a gateway's link went; its sessions are link-dead", "gateway"),
  event("zone_started", "a zone runs", "zone", "epoch"),
  event("zone_not_claimed", "a zone's row could not be had yet", "zone", "code", "what"),
  event("zone_dilated", "a zone cannot keep up with real time", "zone", "lagMs"),
  event("zone_in_time", "a dilated zone has caught up", "zone", "lagMs"),
  event(
    "handler_fault",
    "a rule threw and was undone; `at` points into a replay",
    "at",
    "what",
    "error",
  ),
  event("player_unreadable", "a stored character cannot be read", "player", "reason"),
  event("zone_unreadable", "a zone's row cannot be read; it is not run", "zone", "reason"),
  event("transfer_to_unknown_zone", "an exit leads where no zone runs", "zone", "room"),
  event("staff_order", "staff in the game gave an order", "player", "order"),
  event("admin_order", "an operator gave an order", "order"),
  event("shutdown_planned", "the countdown runs", "delayMs"),
  event("engine_stopping", "players are told and taken out", "players"),
  event("engine_stopped", "everything is saved, or was not in time", "saved"),
  event("engine_crashed", "an invariant broke; the process ends", "reason"),
  event("cut_failed", "a cut was not written", "seq", "outcome", "reason"),
  event("store_away", "the store takes no cuts; class A and logins are refused", "reason"),
  event("store_back", "the store takes cuts again"),
  event(
    "postgres_failed",
    "Postgres failed a cut or a call; told once until it succeeds again",
    "lane",
    "kind",
    "reason",
  ),
  event("lease_held", "a lease on a node id was granted to this gateway", "nodeId"),
  event(
    "lease_lost",
    "it ran out unrenewed, or was refused; one is asked for anew",
    "nodeId",
    "reason",
  ),
  event("lease_refused", "asking for a lease fails, in a new way", "kind", "reason"),
  event("leasing_store_away", "the store of leases does not answer", "reason"),
  event("leasing_store_back", "the store of leases answers again"),
  event("leasing_quarantined", "grants may have been forgotten; nothing new is granted", "seconds"),
  event("leasing_quarantine_over", "node ids are granted again"),
  event("leasing_defect", "a call for a lease failed by a mistake of the program", "reason"),
  event(
    "lease_ledger_damaged",
    "what leasing kept of its leases cannot be read; a copy is kept, and it begins in quarantine",
    "copy",
  ),
  event("recording_given_up", "a recording was ended early", "zone", "reason"),
];
