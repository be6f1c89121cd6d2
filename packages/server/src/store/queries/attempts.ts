import type { Attempt } from "@plimsoll/core";
import type { SelectQueryBuilder } from "kysely";
import type { LastAttempt } from "../port/deliveries.ts";
import type { Schema, StoredInteger } from "./database.ts";
import { columnsAs, joinedRow } from "./joined-rows.ts";

const PREFIX = "a_";

/**
 * A query for one delivery, with a row for each of its attempts, or one without. The delivery and its attempts are read
 * by one statement: read by two, an attempt that ends in between would be missing from one of them.
 */
export function withAttempts<TB extends keyof Schema, O>(query: SelectQueryBuilder<Schema, TB, O>) {
  // Kysely cannot know of a type parameter that the query reads deliveries.
  return (query as unknown as SelectQueryBuilder<Schema, "deliveries", O>)
    .leftJoin("attempts", (join) =>
      join
        .onRef("attempts.accountId", "=", "deliveries.accountId")
        .onRef("attempts.endpointId", "=", "deliveries.endpointId")
        .onRef("attempts.deliverySequence", "=", "deliveries.sequence"),
    )
    .select(columnsAs("attempts", PREFIX))
    .orderBy("attempts.number");
}

/** The attempts of the rows that such a query returned, oldest first. */
export function attemptsOf(rows: readonly object[]): Attempt[] {
  const attempts = rows.map((row) => joinedRow("attempts", row, PREFIX));
  return attempts.filter(({ number }: { readonly number: number | null }) => number !== null);
}

/** A query for deliveries, each with its last attempt: one look-up by the primary key for a row. */
export function withLastAttempt<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>) {
  return (query as unknown as SelectQueryBuilder<Schema, "deliveries", O>)
    .leftJoin("attempts", (join) =>
      join
        .onRef("attempts.accountId", "=", "deliveries.accountId")
        .onRef("attempts.endpointId", "=", "deliveries.endpointId")
        .onRef("attempts.deliverySequence", "=", "deliveries.sequence")
        .onRef("attempts.number", "=", "deliveries.attemptCount"),
    )
    .select([
      "attempts.at as attemptAt",
      "attempts.status as attemptStatus",
      "attempts.latencyMs as attemptLatencyMs",
      "attempts.error as attemptError",
    ]);
}

interface RowWithLast {
  readonly attemptAt: StoredInteger | null;
  readonly attemptStatus: StoredInteger | null;
  readonly attemptLatencyMs: StoredInteger | null;
  readonly attemptError: string | null;
}

/** The last attempt of a row that such a query returned. */
export function lastAttemptOf({ attemptAt, ...row }: RowWithLast): LastAttempt | null {
  if (attemptAt === null) return null;
  return {
    at: Number(attemptAt),
    status: row.attemptStatus === null ? null : Number(row.attemptStatus),
    latencyMs: Number(row.attemptLatencyMs),
    error: row.attemptError,
  };
}
