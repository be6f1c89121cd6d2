import { CreateWallet, NoMembers, UpdateWallet, Wallet, WalletQuery, type ErrorDetail } from "@plimsoll/contract";
import type { Static } from "typebox";
import { sendJson } from "../answer.ts";
import { found, invalid } from "../api-error.ts";
import { withoutBody } from "../body.ts";
import { tagged } from "../conditions.ts";
import type { CommandOf } from "../../store/commit/command-of.ts";
import { editing, operationsOf, readingEditable, writing } from "../documented.ts";
import { isPrefixedId, walletId } from "../ids.ts";
import { metadataViolations } from "../metadata.ts";
import { currencyPrecision } from "../../store/currency-precision.ts";
import { unknownCurrency } from "../known-currency.ts";
import { walletAnswer } from "../settings-warnings.ts";
import type { Services } from "../services.ts";
import { levelResource, levelsAmong } from "../wallet-levels.ts";
import type { App } from "../typed-app.ts";
import { WalletPath } from "./paths.ts";

const operation = operationsOf("Wallets");

export function walletRoutes(app: App, { reads }: Services): void {
  app.post(
    "/wallets",
    operation("createWallet", "Create a wallet", {
      description: "With provider_id and external_id it is a mirror of a provider's wallet, otherwise a ledger wallet.",
      body: CreateWallet,
      response: writing(201, Wallet, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { currency } = request.body;
      const precision = await currencyPrecision(reads, accountId, currency);
      const command = createWalletCommand(accountId, request.body, precision);
      const { wallet } = await request.execute(command);
      return sendJson(reply, 201, await walletAnswer(reads, wallet));
    },
  );

  app.get(
    "/wallets/:id",
    operation("getWallet", "Read a wallet", {
      params: WalletPath,
      querystring: WalletQuery,
      response: readingEditable(Wallet, "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const wallet = found(await reads.wallet(accountId, walletId(request.params.id)), "wallet");
      const answer = await walletAnswer(reads, wallet);
      const wanted = request.query.include?.split(",") ?? [];
      const members: string[] = [];
      if (wanted.includes("levels")) {
        const levelsOf = await levelsAmong(reads, accountId, [wallet]);
        members.push(`,"levels":${JSON.stringify(levelsOf(wallet).map((level) => levelResource(level, wallet)))}`);
      }
      if (wanted.includes("watched")) members.push(`,"watched":${wallet.watched}`);
      if (wanted.includes("counts")) {
        members.push(`,"counts":${JSON.stringify(await reads.walletCounts(accountId, wallet.id))}`);
      }
      return sendJson(tagged(reply, "wallets", wallet), 200, `${answer.slice(0, -1)}${members.join("")}}`);
    },
  );

  app.post(
    "/wallets/:id/close",
    {
      preValidation: withoutBody,
      ...operation("closeWallet", "Close a wallet", {
        description:
          "Whatever its balance, but not with open holds, or with orders that are not over. Its alerts close without an event; its history stays. A closed wallet stays as it is.",
        params: WalletPath,
        body: NoMembers,
        response: writing(200, Wallet, "NOT_FOUND", "CONFLICT"),
      }),
    },
    async (request, reply) => {
      const { wallet } = await request.execute({
        type: "close_wallet",
        walletId: walletId(request.params.id),
      });
      return sendJson(reply, 200, await walletAnswer(reads, wallet));
    },
  );

  app.patch(
    "/wallets/:id",
    operation("updateWallet", "Change a wallet", {
      description:
        "A JSON merge patch: an absent member stays as it is, null removes it. Saved alert settings are evaluated at once.",
      params: WalletPath,
      body: UpdateWallet,
      ...editing(Wallet, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const patch = request.body;
      const id = walletId(request.params.id);
      const details = metadataViolations(patch.metadata ?? {});
      if (details.length > 0) throw invalid(details);
      const { wallet } = await request.execute({
        type: "update_wallet",
        condition: await request.condition("wallets", id),
        walletId: id,
        patch: {
          name: patch.name,
          status: patch.status,
          overdraftLimit: patch.overdraft_limit,
          conversionRate: patch.conversion_rate,
          expectedDailySpend: patch.expected_daily_spend,
          topup: patch.topup,
          featureIds: patch.feature_ids,
          alertSettings: patch.alert_settings,
          metadata: patch.metadata,
        },
      });
      return sendJson(tagged(reply, "wallets", wallet), 200, await walletAnswer(reads, wallet));
    },
  );
}

/** Throws VALIDATION_FAILURE for violations that can be found without the stored state. */
function createWalletCommand(
  accountId: number,
  body: Static<typeof CreateWallet>,
  precision: number | null,
): CommandOf<"create_wallet"> {
  const unknown = precision === null ? [unknownCurrency("currency", body.currency)] : [];
  const details = [...unknown, ...mirrorViolations(body), ...metadataViolations(body.metadata ?? {})];
  if (details.length > 0 || precision === null) throw invalid(details);
  const { provider_id: providerId, external_id: externalId } = body;
  const isMirror = providerId !== undefined && externalId !== undefined;
  return {
    type: "create_wallet",
    accountId,
    name: body.name,
    currency: body.currency,
    walletType: body.type ?? "PREPAID",
    assetScale: body.asset_scale ?? precision,
    overdraftLimit: body.overdraft_limit,
    conversionRate: body.conversion_rate,
    expectedDailySpend: body.expected_daily_spend,
    topup: body.topup,
    featureIds: body.feature_ids ?? [],
    alertSettings: body.alert_settings ?? null,
    metadata: body.metadata ?? {},
    mirror: isMirror ? { providerId, externalId, balance: body.balance ?? null } : null,
  };
}

function mirrorViolations(body: Static<typeof CreateWallet>): ErrorDetail[] {
  const { provider_id: providerId, external_id: externalId, balance, overdraft_limit: limit } = body;
  const details: ErrorDetail[] = [];
  if (providerId === undefined) {
    if (externalId !== undefined) {
      details.push({ field: "provider_id", message: "provider_id is required with external_id" });
    }
    if (balance !== undefined) {
      const message = "balance is only declared for a mirror; credit a ledger wallet instead";
      details.push({ field: "balance", message });
    }
    return details;
  }
  if (!isPrefixedId("prov", providerId)) {
    details.push({ field: "provider_id", message: "provider_id must be a provider's id (prov_…)" });
  }
  if (externalId === undefined) {
    details.push({ field: "external_id", message: "external_id is required with provider_id" });
  }
  if (limit !== undefined && limit !== null) {
    const message = "overdraft_limit of a mirror is decided by its provider";
    details.push({ field: "overdraft_limit", message });
  }
  return details;
}
