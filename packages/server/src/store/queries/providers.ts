import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { countOf, offsetOf, totalOf } from "./pages.ts";

type ProviderReads = Pick<Reads, "provider" | "providers" | "hookProvider" | "keptHooks" | "waitingForKnown">;

export function providerReads(db: Db): ProviderReads {
  return {
    async provider(accountId, id) {
      const row = await db
        .selectFrom("providers")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("id", "=", id)
        .executeTakeFirst();
      return row ? decodeRow("providers", row) : null;
    },

    async providers(accountId, page) {
      const all = db.selectFrom("providers").where("accountId", "=", accountId);
      const part = all.$if(page.after !== undefined, (query) => query.where("id", ">", String(page.after)));
      const rows = await part.selectAll().orderBy("id").limit(page.limit).offset(offsetOf(page)).execute();
      const total = await totalOf(page, () => countOf(all));
      return {
        rows: rows.map((row) => decodeRow("providers", row)),
        total,
      };
    },

    async hookProvider(id) {
      const row = await db.selectFrom("providers").selectAll().where("id", "=", id).executeTakeFirst();
      return row ? decodeRow("providers", row) : null;
    },

    async keptHooks(accountId, providerId, { reason }, page) {
      const kept = db
        .selectFrom("keptHooks")
        .where("accountId", "=", accountId)
        .where("providerId", "=", providerId)
        .where("reason", "=", reason);
      const part = kept.$if(page.after !== undefined, (query) => query.where("id", "<", String(page.after)));
      const rows = await part.selectAll().orderBy("id", "desc").limit(page.limit).offset(offsetOf(page)).execute();
      const total = await totalOf(page, () => countOf(kept));
      return {
        rows: rows.map((row) => decodeRow("keptHooks", row)),
        total,
      };
    },

    async waitingForKnown(limit) {
      const rows = await db
        .selectFrom("waitingEvents")
        .innerJoin("wallets", (join) =>
          join
            .onRef("wallets.accountId", "=", "waitingEvents.accountId")
            .onRef("wallets.providerId", "=", "waitingEvents.providerId")
            .onRef("wallets.externalId", "=", "waitingEvents.externalWalletId"),
        )
        // The next reading settles a wallet whose row says that events wait.
        .where("wallets.waiting", "=", 0)
        .select(["wallets.accountId", "wallets.providerId", "wallets.externalId"])
        .distinct()
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        accountId: Number(row.accountId),
        providerId: row.providerId ?? "",
        externalId: row.externalId ?? "",
      }));
    },
  };
}
