import { account } from "../accounts.ts";
import type { Draft } from "../draft.ts";
import { available, type Wallet } from "../model/wallet.ts";
import type { StateChange } from "./transition.ts";

/** What had a wallet evaluated; stored in the alert log. */
export type Cause =
  | { readonly type: "transaction"; readonly transaction_id: number }
  | { readonly type: "snapshot" }
  | { readonly type: "hold"; readonly hold_id: string }
  | { readonly type: "sweep" }
  | { readonly type: "spend" }
  | { readonly type: "burn" }
  | { readonly type: "settings" };

interface Logged {
  readonly streamPosition: number;
  readonly threshold: string | null;
  readonly cause: Cause;
  readonly episodeId: string;
  readonly eventId: string;
}

/** Appends the change to the alert log, and returns its position in the account. */
export function logChange(draft: Draft, wallet: Wallet, change: StateChange, logged: Logged): number {
  const { owner, previous, reason, judgement } = change;
  const tenant = draft.edit("accounts", account(draft, wallet.accountId));
  tenant.alertCount += 1;
  wallet.alertCount += 1;
  let ownerPosition = 0;
  if (owner.feature) {
    const feature = draft.edit("features", owner.feature);
    feature.alertCount += 1;
    ownerPosition = feature.alertCount;
  }
  draft.append("alertLog", {
    accountId: wallet.accountId,
    position: tenant.alertCount,
    id: draft.newId("alrt"),
    walletId: wallet.id,
    walletPosition: wallet.alertCount,
    ownerKind: owner.kind,
    ownerId: owner.id,
    ownerPosition,
    streamPosition: logged.streamPosition,
    previousState: previous,
    state: judgement.state,
    reason,
    balance: available(wallet),
    threshold: logged.threshold,
    cause: JSON.stringify(logged.cause),
    walletSequence: wallet.sequence,
    episodeId: logged.episodeId,
    eventId: logged.eventId,
    createdAt: draft.now,
  });
  return tenant.alertCount;
}
