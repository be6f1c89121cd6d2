import type { Account, Endpoint, IdempotencyKey, LaneRows, Lookup, Wallet } from "@plimsoll/core";
import type { WalletCache } from "../wallet-cache.ts";

/** Reads and writes of the transaction under way. */
interface Rows {
  readonly wallets: WalletCache;
  find(lookup: Lookup): readonly object[];
  /** Inserts the key unless it is there, and returns whether it did. */
  claim(key: IdempotencyKey): boolean;
}

/** The lane's rows on SQLite: wallets from the cache, and a key by the statement that inserts it. */
export class SqliteLaneRows implements LaneRows {
  readonly #rows: Rows;
  /** What the lane has been given: a wallet that the cache evicts meanwhile would be read as it was before the lane's changes. */
  readonly #given = new Map<string, Wallet>();

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  account(id: number): Account {
    const [row] = this.#rows.find({ table: "accounts", index: "pk", key: [id] });
    if (!row) throw new Error(`no account ${id}`);
    return row as Account;
  }

  endpoints(accountId: number): readonly Endpoint[] {
    return this.#rows.find({ table: "endpoints", index: "account", key: [accountId] }) as Endpoint[];
  }

  wallet(accountId: number, id: number): Wallet | null {
    return this.#same(
      this.#rows.wallets.byKey(accountId, id) ?? this.#read({ table: "wallets", index: "pk", key: [accountId, id] }),
    );
  }

  mirror(accountId: number, providerId: string, externalId: string): Wallet | null {
    return this.#same(
      this.#rows.wallets.byExternal(accountId, providerId, externalId) ??
        this.#read({ table: "wallets", index: "external", key: [accountId, providerId, externalId] }),
    );
  }

  claim(key: IdempotencyKey): boolean {
    return this.#rows.claim(key);
  }

  #same(wallet: Wallet | null): Wallet | null {
    if (wallet === null) return null;
    const name = `${wallet.accountId}/${wallet.id}`;
    const given = this.#given.get(name);
    if (given) return given;
    this.#given.set(name, wallet);
    return wallet;
  }

  #read(lookup: Lookup): Wallet | null {
    const [row] = this.#rows.find(lookup);
    return (row as Wallet | undefined) ?? null;
  }
}
