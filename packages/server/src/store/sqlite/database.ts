import { resolve } from "node:path";
import { loadDriver, type DriverDatabase, type DriverStatement } from "./driver.ts";

/** The values of a column; every integer is a `bigint`. */
export type SqlValue = string | bigint | null;

/** A prepared statement whose rows are arrays of values, in the order of its columns. A value without a parameter throws. */
export interface Statement extends Pick<DriverStatement, "run" | "columns"> {
  get(...values: readonly unknown[]): readonly SqlValue[] | undefined;
  all(...values: readonly unknown[]): (readonly SqlValue[])[];
}

const { DatabaseSync } = loadDriver();

/** A connection to a file. `close()` also frees its statements. */
export class Database {
  readonly #driver: DriverDatabase;

  constructor(path: string, { readOnly }: { readonly readOnly: boolean }) {
    // Absolute, because a name that begins with "file:" would be taken for a URI.
    this.#driver = new DatabaseSync(resolve(path), { readOnly });
  }

  /** Whether a transaction is open. SQLite itself rolls back after some errors. */
  get isTransaction(): boolean {
    return this.#driver.isTransaction;
  }

  /** Runs statements and ignores their rows. */
  exec(sql: string): void {
    this.#driver.exec(sql);
  }

  prepare(sql: string): Statement {
    const statement = this.#driver.prepare(sql);
    statement.setReturnArrays(true);
    statement.setReadBigInts(true);
    return statement as Statement;
  }

  /** The first column of the first row; undefined without a row. */
  value(sql: string, ...values: readonly unknown[]): SqlValue | undefined {
    return this.prepare(sql).get(...values)?.[0];
  }

  /** Does the work in one transaction that holds the write lock from its start. */
  immediately<T>(work: () => T): T {
    this.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.isTransaction) this.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#driver.close();
  }
}
