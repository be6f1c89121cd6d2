import { sql, type RawBuilder } from "kysely";

/**
 * The reads that are about every account: what is due, what a process keeps in memory, and what is found by a key that
 * only one account can have. Every other statement on an account's table names the account, so that it can reach no
 * other's rows, and so that a table that is distributed by accounts finds them in one place. `paged` reads take a limit;
 * `one` reads at most one row by a unique key; of the others an account has few, and they stay in memory.
 */
export const EVERY_ACCOUNT = {
  accounts: "few",
  "accounts in pages": "paged",
  "accounts with events to deliver": "paged",
  "account of a directory entry": "one",
  "burn to be measured": "paged",
  "campaigns that turn": "paged",
  "campaigns under way": "few",
  "deliveries that are late": "paged",
  "digests that are due": "paged",
  "drifts to be investigated": "paged",
  "endpoints that are enabled": "few",
  "escalations that are due": "paged",
  "events that can be applied": "paged",
  heartbeats: "few",
  "holds that have expired": "paged",
  "notices that are due": "paged",
  "orders to be placed": "paged",
  providers: "few",
  "providers that are not read": "paged",
  reevaluations: "paged",
  "reminders that are due": "paged",
  "silences that end": "paged",
  "spend to be measured": "paged",
  "top-ups that are overdue": "paged",
  "wallets to be verified": "paged",
} as const satisfies Readonly<Record<string, "paged" | "one" | "few">>;

export type EveryAccount = keyof typeof EVERY_ACCOUNT;

/**
 * For `modifyFront`: the query is the one of this name. The name stands in the statement's text, so that a log and
 * PostgreSQL's statistics show it too.
 */
export function ofEveryAccount(name: EveryAccount): RawBuilder<unknown> {
  return sql.raw(`/* every account: ${name} */`);
}
