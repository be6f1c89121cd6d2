import { sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { AccountWallets } from "../port/chores.ts";
import type { Reads } from "../port/reads.ts";
import { fixedQuery } from "./fixed-query.ts";
import type { Db, StoredInteger } from "./database.ts";
import { ofEveryAccount } from "./every-account.ts";

type SweepReads = Pick<
  Reads,
  "walletsOutOfRange" | "remindersDue" | "reevaluations" | "spendDue" | "burnDue" | "campaignsDue"
>;

export interface ScanOptions {
  /** Wallets that one statement scans; null leaves it to the database, which then scans all. */
  readonly walletsPerScan: number | null;
}

/** @limit Lists and chores: wallets that one scan of the sweep reports; the next scan continues from the same place. */
const MAX_FOUND = 5_000;

export function sweepReads(db: Db, { walletsPerScan }: ScanOptions): SweepReads {
  return {
    async walletsOutOfRange(cursor) {
      const accountId = cursor?.accountId ?? (await firstAccount(db, 0));
      if (accountId === null) return { found: [], next: null };
      const after = cursor?.walletId ?? 0;
      const last = walletsPerScan === null ? null : after + walletsPerScan;
      // One comparison for each wallet, on columns at the head of its row: no join, no computation.
      let query = db
        .selectFrom("wallets")
        .select("id")
        .where("accountId", "=", accountId)
        .where("id", ">", after)
        .where(sql<boolean>`(balance - held <= alert_floor OR balance - held >= alert_ceiling)`)
        .orderBy("id")
        .limit(MAX_FOUND);
      if (last !== null) query = query.where("id", "<=", last);
      const ids = (await query.execute()).map(({ id }) => Number(id));
      const found = ids.length > 0 ? [{ accountId, walletIds: ids }] : [];
      if (ids.length === MAX_FOUND) return { found, next: { accountId, walletId: ids.at(-1) ?? after } };
      if (last !== null && last < (await walletCount(db, accountId))) {
        return { found, next: { accountId, walletId: last } };
      }
      const following = await firstAccount(db, accountId);
      return { found, next: following === null ? null : { accountId: following, walletId: 0 } };
    },

    remindersDue: fixedQuery(
      db,
      (now: number, limit: number) =>
        db
          .selectFrom("alertStreams")
          .modifyFront(ofEveryAccount("reminders that are due"))
          .select(["accountId", "walletId"])
          .where("repeatAt", "is not", null)
          .where("repeatAt", "<=", now)
          .orderBy("repeatAt")
          .limit(limit),
      byAccount,
    ),

    spendDue: fixedQuery(
      db,
      (day: number, limit: number) =>
        db
          .selectFrom("wallets")
          .modifyFront(ofEveryAccount("spend to be measured"))
          .select(["accountId", "id as walletId"])
          .where("typicalDue", "is not", null)
          .where("typicalDue", "<=", day)
          .orderBy("typicalDue")
          .limit(limit),
      byAccount,
    ),

    burnDue: fixedQuery(
      db,
      (now: number, limit: number) =>
        db
          .selectFrom("wallets")
          .modifyFront(ofEveryAccount("burn to be measured"))
          .select(["accountId", "id as walletId"])
          .where("burnDue", "is not", null)
          .where("burnDue", "<=", now)
          .orderBy("burnDue")
          .limit(limit),
      byAccount,
    ),

    campaignsDue: fixedQuery(
      db,
      (now: number, limit: number) =>
        db
          .selectFrom("campaigns")
          .modifyFront(ofEveryAccount("campaigns that turn"))
          .selectAll()
          .where("dueAt", "is not", null)
          .where("dueAt", "<=", now)
          .orderBy("dueAt")
          .limit(limit),
      (rows) => rows.map((row) => decodeRow("campaigns", row)),
    ),

    reevaluations: fixedQuery(
      db,
      (limit: number) =>
        db
          .selectFrom("reevaluations")
          .modifyFront(ofEveryAccount("reevaluations"))
          .selectAll()
          .orderBy("createdAt")
          .limit(limit),
      (rows) => rows.map((row) => decodeRow("reevaluations", row)),
    ),
  };
}

async function firstAccount(db: Db, after: number): Promise<number | null> {
  const row = await db
    .selectFrom("accounts")
    .modifyFront(ofEveryAccount("accounts in pages"))
    .select("id")
    .where("id", ">", after)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row ? Number(row.id) : null;
}

async function walletCount(db: Db, accountId: number): Promise<number> {
  const row = await db.selectFrom("accounts").select("walletCount").where("id", "=", accountId).executeTakeFirst();
  return Number(row?.walletCount ?? 0);
}

function byAccount(
  rows: readonly { readonly accountId: StoredInteger; readonly walletId: StoredInteger }[],
): AccountWallets[] {
  const accounts = new Map<number, Set<number>>();
  for (const row of rows) {
    const accountId = Number(row.accountId);
    const ids = accounts.get(accountId) ?? new Set<number>();
    accounts.set(accountId, ids.add(Number(row.walletId)));
  }
  return [...accounts].map(([accountId, ids]) => ({ accountId, walletIds: [...ids] }));
}
