import type { Wallet } from "@plimsoll/client";
import { amountText, isOverdrawn, isZero } from "../words/amounts.ts";
import { AmountCell } from "./Amount.tsx";
import { Flash } from "./Flash.tsx";
import { Time } from "./Time.tsx";

interface BalanceCellProps {
  readonly wallet: Wallet;
  readonly digits?: number;
}

/** What is available, in a column: from when, if that is long ago, and what is held on hover. */
export function BalanceCell({ wallet, digits = 2 }: BalanceCellProps) {
  const { available, held, currency, overdraft_limit: overdraft, stale, synced_at: at } = wallet;
  return (
    <span title={isZero(held) ? undefined : `${amountText(held)} held`}>
      <Flash value={available}>
        <AmountCell value={available} currency={currency} digits={digits} isBad={isOverdrawn(available, overdraft)} />
      </Flash>
      {stale && at !== null && (
        <span className="sub as-of">
          as of <Time at={at} />
        </span>
      )}
    </span>
  );
}
