import { MAX_AMOUNT, MIN_AMOUNT } from "@plimsoll/core";
import { openSql, type Database, type Engine, type Sql } from "./database.ts";

/** Rows written by one statement. */
const PER_STATEMENT = 1_000_000;
/** The account that a server makes at its first start. */
const ACCOUNT = 1;

/**
 * `n` from `from` to `to` as a table: the whole fill is set-based, because nothing else writes ten million rows in a
 * bounded time.
 */
function series(engine: Engine, from: number, to: number): string {
  return engine === "postgres"
    ? `generate_series(${from}::bigint, ${to}::bigint) AS s(n)`
    : `(WITH RECURSIVE s(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM s WHERE n < ${to}) SELECT n FROM s)`;
}

/** Twenty hexadecimal digits, as random as an event id. */
function randomId(engine: Engine): string {
  return engine === "postgres" ? "substr(md5(n::text || 'plimsoll'), 1, 20)" : "lower(hex(randomblob(10)))";
}

/** MIN_AMOUNT cannot be a literal in SQL, where digits are read before their sign. */
const LOWEST = `(${MIN_AMOUNT + 1n} - 1)`;

export interface WalletFill {
  readonly count: number;
  /** Mirrors of this provider; null makes ledger wallets without an overdraft limit. */
  readonly providerId: string | null;
  /** SQL over `n`, the wallet's number. */
  readonly balance: string;
  readonly sequence: string;
  readonly alertFloor?: string;
}

/** Wallets 1 … count with every column filled as the server would. The name is the number, as in `walletPool`. */
export async function fillWallets(sql: Sql, engine: Engine, wallets: WalletFill): Promise<void> {
  const now = Date.now();
  const mirror = wallets.providerId !== null;
  const columns: Readonly<Record<string, string>> = {
    account_id: `${ACCOUNT}`,
    id: "n",
    balance: wallets.balance,
    held: "0",
    alert_floor: wallets.alertFloor ?? LOWEST,
    alert_ceiling: `${MAX_AMOUNT}`,
    sequence: wallets.sequence,
    lowest: LOWEST,
    alert_state: "'ok'",
    alert_count: "0",
    overdraft_limit: "NULL",
    asset_scale: "2",
    currency: "'USD'",
    name: text(engine, "n"),
    type: "'PREPAID'",
    source: mirror ? "'mirror'" : "'ledger'",
    status: "'active'",
    conversion_rate: "'1'",
    provider_id: mirror ? `'${wallets.providerId}'` : "NULL",
    external_id: mirror ? text(engine, "n") : "NULL",
    alert_settings: "NULL",
    feature_ids: "'[]'",
    metadata: `'{"team":"gift-cards","region":"eu-west-1"}'`,
    synced_at: "NULL",
    stale: "0",
    spend_day: "0",
    spend_today: "0",
    open_topups: "0",
    topup_proposed: "0",
    waiting: "0",
    waiting_low: "0",
    waiting_high: "0",
    cadence_ms: "0",
    put_off: "0",
    last_transaction_id: "0",
    spend_slot: "0",
    slot_base: "0",
    slot_largest: "0",
    recent_spend: "''",
    watched: "0",
    watches_burn: "0",
    steady_burn: "0",
    created_at: `${now}`,
    updated_at: `${now}`,
  };
  await insert(sql, engine, "wallets", columns, wallets.count);
  await sql.run(`UPDATE accounts SET wallet_count = ${wallets.count} WHERE id = ${ACCOUNT}`);
}

/** Credits of 1,000.00 each, so that balances stay above zero after the debits. */
const CREDIT = 100_000;

/**
 * Half of all transactions are wallet 1's, the rest are spread over the others, so that the list of one wallet is long
 * too.
 */
const WALLET_OF = (wallets: number) => `CASE WHEN n % 2 = 1 THEN 1 ELSE 2 + (n / 2 - 1) % ${wallets - 1} END`;
const SEQUENCE_OF = (wallets: number) =>
  `CASE WHEN n % 2 = 1 THEN (n + 1) / 2 ELSE 1 + (n / 2 - 1) / ${wallets - 1} END`;

export interface HistoryFill {
  readonly rows: number;
  readonly wallets: number;
  readonly providerId: string;
  /** Of transactions and keys; now by default. */
  readonly createdAt?: number;
  readonly progress: (line: string) => void;
}

/**
 * `rows` transactions, which are events too, with their idempotency keys, and the wallets whose balances they add up to, as
 * `plimsoll verify` expects. Only the provider must exist before.
 */
export async function fillHistory(database: Database, history: HistoryFill): Promise<void> {
  const { engine } = database;
  const { rows, wallets, providerId, createdAt = Date.now(), progress } = history;
  const sql = await openSql(database);
  try {
    await relaxed(sql, engine, true);
    const others = `(${Math.floor(rows / 2)} - n + 1 + ${wallets - 1}) / ${wallets - 1}`;
    const sequence = `(CASE WHEN n = 1 THEN ${Math.ceil(rows / 2)} ELSE ${others} END)`;
    await fillWallets(sql, engine, { count: wallets, providerId, sequence, balance: `${sequence} * ${CREDIT}` });
    progress(`${rows} transactions`);
    await insert(sql, engine, "transactions", transactionColumns(engine, wallets, createdAt), rows);
    progress(`${rows} idempotency keys`);
    await insert(sql, engine, "idempotency_keys", keyColumns(engine, createdAt), rows, "key");
    await sql.run(`UPDATE accounts SET transaction_count = ${rows}, event_count = ${rows} WHERE id = ${ACCOUNT}`);
    progress("settling");
    await settle(sql, engine);
  } finally {
    await sql.close();
  }
}

export interface DeliveryFill {
  readonly endpointId: string;
  /** One for each event from the first on. */
  readonly count: number;
  /** Delivered at the first attempt, or due since they were created. */
  readonly status: "delivered" | "pending";
  readonly createdAt: number;
}

/** Deliveries of an endpoint without any, each with the attempt that it has had. */
export async function fillDeliveries(
  database: Database,
  { endpointId, count, status, createdAt }: DeliveryFill,
): Promise<void> {
  const { engine } = database;
  const sql = await openSql(database);
  const of = { account_id: `${ACCOUNT}`, endpoint_id: `'${endpointId}'` };
  try {
    await relaxed(sql, engine, true);
    const isDelivered = status === "delivered";
    const delivery = { event_position: "n", status: `'${status}'`, attempt_base: "0", created_at: `${createdAt}` };
    const progress = isDelivered
      ? { attempt_count: "1", next_attempt_at: "NULL", last_attempt_at: `${createdAt}`, completed_at: `${createdAt}` }
      : { attempt_count: "0", next_attempt_at: `${createdAt}`, last_attempt_at: "NULL", completed_at: "NULL" };
    await insert(sql, engine, "deliveries", { ...of, sequence: "n", ...delivery, ...progress }, count);
    if (isDelivered) {
      const attempt = {
        number: "1",
        at: `${createdAt}`,
        status: "200",
        latency_ms: "3",
        error: "NULL",
        response: "'ok'",
      };
      await insert(sql, engine, "attempts", { ...of, delivery_sequence: "n", ...attempt }, count);
    }
    await sql.run(`UPDATE endpoints SET delivery_count = ${count}, fanned_out = ${count} WHERE id = '${endpointId}'`);
    await sql.run(`UPDATE accounts SET fanned_out = ${count} WHERE id = ${ACCOUNT}`);
    await settle(sql, engine);
  } finally {
    await sql.close();
  }
}

function transactionColumns(engine: Engine, wallets: number, createdAt: number): Readonly<Record<string, string>> {
  return {
    account_id: `${ACCOUNT}`,
    id: "n",
    wallet_id: WALLET_OF(wallets),
    sequence: SEQUENCE_OF(wallets),
    amount: `${CREDIT}`,
    balance_after: `(${SEQUENCE_OF(wallets)}) * ${CREDIT}`,
    kind: "'topup'",
    order_id: "NULL",
    source: "'provider'",
    reference_number: `'ORDER_' || ${text(engine, "n")}`,
    remarks: `'USD Wallet credited by amount 1000.00 for reference code ORDER_' || ${text(engine, "n")}`,
    occurred_at: `${createdAt}`,
    external_id: text(engine, "1000000 + n"),
    created_at: `${createdAt}`,
  };
}

function keyColumns(engine: Engine, createdAt: number): Readonly<Record<string, string>> {
  return {
    account_id: `${ACCOUNT}`,
    key: `'ab' || ${randomId(engine)}`,
    fingerprint: "''",
    transaction_id: "n",
    created_at: `${createdAt}`,
  };
}

function text(engine: Engine, expression: string): string {
  return engine === "postgres" ? `(${expression})::text` : `CAST(${expression} AS TEXT)`;
}

/** `sorted`: in the order of that column, because inserting random keys in random order takes ten times as long. */
async function insert(
  sql: Sql,
  engine: Engine,
  table: string,
  columns: Readonly<Record<string, string>>,
  count: number,
  sorted?: string,
): Promise<void> {
  const names = Object.keys(columns);
  const values = names.map((name) => `${columns[name]} AS ${name}`).join(", ");
  const step = sorted === undefined ? PER_STATEMENT : count;
  for (let from = 1; from <= count; from += step) {
    const select = `SELECT ${values} FROM ${series(engine, from, Math.min(count, from + step - 1))}`;
    const order = sorted === undefined ? "" : ` ORDER BY ${sorted}`;
    await sql.run(`INSERT INTO ${table} (${names.join(", ")}) ${select}${order}`);
  }
}

/** A fill lost in a crash is repeated, so it need not be durable row by row. */
async function relaxed(sql: Sql, engine: Engine, on: boolean): Promise<void> {
  if (engine === "sqlite") await sql.run(`PRAGMA synchronous = ${on ? "OFF" : "FULL"}`);
  else await sql.run(`SET synchronous_commit = ${on ? "off" : "on"}; SET work_mem = '256MB'`);
}

/** Leaves the files in the state after a quiet hour: written, analyzed and vacuumed. */
export async function settle(sql: Sql, engine: Engine): Promise<void> {
  if (engine === "postgres") {
    await sql.run("VACUUM (ANALYZE)");
    await sql.run("CHECKPOINT");
    return;
  }
  await relaxed(sql, engine, false);
  await sql.run("PRAGMA wal_checkpoint(TRUNCATE)");
}
