import type {
  AlertLogEntry,
  AlertState,
  Delivery,
  DeliveryStatus,
  Digest,
  Endpoint,
  Episode,
  Heartbeat,
  Notification,
  Route,
  Silence,
  Wallet,
} from "@plimsoll/core";
import type { WithAttempts } from "./deliveries.ts";
import type { PageOf, PageRequest } from "./page.ts";
import type { Period } from "./wallets.ts";

export interface ListedNotification {
  readonly notification: Notification;
  readonly delivery: Delivery;
}

export interface ListedEpisode {
  readonly episode: Episode;
  readonly wallet: Wallet;
}

/** The period is that of the opening. */
interface EpisodeFilter extends Period {
  readonly open: boolean | null;
  readonly walletId: number | null;
  readonly featureId: string | null;
  readonly worstState: AlertState | null;
}

/** A message about an episode, and what became of it. */
export interface NotificationSummary {
  readonly kind: string;
  readonly level: string;
  readonly channelId: string;
  readonly channel: string;
  readonly status: DeliveryStatus;
  readonly createdAt: number;
}

/** Of each episode that has some. */
type OfEpisodes<Item> = Promise<ReadonlyMap<string, readonly Item[]>>;

interface NotificationFilter {
  readonly episodeId: string | null;
  readonly channelId: string | null;
  readonly status: DeliveryStatus | null;
}

/** Channels, routes, silences, episodes and notifications. */
export interface NotificationReads {
  channel(accountId: number, id: string): Promise<Endpoint | null>;
  /** The channel that PagerDuty calls, by its id alone. */
  channelById(id: string): Promise<Endpoint | null>;
  channels(accountId: number, page: PageRequest): Promise<PageOf<Endpoint>>;
  route(accountId: number, id: string): Promise<Route | null>;
  routes(accountId: number): Promise<readonly Route[]>;
  silence(accountId: number, id: string): Promise<Silence | null>;
  /** Newest first. */
  silences(accountId: number, page: PageRequest): Promise<PageOf<Silence>>;
  /** Those whose end has not been handled. */
  openSilences(accountId: number): Promise<readonly Silence[]>;
  episode(accountId: number, id: string): Promise<ListedEpisode | null>;
  episodesById(accountId: number, ids: readonly string[]): Promise<ReadonlyMap<string, Episode>>;
  /** Newest first. */
  episodes(accountId: number, filter: EpisodeFilter, page: PageRequest): Promise<PageOf<ListedEpisode>>;
  /** The first steps of each episode by its id, oldest first, at most `limit`. */
  firstSteps(accountId: number, episodeIds: readonly string[], limit: number): OfEpisodes<AlertLogEntry>;
  /** The last steps of each episode by its id, oldest first, at most `limit`. */
  lastSteps(accountId: number, episodeIds: readonly string[], limit: number): OfEpisodes<AlertLogEntry>;
  notification(
    accountId: number,
    endpointId: string,
    sequence: number,
  ): Promise<WithAttempts<ListedNotification> | null>;
  /** Newest first. */
  notifications(accountId: number, filter: NotificationFilter, page: PageRequest): Promise<PageOf<ListedNotification>>;
  /** The newest messages about each episode by its id, newest first, at most `limit`, whole and in short. */
  newestNotifications(accountId: number, episodeIds: readonly string[], limit: number): OfEpisodes<ListedNotification>;
  notificationSummaries(
    accountId: number,
    episodeIds: readonly string[],
    limit: number,
  ): OfEpisodes<NotificationSummary>;
  /** Groups whose time has come, at most `limit`. */
  groupsDue(
    now: number,
    limit: number,
  ): Promise<
    readonly {
      readonly accountId: number;
      readonly endpointId: string;
      readonly routeId: string;
      readonly part: number;
    }[]
  >;
  escalationsDue(
    now: number,
    limit: number,
  ): Promise<readonly { readonly accountId: number; readonly episodeId: string; readonly routeId: string }[]>;
  digest(accountId: number): Promise<Digest | null>;
  digestsDue(now: number, limit: number): Promise<readonly number[]>;
  /** Wallets that are not closed, those that are not ok first, at most `limit`. */
  digestWallets(accountId: number, limit: number): Promise<readonly number[]>;
  heartbeat(accountId: number): Promise<Heartbeat | null>;
  /** Of every account. */
  heartbeats(): Promise<readonly Heartbeat[]>;
  /** Whether deliveries that were due at this time have been tried, and providers have been read in the hour before. */
  isWorking(since: number): Promise<boolean>;
  silencesDue(now: number, limit: number): Promise<readonly { readonly accountId: number; readonly id: string }[]>;
}
