/** A column's value as either driver returns it: integers are bigint, or decimal text. */
export type MaintainedValue = string | bigint | number | null;

/** A table whose rows are written in bulk. */
export interface BulkTable {
  readonly name: string;
  readonly columns: readonly BulkColumn[];
}

export interface BulkColumn {
  readonly name: string;
  readonly isText: boolean;
}

/** A value of a text column, or a whole number, whichever engine it is from. */
export type BulkValue = string | bigint | null;

/** Statements of one transaction. Parameters are question marks. */
export interface Sql {
  rows(text: string, ...values: readonly MaintainedValue[]): Promise<(readonly MaintainedValue[])[]>;
  /** Resolves with the number of rows that it changed. */
  run(text: string, ...values: readonly MaintainedValue[]): Promise<number>;
  /** Adds rows, each with a value for every column. */
  insert(table: BulkTable, rows: readonly (readonly BulkValue[])[]): Promise<void>;
}

/** A connection for the operator's commands, which work on whole tables and beside the batches. */
export interface Maintenance {
  /** Commits all of the work or nothing. On SQLite it holds the write lock from its start. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** A transaction during which no batch of the account is under way. */
  alone<T>(accountId: number, work: (sql: Sql) => Promise<T>): Promise<T>;
  /** A transaction whose reads all see one state of the store, however long they take. On SQLite nothing is written meanwhile. */
  snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** The names of the tables that are there. */
  tables(): Promise<readonly string[]>;
  /** Shows the planner the sizes of tables that have been filled; nothing on SQLite, whose plans do not depend on them. */
  measure(): Promise<void>;
  /** The number of further sessions that Plimsoll's processes have on this database; 0 on SQLite, which has a lock. */
  otherSessions(): Promise<number>;
  close(): Promise<void>;
}
