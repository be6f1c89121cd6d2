import type {
  AlertState,
  AlertDefault,
  AlertLogEntry,
  AlertStream,
  Denomination,
  Feature,
  Wallet,
} from "@plimsoll/core";
import type { Negatable } from "./negation.ts";
import type { PageOf, PageRequest } from "./page.ts";
import type { Period } from "./wallets.ts";

/** An absent or null member matches all. */
export interface AlertHistoryFilter extends Period {
  readonly walletId?: number | null | undefined;
  readonly featureId?: string | null | undefined;
  readonly state?: AlertState | null | undefined;
}

export interface ListedStream {
  readonly stream: AlertStream;
  readonly wallet: Wallet;
}

export interface ListedAlert {
  readonly entry: AlertLogEntry;
  readonly denomination: Denomination;
}

/** The numbering by which a filtered history is read. */
export function alertNumbering({ walletId, featureId }: AlertHistoryFilter) {
  if (typeof walletId === "number") return typeof featureId === "string" ? "streamPosition" : "walletPosition";
  return typeof featureId === "string" ? "ownerPosition" : "position";
}

/** An entry's number in it. */
export function alertPosition(filter: AlertHistoryFilter, entry: AlertLogEntry): number {
  return entry[alertNumbering(filter)];
}

interface FeatureFilter extends Negatable {
  /** Contained in the name. */
  readonly q?: string | undefined;
  readonly status?: string | undefined;
}

/** What may have alert settings for some wallets. */
interface SettingsAmong {
  readonly features: ReadonlyMap<string, Feature>;
  readonly defaults: readonly AlertDefault[];
}

/** Features, alert settings and alerts. */
export interface AlertReads {
  feature(accountId: number, id: string): Promise<Feature | null>;
  features(accountId: number, page: PageRequest, filter?: FeatureFilter): Promise<PageOf<Feature>>;
  alertDefault(accountId: number, currency: string): Promise<AlertDefault | null>;
  alertDefaults(accountId: number, page: PageRequest): Promise<PageOf<AlertDefault>>;
  /** The features of these wallets, and the defaults for their currencies. */
  settingsAmong(accountId: number, wallets: readonly Wallet[]): Promise<SettingsAmong>;
  /** Of each of these wallets that is not ok, the most severe stream: of several, that which is so for the longest time. */
  worstStreams(accountId: number, walletIds: readonly number[]): Promise<ReadonlyMap<number, AlertStream>>;
  /** Streams that are not ok, newest change first. */
  openAlerts(accountId: number, page: PageRequest): Promise<PageOf<ListedStream>>;
  /** Newest first. */
  alertHistory(accountId: number, filter: AlertHistoryFilter, page: PageRequest): Promise<PageOf<ListedAlert>>;
}
