import type { Change, Lookup, Wallet } from "@plimsoll/core";

/** @limit Commits: wallets that SQLite's writer keeps in memory; each takes about a kilobyte. */
const MAX_CACHED_WALLETS = 20_000;

/**
 * The wallets that this connection has read or written. The cache is used only when the database
 * confirms that no other connection has written since (`PRAGMA data_version`, read while the write lock is held), every
 * change is written in its own transaction, and a transaction that is rolled back empties it: the cache saves reads and
 * holds no state of its own.
 */
export class WalletCache {
  private readonly byId = new Map<string, Wallet>();
  private readonly idsByExternal = new Map<string, string>();
  private version: unknown = null;

  /** At the start of a transaction: empties the cache when another connection has written. */
  begin(version: unknown): void {
    if (version === this.version) return;
    this.version = version;
    this.clear();
  }

  /** The row, or undefined when it has to be read. */
  find({ index, key }: Lookup<"wallets">): Wallet | undefined {
    const [accountId, second, third] = key;
    return index === "pk"
      ? this.byKey(accountId, Number(second))
      : this.byExternal(accountId, String(second), String(third));
  }

  byKey(accountId: number, id: number): Wallet | undefined {
    return this.byId.get(`${accountId}/${id}`);
  }

  byExternal(accountId: number, providerId: string, externalId: string): Wallet | undefined {
    const id = this.idsByExternal.get(`${accountId}/${providerId}/${externalId}`);
    return id === undefined ? undefined : this.byId.get(id);
  }

  /** Caches a row that was read. */
  keep(wallet: Wallet): void {
    const id = `${wallet.accountId}/${wallet.id}`;
    const isKnown = this.byId.has(id);
    if (!isKnown && this.byId.size >= MAX_CACHED_WALLETS) this.evict();
    this.byId.set(id, wallet);
    // The provider's id of a wallet never changes.
    if (isKnown) return;
    if (wallet.providerId !== null && wallet.externalId !== null) {
      this.idsByExternal.set(externalKey(wallet), id);
    }
  }

  /** Takes over the changes of the transaction under way, which empties the cache if it is rolled back. */
  take({ inserts, updates, deletes }: Change): void {
    for (const row of inserts) this.keep(row as Wallet);
    for (const { after } of updates) this.keep(after as Wallet);
    for (const row of deletes) this.forget(row as Wallet);
  }

  clear(): void {
    this.byId.clear();
    this.idsByExternal.clear();
  }

  /** Evicts the wallet that was cached first: cheaper than tracking use, and as good when most are in use. */
  private evict(): void {
    const oldest = this.byId.entries().next().value;
    if (oldest) this.forget(oldest[1]);
  }

  private forget(wallet: Wallet): void {
    this.byId.delete(`${wallet.accountId}/${wallet.id}`);
    this.idsByExternal.delete(externalKey(wallet));
  }
}

function externalKey(wallet: Wallet): string {
  return `${wallet.accountId}/${wallet.providerId}/${wallet.externalId}`;
}
