import type { Migration } from "../migrations/migration.ts";

/** What `distribute` has done. */
interface Distributed {
  readonly applied: readonly number[];
  readonly tables: readonly string[];
}

/** Prepares a store before it serves: schema, accounts, and the check of the secret key. */
export interface StoreSetup {
  /**
   * Applies the migrations that the store does not have yet, by default those of this version, and returns their
   * numbers. Rejects, and changes nothing, when the store has one that is not among them.
   */
  migrate(now: number, migrations?: readonly Migration[]): Promise<readonly number[]>;
  /**
   * As `migrate`, and distributes every table by its account where the store is a Citus cluster. A later `migrate` keeps that, also
   * for new tables. Rejects, and changes nothing, on any other store.
   */
  distribute(now: number): Promise<Distributed>;
  /** The account's id; null when there is none of that name. */
  findAccount(name: string): Promise<number | null>;
  /** The account's id; created when there is none of that name. */
  ensureAccount(name: string, now: number): Promise<number>;
  /** The check value of the key that this store's secrets are sealed with; null while there is none. */
  secretKeyCheck(): Promise<string | null>;
  /** Stores the check value of the first secret key; false when the present key is another. */
  checkSecretKey(check: string): Promise<boolean>;
  /** Whether nothing may be polled or sent until the store is released. */
  isHeld(): Promise<boolean>;
  hold(held: boolean): Promise<void>;
  close(): Promise<void>;
}
