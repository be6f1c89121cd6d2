import type { DriftStatus } from "@plimsoll/contract";
import type { Amount } from "../money/amount.ts";

export type { DriftStatus };

/** A snapshot that differed from the known events, and the state of the difference. Amounts in the wallet's units. */
export interface Drift {
  readonly accountId: number;
  readonly id: string;
  readonly providerId: string;
  /** 1, 2, 3 … per provider. */
  readonly position: number;
  readonly walletId: number;
  /** The wallet's id while late hooks may still concern this drift, then null. */
  recentWalletId: number | null;
  /** The balance by the known movements. */
  readonly expected: Amount;
  /** The balance that the provider reported. */
  readonly actual: Amount;
  /** actual − expected: what the reconciliation transaction moved. */
  readonly difference: Amount;
  /** The part that no known movement explains yet. */
  remainder: Amount;
  /**
   * The window of the previous snapshot (`from…`) and of this one (`to…`), by the provider's clock; null when there was
   * no previous one.
   */
  readonly fromLow: number | null;
  readonly fromHigh: number | null;
  readonly toLow: number;
  readonly toHigh: number;
  /** No movement between the two snapshots was posted before this time, by our clock. */
  readonly since: number;
  status: DriftStatus;
  /** The reconciliation transaction. */
  readonly transactionId: number;
  /** Searches of the provider's transactions so far. */
  investigations: number;
  /** JSON array of `Explanation`: the movements that were found. */
  explanations: string;
  /** JSON array of `Candidate`: movements of that time that do not fit the remainder alone. */
  candidates: string;
  readonly createdAt: number;
  updatedAt: number;
}
