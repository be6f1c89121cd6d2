import type { DeliveryStatus } from "@plimsoll/core";
import { sql, type RawBuilder } from "kysely";
import type { RecentDeliveries } from "../port/deliveries.ts";
import type { Reads } from "../port/reads.ts";
import { lastAttemptOf, withLastAttempt } from "./attempts.ts";
import type { Db, StoredInteger } from "./database.ts";

interface Window {
  readonly since: number;
  readonly most: number;
}

export function recentDeliveryReads(db: Db): Pick<Reads, "recentDeliveries"> {
  return {
    async recentDeliveries(accountId, endpointIds, window) {
      if (endpointIds.length === 0) return new Map();
      const recent = db
        .selectFrom("endpoints")
        .select([
          "id as endpointId",
          countsOf(window).as("counts"),
          oneMore(window).as("more"),
          lastAttempted(window).as("lastSequence"),
        ])
        .where("accountId", "=", accountId)
        .where("id", "in", endpointIds)
        .as("recent");
      const rows = await withLastAttempt(
        db
          .selectFrom(recent)
          .leftJoin("deliveries", (join) =>
            join
              .on("deliveries.accountId", "=", accountId as never)
              .onRef("deliveries.endpointId", "=", "recent.endpointId")
              .onRef("deliveries.sequence", "=", "recent.lastSequence"),
          )
          .select(["recent.endpointId", "recent.counts", "recent.more"]),
      ).execute();
      return new Map(
        rows.map((row) => [
          row.endpointId,
          { counts: countsIn(row.counts), complete: Number(row.more) === 0, lastAttempt: lastAttemptOf(row) },
        ]),
      );
    },
  };
}

const COUNTED = ["delivered", "failed", "pending", "skipped"] as const satisfies readonly DeliveryStatus[];

/** What became of an endpoint's newest deliveries, in the order of `COUNTED`: one text, because it is one pass. */
function countsOf({ since, most }: Window): RawBuilder<string> {
  const counts = COUNTED.map((status) => sql`count(CASE status WHEN ${status} THEN 1 END)`);
  return sql`(SELECT ${sql.join(counts, sql` || ' ' || `)} FROM ${newest(most)} WHERE created_at >= ${since})`;
}

function countsIn(text: string): RecentDeliveries["counts"] {
  const [delivered = 0, failed = 0, pending = 0, skipped = 0] = text.split(" ").map(Number);
  return { delivered, failed, pending, skipped };
}

/** How many deliveries of the time stand right behind those that are counted: none or one. */
function oneMore({ since, most }: Window): RawBuilder<StoredInteger> {
  return sql`(SELECT count(*) FROM deliveries
    WHERE account_id = endpoints.account_id AND endpoint_id = endpoints.id AND sequence = ${behind(most)}
    AND created_at >= ${since})`;
}

/** The delivery that was attempted last. */
function lastAttempted({ most }: Window): RawBuilder<StoredInteger | null> {
  // The time of the attempt with the delivery's place behind it: the largest is the newest, and says which it is.
  const places = most + 1;
  const last = sql`max(last_attempt_at * ${places} + sequence - ${behind(most)})`;
  return sql`(SELECT ${behind(most)} + ${last} % ${places} FROM ${newest(most)})`;
}

/** The newest delivery that is not counted. */
function behind(most: number): RawBuilder<number> {
  return sql`(endpoints.delivery_count - ${most})`;
}

/** The endpoint's newest deliveries: a range of the primary key, with a limit by which PostgreSQL knows how short it is. */
function newest(most: number): RawBuilder<unknown> {
  return sql`(SELECT sequence, status, created_at, last_attempt_at FROM deliveries
    WHERE account_id = endpoints.account_id AND endpoint_id = endpoints.id AND sequence > ${behind(most)}
    ORDER BY sequence DESC LIMIT ${most}) AS newest`;
}
