import type { Database, Engines } from "./database.ts";
import type { Resources } from "./resources.ts";
import type { Signer } from "./pools.ts";
import type { Ratio } from "./stats.ts";

export interface Measure {
  readonly value: number;
  readonly unit: "/s" | "µs" | "ms" | "s" | "MB";
}

/** One line of the table: a figure beside its floor of the same run. */
export interface Result {
  readonly what: string;
  readonly figure: Measure;
  /** The floor measured in turn with the figure; null where the demand is absolute. */
  readonly floor: (Measure & { readonly what: string }) | null;
  readonly ratio: Pick<Ratio, "ratio" | "lowest" | "highest"> | null;
  /** What the product's figures demand, and whether this run met it; null where they demand nothing. */
  readonly demand: { readonly text: string; readonly met: boolean } | null;
  readonly notes: readonly string[];
}

/** A store with a long history, made once for all scenarios that need one. */
export interface Filled {
  readonly database: Database;
  readonly signer: Signer;
  readonly rows: number;
  readonly wallets: number;
}

export interface Context {
  readonly engines: Engines;
  /** Released when the scenario ends. */
  readonly resources: Resources;
  /** Length of one measurement. */
  readonly seconds: number;
  /** Floor and figure in turn, this many times. */
  readonly rounds: number;
  /** Transactions of the filled store. */
  readonly rows: number;
  readonly filled: () => Promise<Filled>;
  readonly progress: (line: string) => void;
}

export type Scenario = (context: Context) => Promise<readonly Result[]>;

/** Wallets of every scenario but the sweep. */
export const WALLETS = 10_000;
