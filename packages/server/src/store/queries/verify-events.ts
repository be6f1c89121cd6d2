import { sql } from "kysely";
import type { Discrepancy } from "../port/chores.ts";
import type { Db, StoredInteger } from "./database.ts";

/** @limit Lists and chores: stored events that one statement of `plimsoll verify` compares with those before them. */
const EVENTS_PER_AUDIT = 250_000;

/**
 * Checks that the account has an event at each position: as many as it has transactions and stored events, which are
 * numbered without a gap. `prune` deletes from the lowest up, so that it causes no discrepancy meanwhile.
 */
export async function verifyEvents(db: Db, accountId: number): Promise<readonly Discrepancy[]> {
  const { rows } = await sql<{ readonly events: StoredInteger; readonly computed: StoredInteger }>`
    SELECT a.event_count AS events, a.transaction_count + coalesce((
             SELECT e.ordinal FROM events e WHERE e.account_id = ${accountId} ORDER BY e.position DESC LIMIT 1), 0) AS computed
    FROM accounts a WHERE a.id = ${accountId}`.execute(db);
  const found: Discrepancy[] = [];
  const at = { accountId, walletId: null };
  const [counted] = rows;
  if (counted && BigInt(counted.events) !== BigInt(counted.computed)) {
    found.push({ ...at, problem: "events", stored: String(counted.events), computed: String(counted.computed) });
  }
  const gaps = await gapsOf(db, accountId);
  if (gaps > 0) found.push({ ...at, problem: "event_gaps", stored: String(gaps), computed: "0" });
  return found;
}

/** The number of stored events that do not follow the one before them. */
async function gapsOf(db: Db, accountId: number): Promise<number> {
  let gaps = 0;
  for (let from = 0; ;) {
    // The first one of a part is the last one of the part before it.
    const { rows } = await sql<Part>`
      SELECT count(*) AS count, coalesce(max(position), 0) AS last,
             coalesce(sum(CASE WHEN ordinal <> previous + 1 THEN 1 ELSE 0 END), 0) AS gaps
      FROM (
        SELECT position, ordinal, coalesce(lag(ordinal) OVER (ORDER BY position), CASE WHEN CAST(${from} AS bigint) > 0 OR
               (SELECT a.events_pruned FROM accounts a WHERE a.id = ${accountId}) > 0 THEN ordinal - 1 ELSE 0 END) AS previous
        FROM (
          SELECT position, ordinal FROM events WHERE account_id = ${accountId} AND position >= ${from}
          ORDER BY position LIMIT ${EVENTS_PER_AUDIT + 1}
        ) AS part
      ) AS compared`.execute(db);
    const [part] = rows;
    if (!part) return gaps;
    gaps += Number(part.gaps);
    if (Number(part.count) <= EVENTS_PER_AUDIT) return gaps;
    from = Number(part.last);
  }
}

interface Part {
  readonly count: StoredInteger;
  readonly last: StoredInteger;
  readonly gaps: StoredInteger;
}
