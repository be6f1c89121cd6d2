import type { Account, Endpoint, IdempotencyKey, LaneRows, Loaded, Lookup, Wallet } from "@plimsoll/core";

/**
 * The lane's rows among those that were loaded for its commands. The rows are the lane's to change; whoever decides on
 * them after it loads them again.
 */
export class LoadedLaneRows implements LaneRows {
  /** The keys that were claimed, to be stored. */
  readonly keys: IdempotencyKey[] = [];
  readonly #found = new Map<string, readonly object[]>();
  /** One object for each wallet, whichever way it was found. */
  readonly #wallets = new Map<string, Wallet>();
  readonly #claimed = new Set<string>();

  constructor(loaded: readonly Loaded[]) {
    for (const { lookup, rows } of loaded) this.#found.set(nameOf(lookup), rows);
  }

  account(id: number): Account {
    const row = this.#one({ table: "accounts", index: "pk", key: [id] });
    if (!row) throw new Error(`no account ${id}`);
    return row as Account;
  }

  endpoints(accountId: number): readonly Endpoint[] {
    return this.#rows({ table: "endpoints", index: "account", key: [accountId] }) as readonly Endpoint[];
  }

  wallet(accountId: number, id: number): Wallet | null {
    return this.#wallet(this.#one({ table: "wallets", index: "pk", key: [accountId, id] }));
  }

  mirror(accountId: number, providerId: string, externalId: string): Wallet | null {
    return this.#wallet(this.#one({ table: "wallets", index: "external", key: [accountId, providerId, externalId] }));
  }

  claim(key: IdempotencyKey): boolean {
    const lookup = { table: "idempotencyKeys", index: "pk", key: [key.accountId, key.scope, key.key] } as const;
    const name = nameOf(lookup);
    if (this.#claimed.has(name) || this.#rows(lookup).length > 0) return false;
    this.#claimed.add(name);
    this.keys.push(key);
    return true;
  }

  #wallet(row: object | null): Wallet | null {
    if (row === null) return null;
    const wallet = row as Wallet;
    const name = `${wallet.accountId}/${wallet.id}`;
    const known = this.#wallets.get(name);
    if (known) return known;
    this.#wallets.set(name, wallet);
    return wallet;
  }

  #one(lookup: Lookup): object | null {
    return this.#rows(lookup)[0] ?? null;
  }

  #rows(lookup: Lookup): readonly object[] {
    const rows = this.#found.get(nameOf(lookup));
    if (!rows) throw new Error(`${nameOf(lookup)} was not loaded`);
    return rows;
  }
}

function nameOf({ table, index, key }: Lookup): string {
  return `${table}/${index}/${key.join("/")}`;
}
