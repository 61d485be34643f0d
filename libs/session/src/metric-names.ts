/** The metrics of the gateway; their types, units and meanings are in the catalogue. */

export const GATEWAY_SESSIONS = "gateway_sessions";
export const CONNECTIONS_REFUSED = "gateway_connections_refused_total";
export const LINES = "gateway_lines_total";
export const STALE_FRAMES = "gateway_stale_frames_total";
export const LINES_REFUSED = "gateway_lines_refused_total";
export const LOGINS = "gateway_logins_total";
export const BYTES_OUT = "gateway_bytes_out_total";
export const INPUT_TO_OUTPUT_SECONDS = "gateway_input_to_output_seconds";
export const SLOW_READERS = "gateway_slow_readers_total";
export const COMPRESSED_INPUT_REFUSED = "gateway_compressed_input_refused_total";
export const MSSP_REQUESTS = "gateway_mssp_requests_total";
export const PROXY_HEADERS = "gateway_proxy_headers_total";
export const TLS_HANDSHAKES = "gateway_tls_handshakes_total";
