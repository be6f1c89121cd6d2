import { setImmediate } from "node:timers/promises";
import type { Wallet } from "@plimsoll/core";
import { sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import { counts } from "./counts.ts";
import type { Db } from "./database.ts";

/** @limit Lists and chores: wallets that a read of all wallets of an account takes before other requests get their turn. */
const WALLETS_PER_PIECE = 5_000;

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
  for (let after = 0; after < walletCount; after += WALLETS_PER_PIECE) {
    if (after > 0) await setImmediate();
    yield { accountId, after, upTo: after + WALLETS_PER_PIECE };
  }
}

/** The wallets of a piece, to be narrowed further. */
export function walletsIn(db: Db, { accountId, after, upTo }: WalletPiece) {
  return db.selectFrom("wallets").where("accountId", "=", accountId).where("id", ">", after).where("id", "<=", upTo);
}

/** Those of the wallets with these ids that are not closed. */
export async function walletsById(
  db: Db,
  accountId: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Wallet>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("wallets")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "in", [...ids])
    .where(sql<boolean>`status <> 'closed'`)
    .execute();
  return new Map(rows.map((row) => [Number(row.id), decodeRow("wallets", row)]));
}
