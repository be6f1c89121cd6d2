import { row, rows, type Handler } from "../command.ts";
import { evaluationLookups } from "../alerts/owners.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import { walk } from "../walk.ts";
import { forgetCampaigns } from "../campaigns/commands.ts";
import { close, obstacleToClosing, openOrderLookups } from "./close-wallet.ts";

/** @limit Domain: mirrors that one command of a provider's deletion checks or closes. */
export const DELETE_PAGE = 200;

/**
 * One part of a provider's deletion: `check` finds what stands against it and changes nothing; `close` closes the mirrors,
 * and with the last of them forgets the provider, its credentials and secrets, and its campaigns that are not over. What the mirrors did stays.
 */
export interface DeleteProvider {
  readonly type: "delete_provider";
  readonly accountId: number;
  readonly providerId: string;
  readonly step: "check" | "close";
  /** The last mirror of the part before; null for the first. */
  readonly after: number | null;
}

/** Guards in order: provider_not_found, wallet_holds_open, wallet_orders_open. `next` is null after the last part. */
export const deleteProvider: Handler<DeleteProvider, { readonly next: number | null }> = {
  lookups: ({ accountId, providerId, after }) => [
    row("providers", accountId, providerId),
    row("directoryEntries", accountId, providerId),
    rows("campaigns", "account", accountId),
    { table: "wallets", index: "provider", key: [accountId, providerId], page: { after, limit: DELETE_PAGE } },
  ],
  apply: (draft, { accountId, providerId, step, after }): Outcome<{ next: number | null }> => {
    const provider = draft.get("providers", accountId, providerId);
    if (!provider) return rejected("provider_not_found");
    const { rows: mirrors, next } = draft.page("wallets", "provider", [accountId, providerId], after, DELETE_PAGE);
    draft.require(mirrors.flatMap(({ id }) => openOrderLookups(accountId, id)));
    for (const mirror of mirrors) {
      const obstacle = obstacleToClosing(draft, mirror);
      if (obstacle) return rejected(obstacle);
    }
    if (step === "close") {
      draft.require(evaluationLookups(mirrors));
      const [left] = walk(draft, mirrors, (mirror) => void close(draft, mirror));
      // The next part begins behind the last mirror that was closed.
      if (left) return accepted({ next: left.id - 1 });
      if (next === null) {
        forgetCampaigns(draft, provider);
        draft.remove("providers", provider);
        const entry = draft.get("directoryEntries", accountId, providerId);
        if (entry) draft.remove("directoryEntries", entry);
      }
    }
    return accepted({ next: next === null ? null : Number(next) });
  },
};
