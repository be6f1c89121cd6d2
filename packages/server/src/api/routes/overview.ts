import {
  acknowledgementOf,
  accountSettings,
  available,
  burningSince,
  convert,
  formatAmount,
  formatDecimal,
  isoTime,
  isoTimeOrNull,
  landingTime,
  powerOfTen,
  presentPace,
  runwayHours,
  topupResource,
  type AlertLogEntry,
  type AlertStream,
  type Episode,
  type Topup,
  type Wallet,
} from "@plimsoll/core";
import { Overview, type AttentionRow, type Overview as OverviewResource, type Runway } from "@plimsoll/contract";
import type { NotificationSummary } from "../../store/port/notifications.ts";
import type { CurrencyTotal } from "../../store/port/overview.ts";
import type { Reads } from "../../store/port/reads.ts";
import { sendResource } from "../answer.ts";
import { ratesOf } from "../fx.ts";
import { ApiError } from "../api-error.ts";
import { operationsOf, reading } from "../documented.ts";
import { alertChangeResource, presentSilence } from "../resources/alert.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { runwaysOf } from "../wallet-runways.ts";

const operation = operationsOf("Overview");

/** @limit Lists and chores: wallets in danger among which the overview finds those that end first. */
const MAX_IN_DANGER = 1_000;
/** @limit Lists and chores: wallets in danger that the overview describes. */
const MAX_ATTENTION = 50;
/** @limit Lists and chores: wallets that the overview names because they end before a wire sent now lands. */
const MAX_ENDING = 20;
/** @limit Lists and chores: state changes of a wallet that the overview shows. */
const STEPS = 3;
/** @limit Lists and chores: messages about a wallet that the overview shows. */
const NOTIFICATIONS = 10;
/** @nolimit One hour. */
const HOUR_MS = 3_600_000;
/** @nolimit One day. */
const DAY_MS = 24 * HOUR_MS;

/** The account at one glance. */
export function overviewRoutes(app: App, { reads, now }: Services): void {
  app.get(
    "/overview",
    operation("getOverview", "Read the account at one glance", {
      description:
        "How many wallets are in which state, what is available by currency, which wallets are in danger, what was done about each and what to send by when.",
      response: reading(Overview),
    }),
    async (request, reply) => sendResource(reply, 200, await overview(reads, request.caller.accountId, now())),
  );
}

async function overview(reads: Reads, accountId: number, now: number): Promise<OverviewResource> {
  const account = await reads.account(accountId);
  if (!account) throw new ApiError("UNAUTHORIZED");
  const settings = accountSettings(account);
  const landsAt = landingTime(settings, now);
  const days = Math.ceil((landsAt - now) / DAY_MS);
  const [campaigns, silences, endangered, glance, counts, states] = await Promise.all([
    reads.campaignsOf(accountId, now),
    reads.openSilences(accountId),
    reads.walletsInDanger(accountId, MAX_IN_DANGER),
    reads.walletsAtAGlance(accountId, { days, spending: burningSince(now), limit: MAX_ENDING * 2 }),
    reads.openCounts(accountId),
    reads.walletStates(accountId),
  ]);
  const unsilenced = endangered.filter(
    ({ wallet, stream }) => presentSilence(silences, wallet, stream.state, now) === null,
  );
  const inDanger = byRunway(unsilenced, ({ wallet }) => hoursOf(wallet, now));
  const shown = inDanger.slice(0, MAX_ATTENTION);
  const shownWallets = shown.map(({ wallet }) => wallet);
  const expecting = shownWallets.filter(({ openTopups }) => openTopups > 0).map(({ id }) => id);
  const episodeIds = shown.flatMap(({ stream }) => (stream.episodeId === null ? [] : [stream.episodeId]));
  const [topups, runways, episodes, steps, notifications] = await Promise.all([
    reads.openTopupsOf(accountId, expecting),
    runwaysOf(reads, accountId, shownWallets, now),
    reads.episodesById(accountId, episodeIds),
    reads.lastSteps(accountId, episodeIds, STEPS),
    reads.notificationSummaries(accountId, episodeIds, NOTIFICATIONS),
  ]);
  const attention = shown.flatMap(({ wallet, stream }) => {
    const runway = runways.get(wallet.id);
    if (!runway) return [];
    const id = stream.episodeId ?? "";
    const of = { episode: episodes.get(id), steps: steps.get(id) ?? [], notifications: notifications.get(id) ?? [] };
    const own = topups.filter(({ walletId }) => walletId === wallet.id);
    return [attentionRow({ wallet, stream, topups: own, runway, ...of, now })];
  });
  const { next } = glance;
  const endsBefore = (wallet: Wallet) => (hoursOf(wallet, now) ?? Infinity) * HOUR_MS < landsAt - now;
  const ending = byRunway(glance.ending.filter(endsBefore), (wallet) => hoursOf(wallet, now)).slice(0, MAX_ENDING);
  const campaign = campaigns.find(({ startsAt, endsAt }) => startsAt <= now && now < endsAt);
  const totals = byCurrency(glance.totals).toSorted(
    (a, b) => b.wallets - a.wallets || a.currency.localeCompare(b.currency),
  );
  return {
    as_of: isoTime(now - Math.ceil(glance.age)),
    wallets: { ...stateCounts(states), watched: glance.watched },
    totals: totals.map(({ currency, assetScale, available: sum, wallets }) => ({
      currency,
      available: formatAmount(sum, assetScale),
      wallets,
    })),
    total: await valued(reads, accountId, totals),
    lead: { days: settings.lead_time_business_days, lands_at: isoTime(landsAt) },
    campaign: campaign ? { id: campaign.id, name: campaign.name, ends_at: isoTime(campaign.endsAt) } : null,
    attention,
    attention_count: inDanger.length,
    ending: ending.map((wallet) => ({ ...named(wallet), hours: hoursOf(wallet, now) })),
    next: next && {
      ...named(next),
      hours: runwayHours(available(next) - next.alertFloor, presentPace(next, now)),
    },
    counts: {
      open_alerts: counts.alerts,
      overdue_topups: counts.overdueTopups,
      failing_endpoints: counts.failingEndpoints,
    },
  };
}

/** One total for each currency, at the largest scale that its wallets have: there each of them is exact. */
function byCurrency(groups: readonly CurrencyTotal[]): CurrencyTotal[] {
  const merged = new Map<string, CurrencyTotal>();
  for (const group of groups) {
    const { currency } = group;
    const before = merged.get(currency) ?? { ...group, available: 0n, wallets: 0 };
    const assetScale = Math.max(before.assetScale, group.assetScale);
    const exact = (of: CurrencyTotal) => of.available * powerOfTen(assetScale - of.assetScale);
    const wallets = before.wallets + group.wallets;
    merged.set(currency, { currency, assetScale, available: exact(before) + exact(group), wallets });
  }
  return [...merged.values()];
}

/** All wallets together, in the currency of the most of them. */
async function valued(
  reads: Reads,
  accountId: number,
  totals: readonly CurrencyTotal[],
): Promise<OverviewResource["total"]> {
  const [first] = totals;
  if (first === undefined) return null;
  const { currency: into, assetScale } = first;
  const codes = totals.map(({ currency }) => currency);
  const rows = await reads.fxRatesAmong(accountId, codes);
  const rateOf = ratesOf(rows);
  const parts = totals.flatMap(({ currency, assetScale: scale, available: sum }) => {
    const rate = rateOf(currency, into);
    return rate === null ? [] : [{ currency, scale, sum, rate, value: convert(sum, scale, rate, assetScale) }];
  });
  const between = (from: string, to: string) =>
    rows.find(({ fromCurrency, toCurrency }) => fromCurrency === from && toCurrency === to);
  const used = codes.flatMap((code) => between(code, into) ?? between(into, code) ?? []);
  return {
    currency: into,
    available: formatAmount(
      parts.reduce((all, { value }) => all + value, 0n),
      assetScale,
    ),
    rates_as_of: used.length === 0 ? null : isoTime(Math.min(...used.map(({ updatedAt }) => updatedAt))),
    parts: parts.map(({ currency, scale, sum, rate, value }) => ({
      currency,
      available: formatAmount(sum, scale),
      rate: currency === into ? null : formatDecimal(rate),
      value: formatAmount(value, assetScale),
    })),
    missing: codes.filter((code) => rateOf(code, into) === null),
  };
}

interface Attention {
  readonly wallet: Wallet;
  readonly stream: AlertStream;
  readonly topups: readonly Topup[];
  readonly runway: Runway;
  readonly episode: Episode | undefined;
  /** Oldest first. */
  readonly steps: readonly AlertLogEntry[];
  /** Newest first. */
  readonly notifications: readonly NotificationSummary[];
  readonly now: number;
}

function attentionRow(attention: Attention): AttentionRow {
  const { wallet, stream, topups, runway, episode, now } = attention;
  const { assetScale } = wallet;
  return {
    ...named(wallet),
    provider_id: wallet.providerId,
    synced_at: isoTimeOrNull(wallet.syncedAt),
    stale: wallet.stale,
    owner: { type: stream.ownerKind, id: stream.ownerId },
    episode_id: stream.episodeId,
    acknowledged: episode === undefined ? null : acknowledgementOf(episode, now),
    since: isoTime(stream.since),
    runway,
    steps: attention.steps.toReversed().map((entry) => alertChangeResource({ entry, denomination: wallet })),
    notifications: attention.notifications.map(({ channelId, channel, kind, level, status, createdAt }) => ({
      channel_id: channelId,
      channel,
      kind,
      level,
      status,
      at: isoTime(createdAt),
    })),
    step_count: episode === undefined ? 0 : episode.lastStep - episode.firstStep + 1,
    topups: topups.map((topup) => topupResource(topup, wallet)),
    unblocks_above: wallet.alertState === "blocked" ? formatAmount(wallet.alertCeiling - 1n, assetScale) : null,
  };
}

function named(wallet: Readonly<Wallet>) {
  return {
    wallet_id: wallet.id,
    name: wallet.name,
    currency: wallet.currency,
    available: formatAmount(available(wallet), wallet.assetScale),
    alert_state: wallet.alertState,
  };
}

function hoursOf(wallet: Readonly<Wallet>, now: number): number | null {
  return runwayHours(available(wallet), presentPace(wallet, now));
}

/** The one that ends first first; those without a runway last, otherwise as they were. */
function byRunway<T>(items: readonly T[], hoursOfItem: (item: T) => number | null): T[] {
  const hours = new Map(items.map((item) => [item, hoursOfItem(item) ?? Infinity]));
  const of = (item: T) => hours.get(item) ?? Infinity;
  return items.toSorted((a, b) => (of(a) === of(b) ? 0 : of(a) - of(b)));
}

function stateCounts(counts: Awaited<ReturnType<Reads["walletStates"]>>): Omit<OverviewResource["wallets"], "watched"> {
  const found = { total: 0, ok: 0, info: 0, warning: 0, in_alarm: 0, blocked: 0, stale: 0 };
  for (const { state, stale, count } of counts) {
    found.total += count;
    found[state] += count;
    if (stale) found.stale += count;
  }
  return found;
}
