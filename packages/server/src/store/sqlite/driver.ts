import { loadLate } from "../../util/load-late.ts";

/** What the store uses of a `StatementSync`. */
export interface DriverStatement {
  run(...values: readonly unknown[]): { readonly changes: number | bigint };
  get(...values: readonly unknown[]): unknown;
  all(...values: readonly unknown[]): unknown[];
  columns(): readonly { readonly name: string }[];
  setReadBigInts(enabled: boolean): void;
  setReturnArrays(enabled: boolean): void;
}

/** What the store uses of a `DatabaseSync`. */
export interface DriverDatabase {
  readonly isTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): DriverStatement;
  close(): void;
}

interface Driver {
  readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => DriverDatabase;
  readonly StatementSync: { readonly prototype: object };
}

/**
 * Node.js's own SQLite where it can return arrays (22.16 and newer), otherwise a package with the same interface. The
 * package can go once Node.js 20 is no longer supported.
 */
export function loadDriver(): Driver {
  const builtIn = withoutWarning(() => process.getBuiltinModule("node:sqlite") as Driver | undefined);
  return builtIn && "setReturnArrays" in builtIn.StatementSync.prototype
    ? builtIn
    : (loadLate("@photostructure/sqlite") as Driver);
}

/** Suppresses the warning of Node.js 22 that its SQLite is experimental. Every other warning is emitted. */
function withoutWarning<T>(load: () => T): T {
  // oxlint-disable-next-line typescript/unbound-method -- applied to the process below
  const { emitWarning } = process;
  process.emitWarning = (warning: unknown, type: unknown, ...rest: unknown[]) => {
    if (type === "ExperimentalWarning" && String(warning).startsWith("SQLite ")) return;
    Reflect.apply(emitWarning, process, [warning, type, ...rest]);
  };
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
