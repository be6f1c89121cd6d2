import type { Change, Lookup, Wallet } from "@plimsoll/core";

/** @limit Commits: wallets that SQLite's writer keeps in memory; each takes about a kilobyte. */
const MAX_CACHED_WALLETS = 20_000;

/**
 * The wallets that this connection has read or written, as last committed. The cache is used only when the database
 * confirms that no other connection has written since (`PRAGMA data_version`, read while the write lock is held), and
 * every change is written in its own transaction: the cache saves reads and holds no state of its own.
 */
export class WalletCache {
  private readonly byId = new Map<string, Wallet>();
  private readonly idsByExternal = new Map<string, string>();
  private staged: Wallet[] = [];
  private version: unknown = null;

  /** At the start of a transaction: empties the cache when another connection has written. */
  begin(version: unknown): void {
    this.staged = [];
    if (version === this.version) return;
    this.version = version;
    this.clear();
  }

  /** The row, or undefined when it has to be read. */
  find({ index, key }: Lookup<"wallets">): Wallet | undefined {
    const name = key.length === 2 ? `${key[0]}/${key[1]}` : `${key[0]}/${key[1]}/${key[2]}`;
    const id = index === "pk" ? name : this.idsByExternal.get(name);
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

  /** Changes of the transaction under way; they count once it is committed. */
  stage({ inserts, updates, deletes }: Change): void {
    for (const row of inserts) this.staged.push(row as Wallet);
    for (const { after } of updates) this.staged.push(after as Wallet);
    for (const row of deletes) this.forget(row as Wallet);
  }

  commit(): void {
    for (const wallet of this.staged) this.keep(wallet);
    this.staged = [];
  }

  clear(): void {
    this.byId.clear();
    this.idsByExternal.clear();
    this.staged = [];
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
