import type { RebalancingPlan } from "@plimsoll/client";
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { api, intention } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { walletQuery } from "../../data/wallets.ts";
import { Amount } from "../../parts/Amount.tsx";
import { Arrow } from "../../parts/StateChange.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { Facts } from "../../parts/Facts.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { amountText } from "../../words/amounts.ts";
import { lastsPhrase, lastsText } from "../../words/lasts.ts";

interface MoveMoneyProps {
  readonly move: RebalancingPlan["transfers"][number];
  readonly plan: RebalancingPlan;
  readonly onClose: () => void;
}

/** Shows both balances and both runways before and after, and then moves. */
export default function MoveMoney({ move, plan, onClose }: MoveMoneyProps) {
  const [key] = useState(intention);
  const sides = useQueries({ queries: [move.from_wallet_id, move.to_wallet_id].map((id) => walletQuery(id)) });
  const [from, to] = sides.map(({ data }) => data);
  const money = `${from?.currency ?? ""} ${amountText(move.amount)}`.trim();
  const act = async (): Promise<void> => {
    await api.transfers.create(
      {
        from_wallet_id: move.from_wallet_id,
        to_wallet_id: move.to_wallet_id,
        amount: move.amount,
        fee: move.fee,
        ...(move.rate !== null && { rate: move.rate }),
      },
      { idempotencyKey: key },
    );
    void refresh();
    toast(`Moved ${money} from ${from?.name ?? ""} to ${to?.name ?? ""}.`);
  };
  return (
    <Confirm
      title={`Move ${money}?`}
      consequence={move.rate === null ? "Both at once, or neither." : `At ${move.rate}. Both at once, or neither.`}
      keep="Keep as it is"
      go={`Move ${money}`}
      harmful={false}
      act={act}
      onClose={onClose}
    >
      <div className="pad">
        <Facts
          of={[from, to].flatMap((wallet) => {
            const row = plan.wallets.find(({ wallet_id: id }) => id === wallet?.id);
            if (wallet === undefined || row === undefined) return [];
            const before = lastsPhrase(row.runway_hours, wallet.available);
            const balances = (
              <>
                <Amount value={wallet.available} /> <Arrow />{" "}
                <Amount value={row.available_after} currency={wallet.currency} />
                {before !== null && (
                  <div className="sub">
                    {before} <Arrow /> {lastsText(row.runway_hours_after, row.available_after)}
                  </div>
                )}
              </>
            );
            return [[wallet.name, balances] as const];
          })}
        />
      </div>
    </Confirm>
  );
}
