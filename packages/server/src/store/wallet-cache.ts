import type { Change, Lookup, Wallet } from "@plimsoll/core";
import { kept } from "./kept.ts";

/** @limit Commits: wallets that a writer keeps in memory; each takes about a kilobyte. */
const MAX_CACHED_WALLETS = 20_000;

/** An account's wallets. */
interface Known {
  /** What the store says of the account's last writer. */
  version: unknown;
  readonly byId: Map<number, Wallet>;
  readonly byExternal: Map<string, Wallet>;
}

/**
 * The wallets that a writer has read or written. A wallet is used only when the store confirms, inside the transaction,
 * that no other process has written its account since (`trust`); every change is written in its own transaction, and a
 * transaction that is rolled back empties the cache. So the cache saves reads and holds no state of its own.
 */
export class WalletCache {
  readonly #accounts = new Map<number, Known>();
  #size = 0;

  /** Forgets the account's wallets unless its last writer is the one that is known. */
  trust(accountId: number, version: unknown): void {
    const known = this.#account(accountId);
    if (known.version !== version) this.#forgetAccount(accountId);
    this.#account(accountId).version = version;
  }

  /** Notes the account's last writer, whose changes the cache has. */
  wrote(accountId: number, version: unknown): void {
    this.#account(accountId).version = version;
  }

  /** The row, or undefined when it has to be read. */
  find({ index, key }: Lookup<"wallets">): Wallet | undefined {
    const [accountId, second, third] = key;
    return index === "pk"
      ? this.byKey(accountId, Number(second))
      : this.byExternal(accountId, String(second), String(third));
  }

  byKey(accountId: number, id: number): Wallet | undefined {
    return this.#accounts.get(accountId)?.byId.get(id);
  }

  byExternal(accountId: number, providerId: string, externalId: string): Wallet | undefined {
    return this.#accounts.get(accountId)?.byExternal.get(`${providerId}/${externalId}`);
  }

  /** Caches a row that was read. */
  keep(wallet: Wallet): void {
    const { accountId, id, providerId, externalId } = wallet;
    const { byId, byExternal } = this.#account(accountId);
    if (!byId.has(id)) {
      if (this.#size >= MAX_CACHED_WALLETS) this.#evict();
      this.#size += 1;
    }
    byId.set(id, wallet);
    if (providerId !== null && externalId !== null) byExternal.set(`${providerId}/${externalId}`, wallet);
  }

  /** Takes over the changes of the transaction under way. */
  take({ inserts, updates, deletes }: Change): void {
    for (const row of inserts) this.keep(row as Wallet);
    for (const { after } of updates) this.keep(after as Wallet);
    for (const row of deletes) this.#forget(row as Wallet);
  }

  clear(): void {
    this.#accounts.clear();
    this.#size = 0;
  }

  #forgetAccount(accountId: number): void {
    this.#size -= this.#accounts.get(accountId)?.byId.size ?? 0;
    this.#accounts.delete(accountId);
  }

  #account(id: number): Known {
    return kept(this.#accounts, id, () => ({ version: null, byId: new Map(), byExternal: new Map() }));
  }

  /** Evicts the wallet that was cached first: cheaper than tracking use, and as good when most are in use. */
  #evict(): void {
    for (const { byId } of this.#accounts.values()) {
      const [oldest] = byId.values();
      if (oldest) return this.#forget(oldest);
    }
  }

  #forget({ accountId, id, providerId, externalId }: Wallet): void {
    const known = this.#accounts.get(accountId);
    if (!known?.byId.delete(id)) return;
    this.#size -= 1;
    known.byExternal.delete(`${providerId}/${externalId}`);
  }
}
