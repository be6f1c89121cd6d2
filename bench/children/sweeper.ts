import { createCommitter } from "@plimsoll/server/store/commit/committer";
import { openStore, setUpStore } from "@plimsoll/server/store/open";
import { sweep, type SweepResult } from "@plimsoll/server/chores/sweep";
import type { Database } from "../support/database.ts";
import { openSql, type Sql } from "../support/database.ts";
import { fillWallets, settle } from "../support/fill.ts";
import { serve } from "../support/rpc.ts";

export interface Fill {
  readonly database: Database;
  readonly wallets: number;
  /** SQL of the floor. */
  readonly count: string;
}

export interface Swept extends SweepResult {
  readonly ms: number;
}

/** The default's threshold in cents; a wallet above it holds a thousand times as much. */
const THRESHOLD = 10_000;
/** A hundredth of the wallets gets a wrong alert state at a time. */
const SHARE = 100;

interface Opened {
  readonly sql: Sql;
  readonly store: Awaited<ReturnType<typeof openStore>>;
  readonly countSql: string;
}

let opened: Opened | null = null;

const api = {
  fill: async ({ database, wallets, count }: Fill) => {
    const { engine, location } = database;
    const setup = await setUpStore(location);
    await setup.migrate(Date.now());
    const accountId = await setup.ensureAccount("default", Date.now());
    await setup.close();
    const store = await openStore(location, "command");
    const level = { threshold: "100.00", condition: "below" };
    const alertSettings = { alert_enabled: true, critical: level };
    await store.commit([{ type: "put_alert_default", accountId, currency: "USD", alertSettings }], Date.now());
    const sql = await openSql(database);
    const balance = `${THRESHOLD} * 1000 + n % 1000000`;
    const providerId = "prov_01kb7yq2m07p3xk2vq4m000001";
    await fillWallets(sql, engine, {
      count: wallets,
      providerId,
      balance,
      sequence: "1",
      alertFloor: `${THRESHOLD}`,
    });
    await settle(sql, engine);
    // One sequential count: no parallel workers, whatever the cluster's settings.
    if (engine === "postgres") await sql.run("SET max_parallel_workers_per_gather = 0");
    opened = { sql, store, countSql: count };
  },

  /** Milliseconds of the floor. */
  count: async (): Promise<number> => {
    const { sql, countSql } = use();
    const startedAt = performance.now();
    await sql.value(countSql);
    return performance.now() - startedAt;
  },

  sweep: async (): Promise<Swept> => {
    const { store } = use();
    const committer = createCommitter({ store, now: Date.now, onDeliveries: () => undefined });
    const startedAt = performance.now();
    const result = await sweep({ reads: store.reads, committer, now: Date.now });
    return { ...result, ms: performance.now() - startedAt };
  },

  /** Takes the money out of a hundredth of the wallets behind the server's back; returns their number. */
  unsettle: async ({ part }: { part: number }): Promise<number> => {
    const { sql } = use();
    const concerned = `FROM wallets WHERE id % ${SHARE} = ${part}`;
    await sql.run(`UPDATE wallets SET balance = ${THRESHOLD / 2} WHERE id % ${SHARE} = ${part}`);
    return Number(await sql.value(`SELECT count(*) ${concerned}`));
  },

  close: async () => {
    await opened?.sql.close();
    await opened?.store.close();
    opened = null;
  },
};

export type SweeperApi = typeof api;

serve(api);

function use(): Opened {
  if (!opened) throw new Error("not filled");
  return opened;
}
