import type { Account, Endpoint, IdempotencyKey, LaneRows, Loaded, Wallet } from "@plimsoll/core";

/**
 * The lane's rows among those that were loaded for its commands. The rows are the lane's to change; a
 * decision after it loads them again.
 */
export class LoadedLaneRows implements LaneRows {
  /** The keys that were claimed, to be stored. */
  readonly keys: IdempotencyKey[] = [];
  readonly #accounts = new Map<number, Account>();
  readonly #endpoints = new Map<number, readonly Endpoint[]>();
  readonly #wallets = new Map<string, Wallet>();
  readonly #mirrors = new Map<string, Wallet>();
  /** Stored, or claimed. */
  readonly #taken = new Set<string>();

  constructor(loaded: readonly Loaded[]) {
    for (const { lookup, rows } of loaded) {
      const [accountId] = lookup.key;
      if (lookup.table === "endpoints") this.#endpoints.set(accountId, rows as readonly Endpoint[]);
      const [row] = rows;
      if (row === undefined) continue;
      if (lookup.table === "accounts") this.#accounts.set((row as Account).id, row as Account);
      else if (lookup.table === "wallets") this.#take(row as Wallet);
      else if (lookup.table === "idempotencyKeys") this.#taken.add(lookup.key.join("/"));
    }
  }

  account(id: number): Account {
    const row = this.#accounts.get(id);
    if (!row) throw new Error(`no account ${id}`);
    return row;
  }

  endpoints(accountId: number): readonly Endpoint[] {
    return this.#endpoints.get(accountId) ?? [];
  }

  wallet(accountId: number, id: number): Wallet | null {
    return this.#wallets.get(`${accountId}/${id}`) ?? null;
  }

  mirror(accountId: number, providerId: string, externalId: string): Wallet | null {
    return this.#mirrors.get(`${accountId}/${providerId}/${externalId}`) ?? null;
  }

  claim(key: IdempotencyKey): boolean {
    const name = `${key.accountId}/${key.key}`;
    if (this.#taken.has(name)) return false;
    this.#taken.add(name);
    this.keys.push(key);
    return true;
  }

  /** One object for each wallet, which two lookups may have found. */
  #take(wallet: Wallet): void {
    const { accountId, id, providerId, externalId } = wallet;
    const name = `${accountId}/${id}`;
    if (this.#wallets.has(name)) return;
    this.#wallets.set(name, wallet);
    if (providerId !== null && externalId !== null)
      this.#mirrors.set(`${accountId}/${providerId}/${externalId}`, wallet);
  }
}
