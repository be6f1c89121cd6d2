import type { AlertDefault, AlertLogEntry, AlertStream, Denomination, Feature, Wallet } from "@plimsoll/core";
import type { PageOf, PageRequest } from "./page.ts";

export interface ListedStream {
  readonly stream: AlertStream;
  readonly wallet: Wallet;
}

export interface ListedAlert {
  readonly entry: AlertLogEntry;
  readonly denomination: Denomination;
}

/** Features, alert settings and alerts. */
export interface AlertReads {
  feature(accountId: number, id: string): Promise<Feature | null>;
  features(accountId: number, page: PageRequest): Promise<PageOf<Feature>>;
  alertDefault(accountId: number, currency: string): Promise<AlertDefault | null>;
  alertDefaults(accountId: number, page: PageRequest): Promise<PageOf<AlertDefault>>;
  /** Streams that are not ok, newest change first. */
  openAlerts(accountId: number, page: PageRequest): Promise<PageOf<ListedStream>>;
  /** Newest first. */
  alertHistory(
    accountId: number,
    filter: { readonly walletId: number | null; readonly featureId: string | null },
    page: PageRequest,
  ): Promise<PageOf<ListedAlert>>;
}
