import { INDEXES } from "@plimsoll/core";
import { sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { Db, StoredInteger } from "./database.ts";
import { offsetOf } from "../port/page.ts";
import { countOf } from "./pages.ts";
import { inItsAccount, rowWith } from "./row.ts";
import { ofEveryAccount } from "./every-account.ts";

type AccountReads = Pick<
  Reads,
  "ping" | "isHeld" | "accountIds" | "account" | "editable" | "apiKey" | "apiKeyByHash" | "apiKeys"
>;

export function accountReads(db: Db): AccountReads {
  return {
    async ping() {
      await sql`SELECT 1`.execute(db);
    },

    async isHeld() {
      const { rows } = await sql<{ held: StoredInteger }>`SELECT held FROM installation`.execute(db);
      return Number(rows[0]?.held ?? 0) === 1;
    },

    async accountIds() {
      const rows = await db
        .selectFrom("accounts")
        .modifyFront(ofEveryAccount("accounts"))
        .select("id")
        .orderBy("id")
        .execute();
      return rows.map(({ id }) => Number(id));
    },

    account: (accountId) => rowWith(db, "accounts", { id: accountId }),

    editable(accountId, table, rest) {
      const key = [accountId, ...rest];
      return rowWith(db, table, Object.fromEntries(INDEXES[table].pk.map((column, i) => [column, key[i]])) as never);
    },

    apiKey: (accountId, id) => rowWith(db, "apiKeys", { accountId, id }),

    async apiKeyByHash(hash) {
      const key = await inItsAccount(db, hash, (accountId) => rowWith(db, "apiKeys", { accountId, hash }));
      return key?.revokedAt === null ? key : null;
    },

    async apiKeys(accountId, page) {
      const all = db.selectFrom("apiKeys").where("accountId", "=", accountId);
      const rows = await all
        .selectAll()
        .orderBy("createdAt")
        .orderBy("id")
        .limit(page.limit)
        .offset(offsetOf(page))
        .execute();
      const total = await countOf(all);
      return {
        rows: rows.map((row) => decodeRow("apiKeys", row)),
        total,
      };
    },
  };
}
