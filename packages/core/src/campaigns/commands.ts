import { row, rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { keyRefusal, type Keyed } from "../naming/key.ts";
import { accepted, invalid, rejected, type Outcome } from "../outcome.ts";
import { decimalText } from "../money/decimal-text.ts";
import { compareDecimals, parseDecimal } from "../money/decimal.ts";
import type { Campaign } from "../model/campaign.ts";
import type { Provider } from "../model/provider.ts";

/** @limit Domain: largest multiplier of a campaign. */
const MAX_MULTIPLIER = 1_000;
/** @limit Domain: campaigns of an account that are not over. */
const MAX_CAMPAIGNS = 100;
/** @limit Domain: length of the longest campaign. */
const MAX_CAMPAIGN_MS = 90 * 24 * 60 * 60 * 1_000;
/** @limit Domain: time after which an ended campaign is deleted. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1_000;

/** Times in Unix milliseconds; `providerId` null is every provider. */
export interface CreateCampaign extends Keyed {
  readonly type: "create_campaign";
  readonly accountId: number;
  readonly providerId: string | null;
  readonly name: string | null;
  readonly startsAt: number;
  readonly endsAt: number;
  /** As written in the request; undefined and null for none. */
  readonly expectedMultiplier: unknown;
}

/** Guards in order: provider_not_found, invalid times, too_many, key_taken by a campaign that is not over. */
export const createCampaign: Handler<CreateCampaign, { readonly campaign: Campaign }> = {
  lookups: ({ accountId, providerId }) => [
    rows("campaigns", "account", accountId),
    ...(providerId === null ? [] : [row("providers", accountId, providerId)]),
  ],

  apply: (draft, command): Outcome<{ campaign: Campaign }> => {
    const { accountId, key = null, providerId, name, startsAt, endsAt } = command;
    if (providerId !== null && !draft.get("providers", accountId, providerId)) return rejected("provider_not_found");
    if (endsAt <= startsAt) return invalid("ends_at", "ends_at must be after starts_at");
    if (endsAt <= draft.now) return invalid("ends_at", "ends_at must be in the future");
    if (endsAt - startsAt > MAX_CAMPAIGN_MS) return invalid("ends_at", "a campaign may last 90 days at most");
    const multiplier = readMultiplier(command.expectedMultiplier);
    if (multiplier === undefined) {
      return invalid("expected_multiplier", "expected_multiplier must be a decimal above 0 and at most 1000");
    }
    const all = draft.find("campaigns", "account", accountId);
    const living = all.filter((campaign) => campaign.endsAt > draft.now);
    if (living.length >= MAX_CAMPAIGNS) {
      return rejected("too_many", [{ field: "starts_at", message: `an account may have ${MAX_CAMPAIGNS} campaigns` }]);
    }
    const refusal = keyRefusal(key, null, living);
    if (refusal) return refusal;
    for (const old of all) if (old.endsAt < draft.now - KEPT_MS) draft.remove("campaigns", old);
    const id = draft.newId("camp");
    const campaign = draft.insert("campaigns", {
      accountId,
      id,
      key,
      providerId,
      name,
      startsAt,
      endsAt,
      expectedMultiplier: multiplier,
      dueAt: multiplier === null ? null : startsAt,
      cancelled: false,
      createdAt: draft.now,
    });
    return accepted({ campaign });
  },
};

/** Decimal text, null for none, undefined for anything else. */
function readMultiplier(input: unknown): string | null | undefined {
  if (input === undefined || input === null) return null;
  const parsed = parseDecimal(input);
  if (
    !parsed.ok ||
    parsed.value.units <= 0n ||
    compareDecimals(parsed.value, { units: BigInt(MAX_MULTIPLIER), scale: 0 }) > 0
  )
    return undefined;
  return decimalText(input) ?? undefined;
}

export interface DeleteCampaign {
  readonly type: "delete_campaign";
  readonly accountId: number;
  readonly campaignId: string;
}

export const deleteCampaign: Handler<DeleteCampaign, null> = {
  lookups: ({ accountId, campaignId }) => [row("campaigns", accountId, campaignId)],
  apply: (draft, { accountId, campaignId }): Outcome<null> => {
    const campaign = draft.get("campaigns", accountId, campaignId);
    if (!campaign || campaign.cancelled) return rejected("campaign_not_found");
    const hasReached = campaign.dueAt !== null && campaign.startsAt <= draft.now;
    if (!hasReached) draft.remove("campaigns", campaign);
    else Object.assign(draft.edit("campaigns", campaign), { cancelled: true, endsAt: draft.now, dueAt: draft.now });
    return accepted(null);
  },
};

/** Removes a deleted provider's campaigns, except those that are over. Its wallets are closed, so none is measured again. */
export function forgetCampaigns(draft: Draft, { accountId, id }: Readonly<Provider>): void {
  for (const campaign of draft.find("campaigns", "account", accountId)) {
    if (campaign.providerId === id && campaign.endsAt > draft.now) draft.remove("campaigns", campaign);
  }
}

/** The campaign that a provider is in now, or null. Its account's campaigns must be loaded. */
export function campaignOf(draft: Draft, provider: Readonly<Provider>): Readonly<Campaign> | null {
  const all = draft.find("campaigns", "account", provider.accountId);
  const current = all.find(
    ({ providerId, startsAt, endsAt }) =>
      (providerId === null || providerId === provider.id) && startsAt <= draft.now && draft.now < endsAt,
  );
  return current ?? null;
}
