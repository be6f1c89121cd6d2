import type { Amount } from "../money/amount.ts";

/** open: still looked into. explained: every unit belongs to a known movement. unexplained: told outside; a late hook may still explain it. */
export type DriftStatus = "open" | "explained" | "unexplained";

/** A snapshot that differed from what the known events explained, and what became of the difference. Amounts in the wallet's units. */
export interface Drift {
  readonly accountId: number;
  readonly id: string;
  readonly providerId: string;
  /** 1, 2, 3 … per provider. */
  readonly position: number;
  readonly walletId: number;
  /** The wallet's id while late news may still concern this drift, then null. */
  recentWalletId: number | null;
  /** The balance that the known movements gave. */
  readonly expected: Amount;
  /** The balance that the provider told. */
  readonly actual: Amount;
  /** actual − expected: what the reconciliation transaction moved. */
  readonly difference: Amount;
  /** What no known movement explains yet. */
  remainder: Amount;
  /** The window of the snapshot before (`from…`) and of this one (`to…`), by the provider's clock; null when there was none before. */
  readonly fromLow: number | null;
  readonly fromHigh: number | null;
  readonly toLow: number;
  readonly toHigh: number;
  /** Nothing that happened between the two snapshots was posted before this, by our clock. */
  readonly since: number;
  status: DriftStatus;
  /** The reconciliation transaction. */
  readonly transactionId: number;
  /** How often the provider's transactions were searched. */
  investigations: number;
  /** JSON array of `Explanation`: the movements that were found. */
  explanations: string;
  /** JSON array of `Candidate`: movements of the time in question that do not fit the remainder alone. */
  candidates: string;
  readonly createdAt: number;
  updatedAt: number;
}
