/**
 * A tenant. Its counters number the account's rows without gaps, in commit order: wallets, transactions, events, alert
 * log entries, holds, cards, top-ups, products, orders, transfers, episodes, notifications and audit entries. They make
 * page N of a list a range instead of a scan.
 */
export interface Account {
  readonly id: number;
  readonly name: string;
  walletCount: number;
  transactionCount: number;
  /** Every movement's event and every stored event: `transactionCount` and the newest stored event's ordinal. */
  eventCount: number;
  /** The position up to which `prune` has removed the events; 0 at first. */
  readonly eventsPruned: number;
  /** The position of the newest event up to which every delivery has been made. */
  fannedOut: number;
  alertCount: number;
  holdCount: number;
  cardCount: number;
  topupCount: number;
  productCount: number;
  orderCount: number;
  transferCount: number;
  episodeCount: number;
  notificationCount: number;
  auditCount: number;
  /** JSON of the account settings in wire form; absent members have their defaults. */
  settings: string;
  readonly createdAt: number;
}
