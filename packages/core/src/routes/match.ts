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

function filterOf({ filter }: { readonly filter: string | null }): WalletFilter {
  return filter === null ? {} : (JSON.parse(filter) as WalletFilter);
}

/** Null for a route that is always open, and for one that is gone. */
export function scheduleOf(route: Pick<Route, "schedule"> | undefined): Schedule | null {
  return route?.schedule ? (JSON.parse(route.schedule) as Schedule) : null;
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

/** The enabled routes that carry the event of this subject, the oldest first: a channel of several is sent to by the first. */
export function matching(
  routes: readonly Readonly<Route>[],
  on: RouteEvent,
  subject: Subject,
): readonly Readonly<Route>[] {
  return routes
    .filter((route) => route.enabled && eventsOf(route).includes(on) && admits(filterOf(route), subject))
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** The wallets that a silence until recovery still waits for; null for one with a set end. */
export function recoveringOf({ recovering }: Pick<Silence, "recovering">): readonly number[] | null {
  return recovering === null ? null : (JSON.parse(recovering) as readonly number[]);
}

/** Whether a silence concerns the subject while it lasts: of one until recovery, a wallet that has been ok since is free. */
export function silences(silence: Readonly<Silence>, subject: Subject): boolean {
  if (!admits(filterOf(silence), subject)) return false;
  const recovering = recoveringOf(silence);
  return recovering === null || (subject.wallet !== null && recovering.includes(subject.wallet.id));
}

/** The silence that holds now for the subject, the one that ends last; null without one. */
export function silenceOf(
  open: readonly Readonly<Silence>[],
  subject: Subject,
  blocked: boolean,
  now: number,
): Readonly<Silence> | null {
  const holding = open.filter(
    (silence) =>
      silence.startsAt <= now &&
      now < silence.endsAt &&
      (!blocked || silence.includeBlock) &&
      silences(silence, subject),
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

/** Whether the account has a channel. Reads nothing that a batch has not loaded, as the others here. */
export function hasChannels(draft: Draft, accountId: number): boolean {
  return draft.find("endpoints", "account", accountId).some(isChannel);
}

export function findChannel(draft: Draft, accountId: number, id: string): Readonly<Endpoint> | null {
  return draft.find("endpoints", "account", accountId).find((found) => found.id === id && isChannel(found)) ?? null;
}

/** The account's channels by id. */
export function channelsOf(draft: Draft, accountId: number): Map<string, Readonly<Endpoint>> {
  const channels = new Map<string, Readonly<Endpoint>>();
  for (const endpoint of draft.find("endpoints", "account", accountId)) {
    if (isChannel(endpoint)) channels.set(endpoint.id, endpoint);
  }
  return channels;
}
