import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { pageByKey } from "./pages.ts";
import { inItsAccount, rowWith } from "./row.ts";
import { ofEveryAccount } from "./every-account.ts";

type ProviderReads = Pick<Reads, "provider" | "providers" | "hookProvider" | "keptHooks" | "waitingForKnown">;

export function providerReads(db: Db): ProviderReads {
  return {
    provider: (accountId, id) => rowWith(db, "providers", { accountId, id }),

    async providers(accountId, page) {
      const all = db.selectFrom("providers").where("accountId", "=", accountId);
      return pageByKey(all, "id", page, (row) => decodeRow("providers", row));
    },

    hookProvider: (id) => inItsAccount(db, id, (accountId) => rowWith(db, "providers", { accountId, id })),

    async keptHooks(accountId, providerId, { reason }, page) {
      const kept = db
        .selectFrom("keptHooks")
        .where("accountId", "=", accountId)
        .where("providerId", "=", providerId)
        .where("reason", "=", reason);
      return pageByKey(kept, "id", page, (row) => decodeRow("keptHooks", row), "desc");
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
        .modifyFront(ofEveryAccount("events that can be applied"))
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
