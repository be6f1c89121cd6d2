import { setImmediate } from "node:timers/promises";
import type { AlertState, Wallet } from "@plimsoll/core";
import { decodeRow } from "../row-code.ts";
import { counts } from "./counts.ts";
import { isSqlite, type Db } from "./database.ts";

/** @limit Lists and chores: wallets that a read of all wallets of an account takes on SQLite before other requests get their turn. */
const WALLETS_PER_PIECE = 5_000;
/** @limit Lists and chores: wallets that one statement takes on PostgreSQL, where a read of all of them keeps no one waiting. */
const WALLETS_PER_STATEMENT = 250_000;
/** @limit Lists and chores: wallets that one statement reads by their ids. */
const IDS_PER_READ = 500;

/** States of wallets in danger, which are named apart and give nothing. */
export const DANGER: readonly AlertState[] = ["in_alarm", "blocked"];

/** Wallets of an account whose ids are above `after` and at most `upTo`. */
export interface WalletPiece {
  readonly accountId: number;
  readonly after: number;
  readonly upTo: number;
}

/**
 * All wallets of an account in pieces, between which other requests get their turn: what moves from one piece to another
 * meanwhile may be missing or count twice.
 */
export async function* walletPieces(db: Db, accountId: number): AsyncGenerator<WalletPiece> {
  const { walletCount } = await counts(db, accountId);
  const most = isSqlite(db) ? WALLETS_PER_PIECE : WALLETS_PER_STATEMENT;
  for (let after = 0; after < walletCount; after += most) {
    if (after > 0) await setImmediate();
    yield { accountId, after, upTo: Math.min(after + most, walletCount) };
  }
}

/** The wallets of a piece, to be narrowed further. */
export function walletsIn(db: Db, { accountId, after, upTo }: WalletPiece) {
  return db.selectFrom("wallets").where("accountId", "=", accountId).where("id", ">", after).where("id", "<=", upTo);
}

/** The wallets with these ids, in their order. */
export async function walletsOf(db: Db, accountId: number, ids: readonly number[]): Promise<readonly Wallet[]> {
  const found = new Map<number, Wallet>();
  for (let start = 0; start < ids.length; start += IDS_PER_READ) {
    if (start > 0) await setImmediate();
    const rows = await db
      .selectFrom("wallets")
      .selectAll()
      .where("accountId", "=", accountId)
      .where("id", "in", ids.slice(start, start + IDS_PER_READ))
      .execute();
    for (const row of rows) found.set(Number(row.id), decodeRow("wallets", row));
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Those of the wallets with these ids that are not closed. */
export async function walletsById(
  db: Db,
  accountId: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Wallet>> {
  const wallets = await walletsOf(db, accountId, ids);
  return new Map(wallets.filter(({ status }) => status !== "closed").map((wallet) => [wallet.id, wallet]));
}
