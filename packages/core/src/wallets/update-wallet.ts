import { row, type Handler } from "../command.ts";
import { evaluateWallet } from "../alerts/evaluate.ts";
import { measureNow } from "../alerts/measure-spend.ts";
import { patchSettings } from "../alerts/incoming.ts";
import { type Violation, accepted, invalid, rejected, type Outcome } from "../outcome.ts";
import { emitText } from "../events/emit.ts";
import { setLinks } from "../alerts/features/links.ts";
import type { Wallet, WalletStatus } from "../model/wallet.ts";
import {
  conversionRateProblem,
  expectedSpendProblem,
  featureProblems,
  metadataProblem,
  overdraftProblem,
  parseExpectedSpend,
  parseOverdraft,
  rateText,
} from "./fields.ts";
import { patchTopupSettings, type TopupPatch, type TopupSettings } from "../topup-fields.ts";
import { walletJson } from "../resources/wallet.ts";

/** A JSON merge patch of a wallet: an undefined field stays as it is. */
export interface UpdateWallet {
  readonly type: "update_wallet";
  readonly accountId: number;
  readonly walletId: number;
  readonly patch: {
    readonly name?: string | undefined;
    readonly status?: WalletStatus | undefined;
    readonly overdraftLimit?: unknown;
    readonly conversionRate?: unknown;
    readonly expectedDailySpend?: unknown;
    readonly topup?: TopupPatch | null | undefined;
    readonly featureIds?: readonly string[] | undefined;
    readonly alertSettings?: unknown;
    readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
  };
}

export const updateWallet: Handler<UpdateWallet, { readonly wallet: Wallet }> = {
  lookups: (command) => [row("wallets", command.accountId, command.walletId)],

  apply: (draft, { accountId, walletId, patch }): Outcome<{ wallet: Wallet }> => {
    const before = draft.get("wallets", accountId, walletId);
    if (!before) return rejected("wallet_not_found");
    if (before.status === "closed" && patch.status !== "active") return rejected("wallet_closed");
    const isReopened = before.status === "closed" && before.providerId !== null;
    if (isReopened && !draft.get("providers", accountId, before.providerId)) {
      return invalid("status", "status must stay closed: the mirror's provider was deleted");
    }
    if (patch.status === "closed" && (before.balance !== 0n || before.held !== 0n)) {
      return rejected("wallet_not_empty");
    }
    if (before.source === "mirror" && patch.overdraftLimit !== undefined) {
      return invalid("overdraft_limit", "overdraft_limit of a mirror is decided by its provider");
    }
    const settings =
      patch.alertSettings === undefined
        ? { ok: true as const, json: before.alertSettings }
        : patchSettings(before.alertSettings, patch.alertSettings, {
            scale: before.assetScale,
            relativeOnly: false,
          });
    const metadata = mergeMetadata(before.metadata, patch.metadata);
    const stored = before.topupSettings === null ? {} : (JSON.parse(before.topupSettings) as Partial<TopupSettings>);
    const topup = patchTopupSettings(stored, patch.topup);
    const violations: Violation[] = [
      ...overdraftProblem(patch.overdraftLimit, before.assetScale),
      ...conversionRateProblem(patch.conversionRate),
      ...expectedSpendProblem(patch.expectedDailySpend, before.assetScale),
      ...featureProblems(draft, accountId, patch.featureIds ?? []),
      ...(settings.ok ? [] : settings.violations),
      ...topup.violations,
      ...metadataProblem(metadata),
    ];
    if (violations.length > 0 || !settings.ok) return rejected("invalid", violations);
    // An empty patch changes nothing and emits no event.
    if (Object.values(patch).every((value) => value === undefined)) return accepted({ wallet: before });

    const wallet = draft.edit("wallets", before);
    if (patch.name !== undefined) wallet.name = patch.name;
    if (patch.status !== undefined) wallet.status = patch.status;
    if (patch.overdraftLimit !== undefined) {
      wallet.overdraftLimit = parseOverdraft(patch.overdraftLimit, wallet.assetScale);
    }
    if (patch.conversionRate !== undefined) wallet.conversionRate = rateText(patch.conversionRate);
    if (topup.settings !== undefined) {
      wallet.topupSettings = topup.settings === null ? null : JSON.stringify(topup.settings);
    }
    if (patch.expectedDailySpend !== undefined) {
      wallet.expectedSpend = parseExpectedSpend(patch.expectedDailySpend, wallet.assetScale);
    }
    if (patch.featureIds !== undefined) setLinks(draft, wallet, [...new Set(patch.featureIds)]);
    wallet.alertSettings = settings.json;
    wallet.metadata = metadata;
    wallet.updatedAt = draft.now;
    emitText(draft, accountId, "wallet.updated", walletJson(wallet));
    if (patch.expectedDailySpend !== undefined) measureNow(draft, wallet);
    evaluateWallet(draft, wallet, { type: "settings" });
    return accepted({ wallet });
  },
};

/**
 * RFC 7396: a null member is removed, objects are merged member by member, everything else replaces; null removes all
 * members.
 */
function mergeMetadata(stored: string, patch: Readonly<Record<string, unknown>> | null | undefined): string {
  if (patch === undefined) return stored;
  if (patch === null) return "{}";
  return JSON.stringify(merged(JSON.parse(stored), patch));
}

/** Recurses no deeper than the patch, whose depth the request's bound limits. */
function merged(target: unknown, patch: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const members = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, isObject(value) ? merged(members.get(name), value) : value);
  }
  return Object.fromEntries(members);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
