-- The schema on PostgreSQL, as the migrations make it. Made by `npm run docs`.

CREATE TABLE accounts (
  id bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  wallet_count bigint NOT NULL DEFAULT 0,
  transaction_count bigint NOT NULL DEFAULT 0,
  event_count bigint NOT NULL DEFAULT 0,
  events_pruned bigint NOT NULL DEFAULT 0,
  fanned_out bigint NOT NULL DEFAULT 0,
  alert_count bigint NOT NULL DEFAULT 0,
  created_at bigint NOT NULL,
  settings text COLLATE "C" NOT NULL DEFAULT '{}'::text,
  topup_count bigint NOT NULL DEFAULT 0,
  hold_count bigint NOT NULL DEFAULT 0,
  product_count bigint NOT NULL DEFAULT 0,
  order_count bigint NOT NULL DEFAULT 0,
  transfer_count bigint NOT NULL DEFAULT 0,
  card_count bigint NOT NULL DEFAULT 0,
  episode_count bigint NOT NULL DEFAULT 0,
  notification_count bigint NOT NULL DEFAULT 0,
  audit_count bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) WITH (fillfactor = 60);

CREATE TABLE alert_defaults (
  account_id bigint NOT NULL,
  currency text COLLATE "C" NOT NULL,
  alert_settings text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, currency)
);

CREATE TABLE alert_log (
  account_id bigint NOT NULL,
  position bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  wallet_id bigint NOT NULL,
  wallet_position bigint NOT NULL,
  owner_kind text COLLATE "C" NOT NULL,
  owner_id text COLLATE "C" NOT NULL,
  owner_position bigint NOT NULL,
  stream_position bigint NOT NULL,
  previous_state text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  balance bigint NOT NULL,
  threshold text COLLATE "C",
  cause text COLLATE "C" NOT NULL,
  wallet_sequence bigint NOT NULL,
  episode_id text COLLATE "C" NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, position)
);
CREATE INDEX alert_log_of_owner ON alert_log (account_id, owner_kind, owner_id, owner_position);
CREATE INDEX alert_log_of_state ON alert_log (account_id, state, position);
CREATE UNIQUE INDEX alert_log_of_stream ON alert_log (account_id, wallet_id, owner_kind, owner_id, stream_position);
CREATE UNIQUE INDEX alert_log_of_wallet ON alert_log (account_id, wallet_id, wallet_position);

CREATE TABLE alert_streams (
  account_id bigint NOT NULL,
  wallet_id bigint NOT NULL,
  owner_kind text COLLATE "C" NOT NULL,
  owner_id text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  threshold text COLLATE "C",
  episode_id text COLLATE "C",
  newest_episode_id text COLLATE "C",
  since bigint NOT NULL,
  position bigint NOT NULL,
  count bigint NOT NULL,
  repeat_at bigint,
  PRIMARY KEY (account_id, wallet_id, owner_kind, owner_id)
) WITH (fillfactor = 60);
CREATE INDEX alert_streams_open ON alert_streams (account_id, position) WHERE (state <> 'ok'::text);
CREATE INDEX alert_streams_reminder ON alert_streams (repeat_at) WHERE (repeat_at IS NOT NULL);

CREATE TABLE api_keys (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  prefix text COLLATE "C" NOT NULL,
  scopes text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint,
  last_used_at bigint,
  revoked_at bigint,
  configured bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX api_keys_hash ON api_keys (account_id, hash);

CREATE TABLE attempts (
  account_id bigint NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  delivery_sequence bigint NOT NULL,
  number bigint NOT NULL,
  at bigint NOT NULL,
  status bigint,
  latency_ms bigint NOT NULL,
  error text COLLATE "C",
  response text COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, endpoint_id, delivery_sequence, number)
);

CREATE TABLE audit_log (
  account_id bigint NOT NULL,
  position bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  actor_id text COLLATE "C",
  actor_name text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  resource_type text COLLATE "C" NOT NULL,
  resource_id text COLLATE "C" NOT NULL,
  before text COLLATE "C",
  after text COLLATE "C",
  request_id text COLLATE "C",
  address text COLLATE "C",
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, position)
);
CREATE INDEX audit_log_actor ON audit_log (account_id, actor_id, position);
CREATE INDEX audit_log_actor_name ON audit_log (account_id, actor_name, position);
CREATE INDEX audit_log_resource ON audit_log (account_id, resource_type, resource_id, position);
CREATE INDEX audit_log_type ON audit_log (account_id, resource_type, position);

CREATE TABLE campaigns (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  key text COLLATE "C",
  provider_id text COLLATE "C",
  name text COLLATE "C",
  starts_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  expected_multiplier text COLLATE "C",
  due_at bigint,
  cancelled bigint NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX campaigns_due ON campaigns (due_at) WHERE (due_at IS NOT NULL);

CREATE TABLE card_authorizations (
  account_id bigint NOT NULL,
  connection_id text COLLATE "C" NOT NULL,
  authorization_id text COLLATE "C" NOT NULL,
  card_id text COLLATE "C",
  hold_id text COLLATE "C",
  status text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, connection_id, authorization_id)
);

CREATE TABLE cards (
  account_id bigint NOT NULL,
  card_id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  wallet_id bigint NOT NULL,
  status text COLLATE "C" NOT NULL,
  expires text COLLATE "C",
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, card_id)
);
CREATE UNIQUE INDEX cards_in_order ON cards (account_id, position);

CREATE TABLE deliveries (
  account_id bigint NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  event_position bigint NOT NULL,
  status text COLLATE "C" NOT NULL,
  attempt_count bigint NOT NULL,
  attempt_base bigint NOT NULL,
  next_attempt_at bigint,
  last_attempt_at bigint,
  created_at bigint NOT NULL,
  completed_at bigint,
  PRIMARY KEY (account_id, endpoint_id, sequence)
) WITH (fillfactor = 60);
CREATE INDEX deliveries_due ON deliveries (account_id, endpoint_id, next_attempt_at, sequence) WHERE (status = 'pending'::text);
CREATE INDEX deliveries_undelivered ON deliveries (account_id, endpoint_id, status, sequence) WHERE (status <> 'delivered'::text);

CREATE TABLE digests (
  account_id bigint NOT NULL,
  settings text COLLATE "C" NOT NULL,
  next_at bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id)
);
CREATE INDEX digests_due ON digests (next_at);

CREATE TABLE directory_entries (
  account_id bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, key),
  UNIQUE (key)
);

CREATE TABLE drift_listings (
  account_id bigint NOT NULL,
  drift_id text COLLATE "C" NOT NULL,
  outcome text COLLATE "C" NOT NULL,
  lines text COLLATE "C" NOT NULL,
  complete bigint NOT NULL,
  read_at bigint NOT NULL,
  PRIMARY KEY (account_id, drift_id)
);

CREATE TABLE drifts (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  provider_id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  wallet_id bigint NOT NULL,
  recent_wallet_id bigint,
  expected bigint NOT NULL,
  actual bigint NOT NULL,
  difference bigint NOT NULL,
  remainder bigint NOT NULL,
  from_low bigint,
  from_high bigint,
  to_low bigint NOT NULL,
  to_high bigint NOT NULL,
  since bigint NOT NULL,
  status text COLLATE "C" NOT NULL,
  transaction_id bigint NOT NULL,
  investigations bigint NOT NULL,
  explanations text COLLATE "C" NOT NULL,
  candidates text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
) WITH (fillfactor = 60);
CREATE UNIQUE INDEX drifts_of_provider ON drifts (account_id, provider_id, position);
CREATE INDEX drifts_open ON drifts (account_id, provider_id, created_at) WHERE (status = 'open'::text);
CREATE INDEX drifts_recent ON drifts (account_id, recent_wallet_id) WHERE (recent_wallet_id IS NOT NULL);

CREATE TABLE endpoints (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  key text COLLATE "C",
  kind text COLLATE "C" NOT NULL,
  name text COLLATE "C",
  config text COLLATE "C",
  url text COLLATE "C" NOT NULL,
  event_types text COLLATE "C" NOT NULL,
  earlier_event_types text COLLATE "C",
  description text COLLATE "C",
  rate_limit_per_second bigint NOT NULL,
  max_attempts bigint NOT NULL,
  timeout_ms bigint NOT NULL,
  status text COLLATE "C" NOT NULL,
  disabled_reason text COLLATE "C",
  secret text COLLATE "C",
  previous_secret text COLLATE "C",
  previous_secret_expires_at bigint,
  failing_since bigint,
  warned bigint NOT NULL,
  delivery_count bigint NOT NULL,
  fanned_out bigint NOT NULL,
  version bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
) WITH (fillfactor = 60);

CREATE TABLE episodes (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  wallet_id bigint NOT NULL,
  owner_kind text COLLATE "C" NOT NULL,
  owner_id text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  worst_state text COLLATE "C" NOT NULL,
  opened_at bigint NOT NULL,
  closed_at bigint,
  lowest_available bigint NOT NULL,
  first_step bigint NOT NULL,
  last_step bigint NOT NULL,
  ack_by text COLLATE "C",
  ack_at bigint,
  ack_until bigint,
  ack_note text COLLATE "C",
  thread_id text COLLATE "C" NOT NULL,
  newest_id text COLLATE "C" NOT NULL,
  receivers text COLLATE "C" NOT NULL,
  serial bigint NOT NULL,
  recoveries_waiting bigint NOT NULL,
  open_key bigint,
  PRIMARY KEY (account_id, id)
) WITH (fillfactor = 60);
CREATE INDEX episodes_of_wallet ON episodes (account_id, wallet_id, position);
CREATE INDEX episodes_open ON episodes (account_id, open_key, id) WHERE (open_key IS NOT NULL);
CREATE INDEX episodes_open_in_order ON episodes (account_id, position) WHERE (open_key IS NOT NULL);
CREATE UNIQUE INDEX episodes_position ON episodes (account_id, position);

CREATE TABLE escalation_timers (
  account_id bigint NOT NULL,
  episode_id text COLLATE "C" NOT NULL,
  route_id text COLLATE "C" NOT NULL,
  due_at bigint,
  PRIMARY KEY (account_id, episode_id, route_id)
);
CREATE INDEX escalation_timers_due ON escalation_timers (due_at) WHERE (due_at IS NOT NULL);

CREATE TABLE events (
  account_id bigint NOT NULL,
  position bigint NOT NULL,
  ordinal bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  payload text COLLATE "C" NOT NULL,
  endpoint_id text COLLATE "C",
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, position)
);
CREATE INDEX events_of_type ON events (account_id, type, position);

CREATE TABLE features (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  key text COLLATE "C",
  name text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  alert_settings text COLLATE "C",
  alert_count bigint NOT NULL,
  deleted_at bigint,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX features_key ON features (account_id, key) WHERE (key IS NOT NULL);

CREATE TABLE fx_rates (
  account_id bigint NOT NULL,
  from_currency text COLLATE "C" NOT NULL,
  to_currency text COLLATE "C" NOT NULL,
  rate text COLLATE "C" NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, from_currency, to_currency)
);

CREATE TABLE gateway_connections (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  secret text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);

CREATE TABLE gateway_events (
  account_id bigint NOT NULL,
  connection_id text COLLATE "C" NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  response_code text COLLATE "C" NOT NULL,
  transaction_id bigint,
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, connection_id, event_id)
);

CREATE TABLE grouped_notices (
  account_id bigint NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  route_id text COLLATE "C" NOT NULL,
  part bigint NOT NULL,
  number bigint NOT NULL,
  thread_id text COLLATE "C" NOT NULL,
  serial bigint NOT NULL,
  provider_id text COLLATE "C",
  ready_at bigint NOT NULL,
  notice text COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, endpoint_id, route_id, part, number)
);

CREATE TABLE heartbeats (
  account_id bigint NOT NULL,
  url text COLLATE "C" NOT NULL,
  every_seconds bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id)
);

CREATE TABLE holds (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  wallet_id bigint NOT NULL,
  amount bigint NOT NULL,
  captured bigint NOT NULL,
  status text COLLATE "C" NOT NULL,
  expires_at bigint NOT NULL,
  source text COLLATE "C" NOT NULL,
  reference text COLLATE "C",
  external_id text COLLATE "C",
  transaction_id bigint,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX holds_due ON holds (expires_at) WHERE (status = 'open'::text);
CREATE UNIQUE INDEX holds_external ON holds (account_id, source, external_id) WHERE (external_id IS NOT NULL);
CREATE UNIQUE INDEX holds_in_order ON holds (account_id, position);
CREATE INDEX holds_of_wallet ON holds (account_id, wallet_id, position);
CREATE INDEX holds_open ON holds (account_id, wallet_id, position) WHERE (status = 'open'::text);
CREATE INDEX holds_open_in_order ON holds (account_id, position) WHERE (status = 'open'::text);

CREATE TABLE idempotency_keys (
  account_id bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  transaction_id bigint,
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, key)
);

CREATE TABLE installation (
  id bigint NOT NULL,
  secret_key_check text COLLATE "C" NOT NULL,
  touched bigint NOT NULL DEFAULT 0,
  held bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);

CREATE TABLE kept_answers (
  account_id bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  body text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, key)
);

CREATE TABLE kept_hooks (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  provider_id text COLLATE "C" NOT NULL,
  event_id text COLLATE "C",
  event_type text COLLATE "C",
  reason text COLLATE "C" NOT NULL,
  detail text COLLATE "C",
  wallet_id bigint,
  transaction_id bigint,
  body text COLLATE "C" NOT NULL,
  received_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX kept_hooks_by_event ON kept_hooks (account_id, event_id) WHERE (event_id IS NOT NULL);
CREATE INDEX kept_hooks_of_provider ON kept_hooks (account_id, provider_id, reason, id);

CREATE TABLE migrations (
  version bigint NOT NULL,
  name text NOT NULL,
  applied_at bigint NOT NULL,
  PRIMARY KEY (version)
);

CREATE TABLE notice_groups (
  account_id bigint NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  route_id text COLLATE "C" NOT NULL,
  part bigint NOT NULL,
  count bigint NOT NULL,
  last_number bigint NOT NULL,
  ready_at bigint,
  due_at bigint NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, endpoint_id, route_id, part)
);
CREATE INDEX notice_groups_due ON notice_groups (due_at);

CREATE TABLE notifications (
  account_id bigint NOT NULL,
  endpoint_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  position bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  episode_id text COLLATE "C",
  waiting_thread text COLLATE "C",
  wallet_id bigint,
  route_id text COLLATE "C",
  payload text COLLATE "C" NOT NULL,
  skip_reason text COLLATE "C",
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, endpoint_id, sequence)
);
CREATE INDEX notifications_of_channel ON notifications (account_id, endpoint_id, position);
CREATE INDEX notifications_of_episode ON notifications (account_id, episode_id, position) WHERE (episode_id IS NOT NULL);
CREATE UNIQUE INDEX notifications_position ON notifications (account_id, position);
CREATE INDEX notifications_waiting ON notifications (account_id, endpoint_id, waiting_thread) WHERE (waiting_thread IS NOT NULL);

CREATE TABLE orders (
  account_id bigint NOT NULL,
  id bigint NOT NULL,
  wallet_id bigint NOT NULL,
  source text COLLATE "C" NOT NULL,
  product_id text COLLATE "C" NOT NULL,
  product_name text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  scale bigint NOT NULL,
  denomination bigint NOT NULL,
  quantity bigint NOT NULL,
  amount bigint NOT NULL,
  payable bigint NOT NULL,
  charges text COLLATE "C" NOT NULL,
  reference text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  delivered bigint NOT NULL,
  delivered_at bigint,
  refunded bigint NOT NULL,
  transaction_id bigint,
  refund_transaction_id bigint,
  provider_id text COLLATE "C",
  provider_order_id text COLLATE "C",
  placement_state text COLLATE "C",
  placement_due_at bigint,
  placement_attempts bigint NOT NULL,
  accepted_at bigint,
  failure text COLLATE "C",
  vouchers text COLLATE "C",
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX orders_by_provider ON orders (account_id, provider_id, provider_order_id) WHERE (provider_order_id IS NOT NULL);
CREATE INDEX orders_due ON orders (placement_due_at) WHERE (placement_due_at IS NOT NULL);
CREATE INDEX orders_of_provider ON orders (account_id, provider_id, status, id) WHERE (provider_id IS NOT NULL);
CREATE INDEX orders_of_status ON orders (account_id, status, id);
CREATE INDEX orders_of_wallet ON orders (account_id, wallet_id, id);
CREATE INDEX orders_of_wallet_status ON orders (account_id, wallet_id, status, id);
CREATE INDEX orders_placed ON orders (account_id, wallet_id, placement_state) WHERE (placement_state IS NOT NULL);
CREATE UNIQUE INDEX orders_reference ON orders (account_id, reference);

CREATE TABLE own_currencies (
  account_id bigint NOT NULL,
  currency text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  precision bigint NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, currency)
);

CREATE TABLE products (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  key text COLLATE "C",
  position bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  scale bigint NOT NULL,
  denominations text COLLATE "C" NOT NULL,
  discount text COLLATE "C" NOT NULL,
  fee text COLLATE "C",
  max_quantity bigint NOT NULL,
  status text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX products_in_order ON products (account_id, position);
CREATE UNIQUE INDEX products_key ON products (account_id, key) WHERE (key IS NOT NULL);

CREATE TABLE providers (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  key text COLLATE "C",
  kind text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  base_url text COLLATE "C",
  credentials text COLLATE "C",
  webhook_secret text COLLATE "C",
  previous_webhook_secret text COLLATE "C",
  previous_webhook_secret_until bigint,
  cadence text COLLATE "C",
  mode text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  hooks_received_at bigint,
  hooks_refused bigint NOT NULL,
  hooks_refused_at bigint,
  hooks_refused_reason text COLLATE "C",
  hooks_failing_since bigint,
  hooks_failed_at bigint,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  mode_since bigint NOT NULL,
  sync_error text COLLATE "C",
  sync_failures bigint NOT NULL,
  failing_since bigint,
  last_sync_at bigint,
  silent_syncs bigint NOT NULL,
  quiet_syncs bigint NOT NULL,
  clocks text COLLATE "C" NOT NULL,
  reading_count bigint NOT NULL,
  waiting_count bigint NOT NULL,
  drift_count bigint NOT NULL,
  last_drift_at bigint,
  problems text COLLATE "C" NOT NULL,
  list_problems text COLLATE "C" NOT NULL,
  settings text COLLATE "C",
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX providers_key ON providers (account_id, key) WHERE (key IS NOT NULL);

CREATE TABLE reevaluations (
  account_id bigint NOT NULL,
  owner_kind text COLLATE "C" NOT NULL,
  owner_id text COLLATE "C" NOT NULL,
  cursor bigint NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, owner_kind, owner_id)
);

CREATE TABLE routes (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  key text COLLATE "C",
  name text COLLATE "C" NOT NULL,
  events text COLLATE "C" NOT NULL,
  filter text COLLATE "C",
  channel_ids text COLLATE "C" NOT NULL,
  recoveries bigint NOT NULL,
  group_wait_seconds bigint,
  escalate text COLLATE "C",
  schedule text COLLATE "C",
  enabled bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);

CREATE TABLE silences (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  filter text COLLATE "C" NOT NULL,
  starts_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  recovering text COLLATE "C",
  reason text COLLATE "C" NOT NULL,
  include_block bigint NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  due_at bigint,
  open_key bigint,
  cursor text COLLATE "C",
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX silences_due ON silences (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX silences_open ON silences (account_id, open_key) WHERE (open_key IS NOT NULL);

CREATE TABLE topups (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  wallet_id bigint NOT NULL,
  open_wallet_id bigint,
  amount bigint NOT NULL,
  method text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  reference text COLLATE "C",
  expected_at bigint,
  expectation_given bigint NOT NULL,
  due_at bigint,
  sent_at bigint,
  proposed_by text COLLATE "C",
  approved_by text COLLATE "C",
  approved_at bigint,
  sent_by text COLLATE "C",
  cancelled_by text COLLATE "C",
  transaction_id bigint,
  settled_amount bigint,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX topups_due ON topups (due_at) WHERE (due_at IS NOT NULL);
CREATE UNIQUE INDEX topups_in_order ON topups (account_id, position);
CREATE INDEX topups_of_status ON topups (account_id, status, position);
CREATE INDEX topups_of_wallet ON topups (account_id, wallet_id, position);
CREATE INDEX topups_open ON topups (account_id, open_wallet_id) WHERE (open_wallet_id IS NOT NULL);

CREATE TABLE transactions (
  account_id bigint NOT NULL,
  id bigint NOT NULL,
  wallet_id bigint NOT NULL,
  sequence bigint NOT NULL,
  amount bigint NOT NULL,
  balance_after bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  order_id bigint,
  source text COLLATE "C",
  reference_number text COLLATE "C",
  remarks text COLLATE "C",
  occurred_at bigint,
  external_id text COLLATE "C",
  event_id text COLLATE "C",
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX transactions_by_order ON transactions (account_id, order_id, id) WHERE (order_id IS NOT NULL);
CREATE INDEX transactions_by_reference ON transactions (account_id, reference_number, id) WHERE (reference_number IS NOT NULL);
CREATE UNIQUE INDEX transactions_of_wallet ON transactions (account_id, wallet_id, sequence);
CREATE INDEX transactions_unusual ON transactions (account_id, kind, id, amount) WHERE ((amount > 0) OR ((kind <> 'order'::text) AND (kind <> 'usage'::text) AND (kind <> 'payout'::text) AND (kind <> 'card'::text)));

CREATE TABLE transfers (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  from_wallet_id bigint NOT NULL,
  to_wallet_id bigint NOT NULL,
  amount bigint NOT NULL,
  fee bigint NOT NULL,
  received bigint NOT NULL,
  rate text COLLATE "C",
  reference text COLLATE "C",
  debit_id bigint NOT NULL,
  credit_id bigint NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX transfers_in_order ON transfers (account_id, position);

CREATE TABLE waiting_events (
  account_id bigint NOT NULL,
  provider_id text COLLATE "C" NOT NULL,
  external_wallet_id text COLLATE "C" NOT NULL,
  arrival bigint NOT NULL,
  reading bigint NOT NULL,
  occurred_at bigint NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  direction text COLLATE "C" NOT NULL,
  amount text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  ledger_id text COLLATE "C",
  reference_number text COLLATE "C",
  remarks text COLLATE "C",
  received_at bigint NOT NULL,
  PRIMARY KEY (account_id, provider_id, external_wallet_id, arrival)
);

CREATE TABLE wallet_features (
  account_id bigint NOT NULL,
  feature_id text COLLATE "C" NOT NULL,
  wallet_id bigint NOT NULL,
  PRIMARY KEY (account_id, feature_id, wallet_id)
);

CREATE TABLE wallet_spend (
  account_id bigint NOT NULL,
  wallet_id bigint NOT NULL,
  day bigint NOT NULL,
  spend bigint NOT NULL,
  PRIMARY KEY (account_id, wallet_id, day)
);

CREATE TABLE wallets (
  account_id bigint NOT NULL,
  id bigint NOT NULL,
  balance bigint NOT NULL,
  held bigint NOT NULL,
  alert_floor bigint NOT NULL,
  alert_ceiling bigint NOT NULL,
  highest_level bigint,
  sequence bigint NOT NULL,
  lowest bigint NOT NULL,
  alert_state text COLLATE "C" NOT NULL,
  alert_count bigint NOT NULL,
  overdraft_limit bigint,
  asset_scale bigint NOT NULL,
  currency text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  conversion_rate text COLLATE "C" NOT NULL,
  provider_id text COLLATE "C",
  external_id text COLLATE "C",
  alert_settings text COLLATE "C",
  feature_ids text COLLATE "C" NOT NULL,
  metadata text COLLATE "C" NOT NULL,
  synced_at bigint,
  stale bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  spend_day bigint NOT NULL,
  spend_today bigint NOT NULL,
  spend_slot bigint NOT NULL,
  slot_base bigint NOT NULL,
  slot_largest bigint NOT NULL,
  recent_spend text COLLATE "C" NOT NULL,
  watched bigint NOT NULL,
  watches_burn bigint NOT NULL,
  burn_due bigint,
  steady_burn bigint NOT NULL,
  spend_since bigint,
  expected_spend bigint,
  history_before bigint,
  typical_spend bigint,
  typical_due bigint,
  topup_settings text COLLATE "C",
  open_topups bigint NOT NULL,
  topup_proposed bigint NOT NULL,
  snapshot_reading bigint,
  snapshot_from bigint,
  snapshot_to bigint,
  waiting bigint NOT NULL,
  waiting_low bigint NOT NULL,
  waiting_high bigint NOT NULL,
  cadence_ms bigint NOT NULL,
  put_off bigint NOT NULL,
  last_transaction_id bigint NOT NULL,
  event_at bigint,
  PRIMARY KEY (account_id, id)
) WITH (fillfactor = 60);
CREATE INDEX wallets_burn_due ON wallets (burn_due) WHERE (burn_due IS NOT NULL);
CREATE INDEX wallets_by_currency ON wallets (account_id, currency, id, status) WHERE (status <> 'closed'::text);
CREATE UNIQUE INDEX wallets_external ON wallets (account_id, provider_id, external_id) WHERE (provider_id IS NOT NULL);
CREATE INDEX wallets_history ON wallets (account_id, provider_id, id) WHERE (history_before IS NOT NULL);
CREATE INDEX wallets_idle ON wallets (account_id, id) WHERE ((typical_spend IS NULL) OR (typical_spend = 0));
CREATE INDEX wallets_not_active ON wallets (account_id, status, id) WHERE (status <> 'active'::text);
CREATE INDEX wallets_not_ok ON wallets (account_id, alert_state, id) WHERE (alert_state <> 'ok'::text);
CREATE INDEX wallets_of_provider ON wallets (account_id, provider_id, id) WHERE (provider_id IS NOT NULL);
CREATE INDEX wallets_spending ON wallets (account_id, id) WHERE (typical_spend > 0);
CREATE INDEX wallets_stale ON wallets (account_id, id) WHERE (stale = 1);
CREATE INDEX wallets_text ON wallets (account_id, id, name, external_id);
CREATE INDEX wallets_typical_due ON wallets (typical_due) WHERE (typical_due IS NOT NULL);
CREATE INDEX wallets_unwatched ON wallets (account_id, id) WHERE (watched = 0);
