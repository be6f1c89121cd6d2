import { rows } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Lookup } from "../model/tables.ts";
import type { Endpoint } from "../model/endpoint.ts";
import type { Escalation, Route, RouteEvent, Schedule, Silence, WalletFilter } from "../model/route.ts";
import type { Wallet } from "../model/wallet.ts";

/** What a filter is applied to: a wallet, or something of a provider or of the whole account. */
export interface Subject {
  readonly wallet: Pick<Wallet, "id" | "currency" | "providerId" | "featureIds"> | null;
  readonly providerId: string | null;
}

/** @limit Channels: seconds that a notice waits for others by default; critical and block alerts never wait. */
export const GROUP_WAIT_SECONDS = 30;

export function channelIdsOf(route: Pick<Route, "channelIds">): readonly string[] {
  return JSON.parse(route.channelIds) as readonly string[];
}

function eventsOf(route: Pick<Route, "events">): readonly RouteEvent[] {
  return JSON.parse(route.events) as readonly RouteEvent[];
}

export function filterOf({ filter }: { readonly filter: string | null }): WalletFilter {
  return filter === null ? {} : (JSON.parse(filter) as WalletFilter);
}

export function scheduleOf({ schedule }: Pick<Route, "schedule">): Schedule | null {
  return schedule === null ? null : (JSON.parse(schedule) as Schedule);
}

export function escalationOf({ escalate }: Pick<Route, "escalate">): Escalation | null {
  return escalate === null ? null : (JSON.parse(escalate) as Escalation);
}

export function groupWaitMs({ groupWaitSeconds }: Pick<Route, "groupWaitSeconds">): number {
  return (groupWaitSeconds ?? GROUP_WAIT_SECONDS) * 1_000;
}

/** Whether the filter admits the subject. What no list names is admitted; a list of wallets admits wallets only. */
export function admits(filter: WalletFilter, { wallet, providerId }: Subject): boolean {
  const { wallet_ids: wallets, currencies, provider_ids: providers, feature_ids: features } = filter;
  if (wallets && !(wallet && wallets.includes(wallet.id))) return false;
  if (currencies && !(wallet && currencies.includes(wallet.currency))) return false;
  const provider = wallet?.providerId ?? providerId;
  if (providers && !(provider !== null && providers.includes(provider))) return false;
  if (!features) return true;
  const own = wallet ? (JSON.parse(wallet.featureIds) as readonly string[]) : [];
  return features.some((id) => own.includes(id));
}

/** The enabled routes that carry the event of this subject. */
export function matching(
  routes: readonly Readonly<Route>[],
  on: RouteEvent,
  subject: Subject,
): readonly Readonly<Route>[] {
  return routes.filter((route) => route.enabled && eventsOf(route).includes(on) && admits(filterOf(route), subject));
}

/** The silence that holds now for the subject, the one that ends last; null without one. */
export function silenceOf(
  silences: readonly Readonly<Silence>[],
  subject: Subject,
  blocked: boolean,
  now: number,
): Readonly<Silence> | null {
  const holding = silences.filter(
    (silence) =>
      silence.startsAt <= now &&
      now < silence.endsAt &&
      (!blocked || silence.includeBlock) &&
      admits(filterOf(silence), subject),
  );
  return holding.toSorted((a, b) => b.endsAt - a.endsAt)[0] ?? null;
}

/** The silences whose end has not been handled. */
export function openSilences(accountId: number): Lookup {
  return rows("silences", "open", accountId, 1);
}

/** The rows by which notices are sent; requested only by accounts that have a channel. */
export function routingLookups(accountId: number): Lookup[] {
  return [rows("routes", "account", accountId), openSilences(accountId)];
}

export function isChannel(endpoint: Pick<Endpoint, "kind" | "status">): boolean {
  return endpoint.kind !== "signed-webhook" && endpoint.status !== "deleted";
}

/** The account's channels by id. Reads nothing that a batch has not loaded. */
export function channelsOf(draft: Draft, accountId: number): Map<string, Readonly<Endpoint>> {
  const channels = new Map<string, Readonly<Endpoint>>();
  for (const endpoint of draft.find("endpoints", "account", accountId)) {
    if (isChannel(endpoint)) channels.set(endpoint.id, endpoint);
  }
  return channels;
}
