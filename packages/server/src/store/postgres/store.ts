import { PostgresDialect } from "kysely";
import type { Store } from "../port/store.ts";
import { createReads } from "../queries/reads.ts";
import { CardBalances } from "./card-balance.ts";
import { distributesAccounts } from "./citus.ts";
import { readPool } from "./connection.ts";
import { rowChangeOf, type RowChange } from "../remembered-rows.ts";
import { translated } from "./errors.ts";
import { listenForNotices, PRESENCE_CHANNEL, type Notices } from "./listener.ts";
import { takePostgresRole } from "./roles.ts";
import { postgresTarget } from "../postgres-target.ts";
import { DELIVERIES_CHANNEL, ROWS_CHANNEL, WAITING_CHANNEL } from "./transaction.ts";
import { Statistics } from "./statistics.ts";
import { PostgresWriters } from "./writers.ts";

/** @limit Commits: commands that wait at PostgreSQL's writer for the batch under way, enough to fill the next. */
const MAX_AHEAD = 2_000;

/** A store that any number of server processes share. Its schema must be up to date. */
export async function openPostgresStore(url: string, reader: "request" | "command"): Promise<Store> {
  const target = postgresTarget(url);
  const writers = new PostgresWriters(target, await distributesAccounts(target));
  const cards = new CardBalances(target);
  const pool = readPool(target, reader);
  const statistics = new Statistics(target, pool);
  const queries = createReads(
    new PostgresDialect({ pool }),
    async (work) => {
      try {
        return await work;
      } catch (error) {
        throw translated(error);
      }
    },
    { walletsPerScan: null },
    (accountId, cardId) => cards.read(accountId, cardId),
  );
  const listeners: {
    deliveries: () => void;
    waiting: (providerId: string | null) => void;
    row: (change: RowChange | null) => void;
    presence: (text: string) => void;
  } = {
    deliveries: () => undefined,
    waiting: () => undefined,
    row: () => undefined,
    presence: () => undefined,
  };
  let listener: Notices | null = null;
  const listen = (): Notices => {
    listener ??= listenForNotices(target, {
      notice: ({ channel, payload, processId }) => {
        // This process already knows its own commits, except that an event waits which another process has handed over.
        if (writers.has(processId) && channel !== WAITING_CHANNEL) return;
        if (channel === DELIVERIES_CHANNEL) listeners.deliveries();
        else if (channel === PRESENCE_CHANNEL) listeners.presence(payload ?? "");
        else if (channel === ROWS_CHANNEL) listeners.row(rowChangeOf(payload ?? ""));
        else listeners.waiting(payload ?? null);
      },
      missed: () => {
        listeners.deliveries();
        listeners.waiting(null);
        listeners.row(null);
      },
    });
    return listener;
  };
  return {
    engine: "postgres",
    takesAhead: MAX_AHEAD,
    isShared: true,
    isWaitingForOthers: () => writers.isWaitingForOthers,
    reads: queries.reads,
    unavailableAccounts: () => writers.failing,
    commit: (commands, now) => {
      statistics.note();
      return writers.commit(commands, now);
    },
    takeRole: (name) => takePostgresRole(target, name),
    onForeignDeliveries: (callback) => {
      listeners.deliveries = callback;
      listen();
    },
    onWaiting: (callback) => {
      listeners.waiting = callback;
      listen();
    },
    onForeignRow: (callback) => {
      listeners.row = callback;
      listen();
    },
    presence: (hear) => {
      listeners.presence = hear;
      return { say: (text) => listen().say(text) };
    },
    close: async () => {
      await writers.close();
      await statistics.close();
      await listener?.close();
      await queries.close();
      await cards.close();
    },
  };
}
