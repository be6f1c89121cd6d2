-- The schema on SQLite, as the migrations make it. Made by `npm run docs`.

CREATE TABLE accounts (
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  wallet_count INTEGER NOT NULL DEFAULT 0,
  transaction_count INTEGER NOT NULL DEFAULT 0,
  event_count INTEGER NOT NULL DEFAULT 0,
  events_pruned INTEGER NOT NULL DEFAULT 0,
  fanned_out INTEGER NOT NULL DEFAULT 0,
  alert_count INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  settings TEXT NOT NULL DEFAULT '{}',
  topup_count INTEGER NOT NULL DEFAULT 0,
  hold_count INTEGER NOT NULL DEFAULT 0,
  product_count INTEGER NOT NULL DEFAULT 0,
  order_count INTEGER NOT NULL DEFAULT 0,
  transfer_count INTEGER NOT NULL DEFAULT 0,
  card_count INTEGER NOT NULL DEFAULT 0,
  episode_count INTEGER NOT NULL DEFAULT 0,
  notification_count INTEGER NOT NULL DEFAULT 0,
  audit_count INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);

CREATE TABLE alert_defaults (
  account_id INTEGER NOT NULL,
  currency TEXT NOT NULL,
  alert_settings TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, currency)
);

CREATE TABLE alert_log (
  account_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  wallet_id INTEGER NOT NULL,
  wallet_position INTEGER NOT NULL,
  owner_kind TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  owner_position INTEGER NOT NULL,
  stream_position INTEGER NOT NULL,
  previous_state TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  balance INTEGER NOT NULL,
  threshold TEXT,
  cause TEXT NOT NULL,
  wallet_sequence INTEGER NOT NULL,
  episode_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, position)
);
CREATE INDEX alert_log_of_owner ON alert_log (account_id, owner_kind, owner_id, owner_position);
CREATE INDEX alert_log_of_state ON alert_log (account_id, state, position);
CREATE UNIQUE INDEX alert_log_of_stream ON alert_log (account_id, wallet_id, owner_kind, owner_id, stream_position);
CREATE UNIQUE INDEX alert_log_of_wallet ON alert_log (account_id, wallet_id, wallet_position);

CREATE TABLE alert_streams (
  account_id INTEGER NOT NULL,
  wallet_id INTEGER NOT NULL,
  owner_kind TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  state TEXT NOT NULL,
  threshold TEXT,
  episode_id TEXT,
  newest_episode_id TEXT,
  since INTEGER NOT NULL,
  position INTEGER NOT NULL,
  count INTEGER NOT NULL,
  repeat_at INTEGER,
  PRIMARY KEY (account_id, wallet_id, owner_kind, owner_id)
);
CREATE INDEX alert_streams_open ON alert_streams (account_id, position) WHERE state <> 'ok';
CREATE INDEX alert_streams_reminder ON alert_streams (repeat_at) WHERE repeat_at IS NOT NULL;

CREATE TABLE api_keys (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  prefix TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  revoked_at INTEGER,
  configured INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX api_keys_hash ON api_keys (account_id, hash);

CREATE TABLE attempts (
  account_id INTEGER NOT NULL,
  endpoint_id TEXT NOT NULL,
  delivery_sequence INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  status INTEGER,
  latency_ms INTEGER NOT NULL,
  error TEXT,
  response TEXT NOT NULL,
  PRIMARY KEY (account_id, endpoint_id, delivery_sequence, number)
) WITHOUT ROWID;

CREATE TABLE audit_log (
  account_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  actor_id TEXT,
  actor_name TEXT NOT NULL,
  action TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  before TEXT,
  after TEXT,
  request_id TEXT,
  address TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, position)
);
CREATE INDEX audit_log_actor ON audit_log (account_id, actor_id, position);
CREATE INDEX audit_log_actor_name ON audit_log (account_id, actor_name, position);
CREATE INDEX audit_log_resource ON audit_log (account_id, resource_type, resource_id, position);
CREATE INDEX audit_log_type ON audit_log (account_id, resource_type, position);

CREATE TABLE campaigns (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  key TEXT,
  provider_id TEXT,
  name TEXT,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  expected_multiplier TEXT,
  due_at INTEGER,
  cancelled INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX campaigns_due ON campaigns (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE card_authorizations (
  account_id INTEGER NOT NULL,
  connection_id TEXT NOT NULL,
  authorization_id TEXT NOT NULL,
  card_id TEXT,
  hold_id TEXT,
  status TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, connection_id, authorization_id)
) WITHOUT ROWID;

CREATE TABLE cards (
  account_id INTEGER NOT NULL,
  card_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  wallet_id INTEGER NOT NULL,
  status TEXT NOT NULL,
  expires TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, card_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX cards_in_order ON cards (account_id, position);

CREATE TABLE deliveries (
  account_id INTEGER NOT NULL,
  endpoint_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  event_position INTEGER NOT NULL,
  status TEXT NOT NULL,
  attempt_count INTEGER NOT NULL,
  attempt_base INTEGER NOT NULL,
  next_attempt_at INTEGER,
  last_attempt_at INTEGER,
  created_at INTEGER NOT NULL,
  completed_at INTEGER,
  PRIMARY KEY (account_id, endpoint_id, sequence)
);
CREATE INDEX deliveries_due ON deliveries (account_id, endpoint_id, next_attempt_at, sequence) WHERE status = 'pending';
CREATE INDEX deliveries_undelivered ON deliveries (account_id, endpoint_id, status, sequence) WHERE status <> 'delivered';

CREATE TABLE digests (
  account_id INTEGER NOT NULL,
  settings TEXT NOT NULL,
  next_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id)
);
CREATE INDEX digests_due ON digests (next_at);

CREATE TABLE directory_entries (
  account_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (account_id, key),
  UNIQUE (key)
);

CREATE TABLE drift_listings (
  account_id INTEGER NOT NULL,
  drift_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  lines TEXT NOT NULL,
  complete INTEGER NOT NULL,
  read_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, drift_id)
);

CREATE TABLE drifts (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  wallet_id INTEGER NOT NULL,
  recent_wallet_id INTEGER,
  expected INTEGER NOT NULL,
  actual INTEGER NOT NULL,
  difference INTEGER NOT NULL,
  remainder INTEGER NOT NULL,
  from_low INTEGER,
  from_high INTEGER,
  to_low INTEGER NOT NULL,
  to_high INTEGER NOT NULL,
  since INTEGER NOT NULL,
  status TEXT NOT NULL,
  transaction_id INTEGER NOT NULL,
  investigations INTEGER NOT NULL,
  explanations TEXT NOT NULL,
  candidates TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX drifts_of_provider ON drifts (account_id, provider_id, position);
CREATE INDEX drifts_open ON drifts (account_id, provider_id, created_at) WHERE status = 'open';
CREATE INDEX drifts_recent ON drifts (account_id, recent_wallet_id) WHERE recent_wallet_id IS NOT NULL;

CREATE TABLE endpoints (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  key TEXT,
  kind TEXT NOT NULL,
  name TEXT,
  config TEXT,
  url TEXT NOT NULL,
  event_types TEXT NOT NULL,
  earlier_event_types TEXT,
  description TEXT,
  rate_limit_per_second INTEGER NOT NULL,
  max_attempts INTEGER NOT NULL,
  timeout_ms INTEGER NOT NULL,
  status TEXT NOT NULL,
  disabled_reason TEXT,
  secret TEXT,
  previous_secret TEXT,
  previous_secret_expires_at INTEGER,
  failing_since INTEGER,
  warned INTEGER NOT NULL,
  delivery_count INTEGER NOT NULL,
  fanned_out INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);

CREATE TABLE episodes (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  wallet_id INTEGER NOT NULL,
  owner_kind TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  state TEXT NOT NULL,
  worst_state TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  lowest_available INTEGER NOT NULL,
  first_step INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  ack_by TEXT,
  ack_at INTEGER,
  ack_until INTEGER,
  ack_note TEXT,
  thread_id TEXT NOT NULL,
  newest_id TEXT NOT NULL,
  receivers TEXT NOT NULL,
  serial INTEGER NOT NULL,
  recoveries_waiting INTEGER NOT NULL,
  open_key INTEGER,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX episodes_of_wallet ON episodes (account_id, wallet_id, position);
CREATE INDEX episodes_open ON episodes (account_id, open_key, id) WHERE open_key IS NOT NULL;
CREATE INDEX episodes_open_in_order ON episodes (account_id, position) WHERE open_key IS NOT NULL;
CREATE UNIQUE INDEX episodes_position ON episodes (account_id, position);

CREATE TABLE escalation_timers (
  account_id INTEGER NOT NULL,
  episode_id TEXT NOT NULL,
  route_id TEXT NOT NULL,
  due_at INTEGER,
  PRIMARY KEY (account_id, episode_id, route_id)
);
CREATE INDEX escalation_timers_due ON escalation_timers (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE events (
  account_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  payload TEXT NOT NULL,
  endpoint_id TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, position)
);
CREATE INDEX events_of_type ON events (account_id, type, position);

CREATE TABLE features (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  key TEXT,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  alert_settings TEXT,
  alert_count INTEGER NOT NULL,
  deleted_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX features_key ON features (account_id, key) WHERE key IS NOT NULL;

CREATE TABLE fx_rates (
  account_id INTEGER NOT NULL,
  from_currency TEXT NOT NULL,
  to_currency TEXT NOT NULL,
  rate TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, from_currency, to_currency)
);

CREATE TABLE gateway_connections (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  secret TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);

CREATE TABLE gateway_events (
  account_id INTEGER NOT NULL,
  connection_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  type TEXT NOT NULL,
  response_code TEXT NOT NULL,
  transaction_id INTEGER,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, connection_id, event_id)
) WITHOUT ROWID;

CREATE TABLE grouped_notices (
  account_id INTEGER NOT NULL,
  endpoint_id TEXT NOT NULL,
  route_id TEXT NOT NULL,
  part INTEGER NOT NULL,
  number INTEGER NOT NULL,
  thread_id TEXT NOT NULL,
  serial INTEGER NOT NULL,
  provider_id TEXT,
  ready_at INTEGER NOT NULL,
  notice TEXT NOT NULL,
  PRIMARY KEY (account_id, endpoint_id, route_id, part, number)
);

CREATE TABLE heartbeats (
  account_id INTEGER NOT NULL,
  url TEXT NOT NULL,
  every_seconds INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id)
);

CREATE TABLE holds (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  wallet_id INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  captured INTEGER NOT NULL,
  status TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  source TEXT NOT NULL,
  reference TEXT,
  external_id TEXT,
  transaction_id INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX holds_due ON holds (expires_at) WHERE status = 'open';
CREATE UNIQUE INDEX holds_external ON holds (account_id, source, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX holds_in_order ON holds (account_id, position);
CREATE INDEX holds_of_wallet ON holds (account_id, wallet_id, position);
CREATE INDEX holds_open ON holds (account_id, wallet_id, position) WHERE status = 'open';
CREATE INDEX holds_open_in_order ON holds (account_id, position) WHERE status = 'open';

CREATE TABLE idempotency_keys (
  account_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  transaction_id INTEGER,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, key)
) WITHOUT ROWID;

CREATE TABLE installation (
  id INTEGER NOT NULL,
  secret_key_check TEXT NOT NULL,
  touched INTEGER NOT NULL DEFAULT 0,
  held INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);

CREATE TABLE kept_answers (
  account_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, key)
) WITHOUT ROWID;

CREATE TABLE kept_hooks (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  event_id TEXT,
  event_type TEXT,
  reason TEXT NOT NULL,
  detail TEXT,
  wallet_id INTEGER,
  transaction_id INTEGER,
  body TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX kept_hooks_by_event ON kept_hooks (account_id, event_id) WHERE event_id IS NOT NULL;
CREATE INDEX kept_hooks_of_provider ON kept_hooks (account_id, provider_id, reason, id);

CREATE TABLE migrations (
  version INTEGER,
  name TEXT NOT NULL,
  applied_at INTEGER NOT NULL,
  PRIMARY KEY (version)
);

CREATE TABLE notice_groups (
  account_id INTEGER NOT NULL,
  endpoint_id TEXT NOT NULL,
  route_id TEXT NOT NULL,
  part INTEGER NOT NULL,
  count INTEGER NOT NULL,
  last_number INTEGER NOT NULL,
  ready_at INTEGER,
  due_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, endpoint_id, route_id, part)
);
CREATE INDEX notice_groups_due ON notice_groups (due_at);

CREATE TABLE notifications (
  account_id INTEGER NOT NULL,
  endpoint_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  level TEXT NOT NULL,
  episode_id TEXT,
  waiting_thread TEXT,
  wallet_id INTEGER,
  route_id TEXT,
  payload TEXT NOT NULL,
  skip_reason TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, endpoint_id, sequence)
);
CREATE INDEX notifications_of_channel ON notifications (account_id, endpoint_id, position);
CREATE INDEX notifications_of_episode ON notifications (account_id, episode_id, position) WHERE episode_id IS NOT NULL;
CREATE UNIQUE INDEX notifications_position ON notifications (account_id, position);
CREATE INDEX notifications_waiting ON notifications (account_id, endpoint_id, waiting_thread) WHERE waiting_thread IS NOT NULL;

CREATE TABLE orders (
  account_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  wallet_id INTEGER NOT NULL,
  source TEXT NOT NULL,
  product_id TEXT NOT NULL,
  product_name TEXT NOT NULL,
  currency TEXT NOT NULL,
  scale INTEGER NOT NULL,
  denomination INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  payable INTEGER NOT NULL,
  charges TEXT NOT NULL,
  reference TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status TEXT NOT NULL,
  delivered INTEGER NOT NULL,
  delivered_at INTEGER,
  refunded INTEGER NOT NULL,
  transaction_id INTEGER,
  refund_transaction_id INTEGER,
  provider_id TEXT,
  provider_order_id TEXT,
  placement_state TEXT,
  placement_due_at INTEGER,
  placement_attempts INTEGER NOT NULL,
  accepted_at INTEGER,
  failure TEXT,
  vouchers TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX orders_by_provider ON orders (account_id, provider_id, provider_order_id) WHERE provider_order_id IS NOT NULL;
CREATE INDEX orders_due ON orders (placement_due_at) WHERE placement_due_at IS NOT NULL;
CREATE INDEX orders_of_provider ON orders (account_id, provider_id, status, id) WHERE provider_id IS NOT NULL;
CREATE INDEX orders_of_status ON orders (account_id, status, id);
CREATE INDEX orders_of_wallet ON orders (account_id, wallet_id, id);
CREATE INDEX orders_of_wallet_status ON orders (account_id, wallet_id, status, id);
CREATE INDEX orders_placed ON orders (account_id, wallet_id, placement_state) WHERE placement_state IS NOT NULL;
CREATE UNIQUE INDEX orders_reference ON orders (account_id, reference);

CREATE TABLE own_currencies (
  account_id INTEGER NOT NULL,
  currency TEXT NOT NULL,
  name TEXT NOT NULL,
  precision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, currency)
);

CREATE TABLE products (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  key TEXT,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  scale INTEGER NOT NULL,
  denominations TEXT NOT NULL,
  discount TEXT NOT NULL,
  fee TEXT,
  max_quantity INTEGER NOT NULL,
  status TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX products_in_order ON products (account_id, position);
CREATE UNIQUE INDEX products_key ON products (account_id, key) WHERE key IS NOT NULL;

CREATE TABLE providers (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  key TEXT,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  base_url TEXT,
  credentials TEXT,
  webhook_secret TEXT,
  previous_webhook_secret TEXT,
  previous_webhook_secret_until INTEGER,
  cadence TEXT,
  mode TEXT NOT NULL,
  status TEXT NOT NULL,
  hooks_received_at INTEGER,
  hooks_refused INTEGER NOT NULL,
  hooks_refused_at INTEGER,
  hooks_refused_reason TEXT,
  hooks_failing_since INTEGER,
  hooks_failed_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  mode_since INTEGER NOT NULL,
  sync_error TEXT,
  sync_failures INTEGER NOT NULL,
  failing_since INTEGER,
  last_sync_at INTEGER,
  silent_syncs INTEGER NOT NULL,
  quiet_syncs INTEGER NOT NULL,
  clocks TEXT NOT NULL,
  reading_count INTEGER NOT NULL,
  waiting_count INTEGER NOT NULL,
  drift_count INTEGER NOT NULL,
  last_drift_at INTEGER,
  problems TEXT NOT NULL,
  list_problems TEXT NOT NULL,
  settings TEXT,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX providers_key ON providers (account_id, key) WHERE key IS NOT NULL;

CREATE TABLE reevaluations (
  account_id INTEGER NOT NULL,
  owner_kind TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  cursor INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, owner_kind, owner_id)
);

CREATE TABLE routes (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  key TEXT,
  name TEXT NOT NULL,
  events TEXT NOT NULL,
  filter TEXT,
  channel_ids TEXT NOT NULL,
  recoveries INTEGER NOT NULL,
  group_wait_seconds INTEGER,
  escalate TEXT,
  schedule TEXT,
  enabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);

CREATE TABLE silences (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  filter TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  recovering TEXT,
  reason TEXT NOT NULL,
  include_block INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  due_at INTEGER,
  open_key INTEGER,
  cursor TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX silences_due ON silences (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX silences_open ON silences (account_id, open_key) WHERE open_key IS NOT NULL;

CREATE TABLE topups (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  wallet_id INTEGER NOT NULL,
  open_wallet_id INTEGER,
  amount INTEGER NOT NULL,
  method TEXT NOT NULL,
  status TEXT NOT NULL,
  source TEXT NOT NULL,
  reference TEXT,
  expected_at INTEGER,
  expectation_given INTEGER NOT NULL,
  due_at INTEGER,
  sent_at INTEGER,
  proposed_by TEXT,
  approved_by TEXT,
  approved_at INTEGER,
  sent_by TEXT,
  cancelled_by TEXT,
  transaction_id INTEGER,
  settled_amount INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX topups_due ON topups (due_at) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX topups_in_order ON topups (account_id, position);
CREATE INDEX topups_of_status ON topups (account_id, status, position);
CREATE INDEX topups_of_wallet ON topups (account_id, wallet_id, position);
CREATE INDEX topups_open ON topups (account_id, open_wallet_id) WHERE open_wallet_id IS NOT NULL;

CREATE TABLE transactions (
  account_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  wallet_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  balance_after INTEGER NOT NULL,
  kind TEXT NOT NULL,
  order_id INTEGER,
  source TEXT,
  reference_number TEXT,
  remarks TEXT,
  occurred_at INTEGER,
  external_id TEXT,
  event_id TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX transactions_by_order ON transactions (account_id, order_id, id) WHERE order_id IS NOT NULL;
CREATE INDEX transactions_by_reference ON transactions (account_id, reference_number, id) WHERE reference_number IS NOT NULL;
CREATE UNIQUE INDEX transactions_of_wallet ON transactions (account_id, wallet_id, sequence);
CREATE INDEX transactions_unusual ON transactions (account_id, kind, id, amount) WHERE (amount > 0 OR (kind <> 'order' AND kind <> 'usage' AND kind <> 'payout' AND kind <> 'card'));

CREATE TABLE transfers (
  account_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  from_wallet_id INTEGER NOT NULL,
  to_wallet_id INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  received INTEGER NOT NULL,
  rate TEXT,
  reference TEXT,
  debit_id INTEGER NOT NULL,
  credit_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX transfers_in_order ON transfers (account_id, position);

CREATE TABLE waiting_events (
  account_id INTEGER NOT NULL,
  provider_id TEXT NOT NULL,
  external_wallet_id TEXT NOT NULL,
  arrival INTEGER NOT NULL,
  reading INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  direction TEXT NOT NULL,
  amount TEXT NOT NULL,
  currency TEXT NOT NULL,
  ledger_id TEXT,
  reference_number TEXT,
  remarks TEXT,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, provider_id, external_wallet_id, arrival)
) WITHOUT ROWID;

CREATE TABLE wallet_features (
  account_id INTEGER NOT NULL,
  feature_id TEXT NOT NULL,
  wallet_id INTEGER NOT NULL,
  PRIMARY KEY (account_id, feature_id, wallet_id)
) WITHOUT ROWID;

CREATE TABLE wallet_spend (
  account_id INTEGER NOT NULL,
  wallet_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  spend INTEGER NOT NULL,
  PRIMARY KEY (account_id, wallet_id, day)
) WITHOUT ROWID;

CREATE TABLE wallets (
  account_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  balance INTEGER NOT NULL,
  held INTEGER NOT NULL,
  alert_floor INTEGER NOT NULL,
  alert_ceiling INTEGER NOT NULL,
  highest_level INTEGER,
  sequence INTEGER NOT NULL,
  lowest INTEGER NOT NULL,
  alert_state TEXT NOT NULL,
  alert_count INTEGER NOT NULL,
  overdraft_limit INTEGER,
  asset_scale INTEGER NOT NULL,
  currency TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  source TEXT NOT NULL,
  status TEXT NOT NULL,
  conversion_rate TEXT NOT NULL,
  provider_id TEXT,
  external_id TEXT,
  alert_settings TEXT,
  feature_ids TEXT NOT NULL,
  metadata TEXT NOT NULL,
  synced_at INTEGER,
  stale INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  spend_day INTEGER NOT NULL,
  spend_today INTEGER NOT NULL,
  spend_slot INTEGER NOT NULL,
  slot_base INTEGER NOT NULL,
  slot_largest INTEGER NOT NULL,
  recent_spend TEXT NOT NULL,
  watched INTEGER NOT NULL,
  watches_burn INTEGER NOT NULL,
  burn_due INTEGER,
  steady_burn INTEGER NOT NULL,
  spend_since INTEGER,
  expected_spend INTEGER,
  history_before INTEGER,
  typical_spend INTEGER,
  typical_due INTEGER,
  topup_settings TEXT,
  open_topups INTEGER NOT NULL,
  topup_proposed INTEGER NOT NULL,
  snapshot_reading INTEGER,
  snapshot_from INTEGER,
  snapshot_to INTEGER,
  waiting INTEGER NOT NULL,
  waiting_low INTEGER NOT NULL,
  waiting_high INTEGER NOT NULL,
  cadence_ms INTEGER NOT NULL,
  put_off INTEGER NOT NULL,
  last_transaction_id INTEGER NOT NULL,
  event_at INTEGER,
  PRIMARY KEY (account_id, id)
) WITHOUT ROWID;
CREATE INDEX wallets_burn_due ON wallets (burn_due) WHERE burn_due IS NOT NULL;
CREATE INDEX wallets_by_currency ON wallets (account_id, currency, id, status) WHERE status <> 'closed';
CREATE UNIQUE INDEX wallets_external ON wallets (account_id, provider_id, external_id) WHERE provider_id IS NOT NULL;
CREATE INDEX wallets_history ON wallets (account_id, provider_id, id) WHERE history_before IS NOT NULL;
CREATE INDEX wallets_idle ON wallets (account_id, id) WHERE typical_spend IS NULL OR typical_spend = 0;
CREATE INDEX wallets_not_active ON wallets (account_id, status, id) WHERE status <> 'active';
CREATE INDEX wallets_not_ok ON wallets (account_id, alert_state, id) WHERE alert_state <> 'ok';
CREATE INDEX wallets_of_provider ON wallets (account_id, provider_id, id) WHERE provider_id IS NOT NULL;
CREATE INDEX wallets_spending ON wallets (account_id, id) WHERE typical_spend > 0;
CREATE INDEX wallets_stale ON wallets (account_id, id) WHERE stale = 1;
CREATE INDEX wallets_text ON wallets (account_id, id, name, external_id);
CREATE INDEX wallets_typical_due ON wallets (typical_due) WHERE typical_due IS NOT NULL;
CREATE INDEX wallets_unwatched ON wallets (account_id, id) WHERE watched = 0;
