import { SqliteDialect } from "kysely";
import type { Role, Store } from "../port/store.ts";
import { CardBalances } from "./card-balance.ts";
import { createReads } from "../queries/reads.ts";
import { openReader } from "./connection.ts";
import { unavailable } from "./errors.ts";
import { kyselyDatabase } from "./kysely-database.ts";
import { SqliteWriter } from "./writer.ts";

/** @limit Lists and chores: wallets in one piece of a scan on SQLite: a few milliseconds of the server's thread. */
const WALLETS_PER_SCAN = 20_000;

/** @limit Commits: commands on their way to SQLite's writer thread, enough that it never waits for the next. */
const MAX_AHEAD = 2_000;

/** The embedded store: one file, one writer thread, one process. Its schema must be up to date. */
export function openSqliteStore(path: string): Store {
  const writer = new SqliteWriter(path);
  const cards = new CardBalances(path);
  const dialect = new SqliteDialect({ database: kyselyDatabase(openReader(path)) });
  const queries = createReads(
    dialect,
    async (work) => {
      try {
        return await work;
      } catch (error) {
        throw unavailable(error) ?? error;
      }
    },
    { walletsPerScan: WALLETS_PER_SCAN },
    (accountId, cardId) => cards.read(accountId, cardId),
  );
  return {
    engine: "sqlite",
    takesAhead: MAX_AHEAD,
    isShared: false,
    isWaitingForOthers: () => false,
    reads: queries.reads,
    unavailableAccounts: () => 0,
    commit: (commands, now) => writer.commit(commands, now),
    // The server's lock on its data directory guarantees that there is no other process.
    takeRole: async () => soleRole(),
    onForeignDeliveries: () => undefined,
    onWaiting: () => undefined,
    onForeignRow: (listener) => {
      writer.onForeignWrite = () => listener(null);
    },
    presence: null,
    close: async () => {
      await writer.close();
      await queries.close();
      cards.close();
    },
  };
}

function soleRole(): Role {
  return { lost: new Promise<void>(() => undefined), release: async () => undefined };
}
