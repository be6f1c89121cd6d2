import {
  accountSettings,
  available,
  formatAmount,
  judgeSettings,
  settingsWarnings,
  type OwnerKind,
  type Wallet,
} from "@plimsoll/core";
import { PreviewAlertSettings, SettingsPreview, type AlertThreshold, type PreviewedWallet } from "@plimsoll/contract";
import type { Static } from "typebox";
import type { Reads } from "../../store/port/reads.ts";
import { sendResource } from "../answer.ts";
import { found, invalid } from "../api-error.ts";
import { knownPrecision } from "../known-currency.ts";
import { operationsOf, writing } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";

const operation = operationsOf("Alerts");

/** @limit Lists and chores: wallets whose states a preview of alert settings shows. */
const MAX_PREVIEWED = 200;
const EVERY_CURRENCY = "*";

/** What saving alert settings would do; nothing is stored. */
export function settingsPreviewRoutes(app: App, { reads }: Services): void {
  app.post(
    "/alert-settings/preview",
    {
      config: { scope: "read" },
      ...operation("previewAlertSettings", "See what saving alert settings would do", {
        description:
          "Takes the settings as a PATCH of the feature or wallet does, or as a PUT of the default. Violations are in the answer's `details`, not an error. Nothing is stored.",
        body: PreviewAlertSettings,
        response: writing(200, SettingsPreview, "NOT_FOUND"),
      }),
    },
    async (request, reply) => {
      const { accountId } = request.caller;
      const subject = await subjectOf(reads, accountId, request.body);
      const judged = judgeSettings(subject, request.body.alert_settings);
      const limit = judged.ok ? MAX_PREVIEWED : 1;
      const { rows, total } = await reads.settingsWallets(accountId, subject, limit);
      if (!judged.ok) {
        return sendResource(reply, 200, { valid: false, details: judged.violations, wallet_count: total, wallets: [] });
      }
      const account = await reads.account(accountId);
      const warnings = account
        ? settingsWarnings(judged.json, subject.wallet, accountSettings(account).lead_time_business_days)
        : [];
      return sendResource(reply, 200, {
        valid: true,
        details: [],
        wallet_count: total,
        wallets: rows.map(({ wallet, state }) => previewedWallet(wallet, state, judged.stateOf(wallet, state))),
        ...(warnings.length > 0 && { warnings }),
      });
    },
  );
}

interface Subject {
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
  readonly stored: string | null;
  readonly wallet: Readonly<Wallet> | null;
}

async function subjectOf(
  reads: Reads,
  accountId: number,
  { feature_id: featureId, wallet_id: walletId, currency }: Static<typeof PreviewAlertSettings>,
): Promise<Subject> {
  const given = [featureId, walletId, currency].filter((value) => value !== undefined);
  if (given.length !== 1) {
    throw invalid([{ field: "body", message: "exactly one of feature_id, wallet_id and currency is required" }]);
  }
  if (featureId !== undefined) {
    const feature = found(await reads.feature(accountId, prefixedId("feat", featureId)), "feature");
    return { ownerKind: "feature", ownerId: feature.id, stored: feature.alertSettings, wallet: null };
  }
  if (walletId !== undefined) {
    const wallet = found(await reads.wallet(accountId, walletId), "wallet");
    return { ownerKind: "wallet", ownerId: String(wallet.id), stored: wallet.alertSettings, wallet };
  }
  const code = currency ?? "";
  if (code !== EVERY_CURRENCY) await knownPrecision(reads, accountId, "currency", code);
  return { ownerKind: "default", ownerId: code, stored: null, wallet: null };
}

function previewedWallet(
  wallet: Readonly<Wallet>,
  state: PreviewedWallet["state"],
  after: { readonly state: PreviewedWallet["state"]; readonly threshold: object | null },
): PreviewedWallet {
  const scale = wallet.assetScale;
  return {
    wallet_id: wallet.id,
    name: wallet.name,
    currency: wallet.currency,
    available: formatAmount(available(wallet), scale),
    typical_daily_spend: wallet.typicalSpend === null ? null : formatAmount(wallet.typicalSpend, scale),
    state,
    state_after: after.state,
    threshold: after.threshold as AlertThreshold | null,
  };
}
