import type { AuditAction } from "../model/audit.ts";
import type { AuditedTable } from "./fields.ts";

/** The change that a command makes, in the audit log's words. */
export interface Subject {
  readonly table: AuditedTable;
  readonly action: AuditAction;
  /** Whether only people's commands are logged: what programs move is in the ledger, and there is much of it. */
  readonly people?: true;
  /** Whether it is logged although no member that the log shows has changed: it acts on what belongs to the resource. */
  readonly acts?: true;
}

/** The subject of every command that a person or a program may cause; null for what the server does by itself. */
export const SUBJECTS = {
  update_account: { table: "accounts", action: "update" },
  create_api_key: { table: "apiKeys", action: "create" },
  configure_api_key: { table: "apiKeys", action: "create" },
  revoke_api_key: { table: "apiKeys", action: "revoke" },
  record_key_use: null,

  create_currency: { table: "ownCurrencies", action: "create" },
  put_fx_rates: { table: "fxRates", action: "put" },
  create_wallet: { table: "wallets", action: "create" },
  update_wallet: { table: "wallets", action: "update" },
  close_wallet: { table: "wallets", action: "close" },
  set_spend_history: { table: "wallets", action: "set_spend_history", acts: true },
  create_topup: { table: "topups", action: "create" },
  update_topup: { table: "topups", action: "update" },
  make_transfer: { table: "transfers", action: "create" },
  post_transaction: { table: "transactions", action: "create", people: true },
  place_hold: { table: "holds", action: "create", people: true },
  capture_hold: { table: "holds", action: "capture", people: true },
  release_hold: { table: "holds", action: "release", people: true },

  create_product: { table: "products", action: "create" },
  update_product: { table: "products", action: "update" },
  place_order: { table: "orders", action: "create", people: true },
  place_mirror_order: { table: "orders", action: "create", people: true },
  deliver_order: { table: "orders", action: "deliver", people: true },
  end_order: { table: "orders", action: "end", people: true },

  create_feature: { table: "features", action: "create" },
  update_feature: { table: "features", action: "update" },
  delete_feature: { table: "features", action: "delete" },
  put_alert_default: { table: "alertDefaults", action: "put" },
  delete_alert_default: { table: "alertDefaults", action: "delete" },
  acknowledge_episode: { table: "episodes", action: "acknowledge" },
  unacknowledge_episode: { table: "episodes", action: "unacknowledge" },

  create_provider: { table: "providers", action: "create" },
  update_provider: { table: "providers", action: "update" },
  delete_provider: { table: "providers", action: "delete" },
  create_campaign: { table: "campaigns", action: "create" },
  delete_campaign: { table: "campaigns", action: "delete" },

  create_endpoint: { table: "endpoints", action: "create" },
  update_endpoint: { table: "endpoints", action: "update" },
  delete_endpoint: { table: "endpoints", action: "delete" },
  rotate_secret: { table: "endpoints", action: "rotate_secret" },
  send_test: { table: "endpoints", action: "test", acts: true },
  replay_deliveries: { table: "endpoints", action: "replay", acts: true },
  create_channel: { table: "endpoints", action: "create" },
  update_channel: { table: "endpoints", action: "update" },
  delete_channel: { table: "endpoints", action: "delete" },
  test_channel: { table: "endpoints", action: "test", acts: true },
  create_route: { table: "routes", action: "create" },
  update_route: { table: "routes", action: "update" },
  delete_route: { table: "routes", action: "delete" },
  create_silence: { table: "silences", action: "create" },
  delete_silence: { table: "silences", action: "delete" },
  put_digest: { table: "digests", action: "put" },
  delete_digest: { table: "digests", action: "delete" },
  put_heartbeat: { table: "heartbeats", action: "put" },
  delete_heartbeat: { table: "heartbeats", action: "delete" },

  create_gateway_connection: { table: "gatewayConnections", action: "create" },
  update_gateway_connection: { table: "gatewayConnections", action: "update" },
  create_card: { table: "cards", action: "create" },
  update_card: { table: "cards", action: "update" },

  gateway_event: null,
  reverse_authorization: null,
  provider_event: null,
  provider_order_event: null,
  report_mirror_order: null,
  apply_waiting: null,
  begin_reading: null,
  apply_snapshots: null,
  investigate_drifts: null,
  record_sync: null,
  mark_stale: null,
  miss_reading: null,
  keep_hook: null,
  record_hooks: null,
  count_history: null,
  continue_reevaluation: null,
  evaluate_wallets: null,
  measure_spend: null,
  measure_burn: null,
  turn_campaign: null,
  mark_overdue: null,
  expire_holds: null,
  end_silence: null,
  escalate: null,
  flush_group: null,
  send_digest: null,
  fan_out: null,
  record_attempts: null,
} as const satisfies Readonly<Record<string, Subject | null>>;
