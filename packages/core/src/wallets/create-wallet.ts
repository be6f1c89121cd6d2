import { row, rows, type Handler } from "../command.ts";
import { evaluateWallet } from "../alerts/evaluate.ts";
import { replaceSettings } from "../alerts/incoming.ts";
import { type Violation, accepted, rejected, type Outcome } from "../outcome.ts";
import { emitText } from "../events/emit.ts";
import { setLinks } from "../alerts/features/links.ts";
import { post } from "../ledger/post.ts";
import { parseAmount, type Amount } from "../money/amount.ts";
import { amountMessage } from "../money/problem.ts";
import type { Wallet, WalletType } from "../model/wallet.ts";
import { patchTopupSettings, type TopupPatch } from "../topup-fields.ts";
import { applyWaitingEvents } from "../mirrors/waiting-events.ts";
import {
  conversionRateProblem,
  expectedSpendProblem,
  featureProblems,
  overdraftProblem,
  parseExpectedSpend,
  parseOverdraft,
  rateText,
} from "./fields.ts";
import { insertWallet } from "../ledger/insert-wallet.ts";
import { walletJson } from "../resources/wallet.ts";

/** Field values as written in the request; the shell has checked their JSON types, the core checks the rest. */
export interface CreateWallet {
  readonly type: "create_wallet";
  readonly accountId: number;
  readonly name: string;
  /** An ISO 4217 code the runtime knows. */
  readonly currency: string;
  readonly walletType: WalletType;
  readonly assetScale: number;
  readonly overdraftLimit: unknown;
  readonly conversionRate: unknown;
  readonly expectedDailySpend?: unknown;
  /** Amounts as written in the request. */
  readonly topup?: TopupPatch | null | undefined;
  readonly featureIds: readonly string[];
  readonly alertSettings: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly mirror: {
    readonly providerId: string;
    readonly externalId: string;
    /** The provider's balance as declared by its owner; null starts at zero. */
    readonly balance: unknown;
  } | null;
}

export const createWallet: Handler<CreateWallet, { readonly wallet: Wallet }> = {
  lookups: (command) => [
    ...command.featureIds.map((id) => row("features", command.accountId, id)),
    ...(command.mirror
      ? [
          row("providers", command.accountId, command.mirror.providerId),
          rows("wallets", "external", command.accountId, command.mirror.providerId, command.mirror.externalId),
        ]
      : []),
  ],

  apply: (draft, command): Outcome<{ wallet: Wallet }> => {
    const { mirror } = command;
    if (mirror && !draft.get("providers", command.accountId, mirror.providerId)) {
      return rejected("provider_not_found");
    }
    if (
      mirror &&
      draft.find("wallets", "external", command.accountId, mirror.providerId, mirror.externalId).length > 0
    ) {
      return rejected("wallet_exists");
    }
    const settings = replaceSettings(command.alertSettings ?? null, {
      scale: command.assetScale,
      relativeOnly: false,
    });
    const opening = openingBalance(command);
    const topup = patchTopupSettings({}, command.topup);
    const violations: Violation[] = [
      ...overdraftProblem(command.overdraftLimit, command.assetScale),
      ...conversionRateProblem(command.conversionRate),
      ...expectedSpendProblem(command.expectedDailySpend, command.assetScale),
      ...featureProblems(draft, command.accountId, command.featureIds),
      ...(settings.ok ? [] : settings.violations),
      ...topup.violations,
      ...(opening.ok ? [] : [{ field: "balance", message: opening.message }]),
    ];
    if (violations.length > 0 || !settings.ok || !opening.ok) return rejected("invalid", violations);

    const wallet = insertWallet(draft, {
      ...command,
      // A mirror's provider decides the overdraft limit.
      overdraftLimit: mirror ? null : parseOverdraft(command.overdraftLimit, command.assetScale),
      conversionRate: rateText(command.conversionRate),
      topupSettings: topup.settings ? JSON.stringify(topup.settings) : null,
      expectedSpend: parseExpectedSpend(command.expectedDailySpend, command.assetScale),
      alertSettings: settings.json,
      metadata: JSON.stringify(command.metadata),
    });
    setLinks(draft, wallet, [...new Set(command.featureIds)]);
    emitText(draft, wallet.accountId, "wallet.created", walletJson(wallet));
    if (opening.value !== 0n) {
      post(draft, wallet, {
        amount: opening.value,
        kind: "reconciliation",
        remarks: "opening balance as declared",
      });
    }
    // After the opening balance, because a mirror was never at zero and no alert may say so.
    evaluateWallet(draft, wallet, { type: "settings" });
    applyWaitingEvents(draft, wallet);
    return accepted({ wallet });
  },
};

function openingBalance(command: CreateWallet): { ok: true; value: Amount } | { ok: false; message: string } {
  const declared = command.mirror?.balance ?? null;
  if (declared === null) return { ok: true, value: 0n };
  const amount = parseAmount(declared, command.assetScale);
  return amount.ok ? amount : { ok: false, message: amountMessage(amount.problem, command.assetScale, "balance") };
}
