import type { RebalancingPlan, Wallet } from "@plimsoll/client";
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { api, intention } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Amount } from "../../parts/Amount.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { amountText } from "../../words/amounts.ts";
import { hoursText } from "../../words/times.ts";

interface MoveMoneyProps {
  readonly move: RebalancingPlan["transfers"][number];
  readonly plan: RebalancingPlan;
  readonly onClose: () => void;
}

/** Shows both balances and both runways before and after, and then moves. */
export default function MoveMoney({ move, plan, onClose }: MoveMoneyProps) {
  const [key] = useState(intention);
  const sides = useQueries({
    queries: [move.from_wallet_id, move.to_wallet_id].map((id) => ({
      queryKey: ["wallet", id],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<Wallet> => api.wallets.get(id, { signal }),
    })),
  });
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
    void queries.invalidateQueries();
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
      <dl className="kv pad">
        {[from, to].map((wallet) => {
          const row = plan.wallets.find(({ wallet_id: id }) => id === wallet?.id);
          if (wallet === undefined || row === undefined) return null;
          return (
            <div key={wallet.id}>
              <dt>
                <bdi>{wallet.name}</bdi>
              </dt>
              <dd>
                <Amount value={wallet.available} /> → <Amount value={row.available_after} currency={wallet.currency} />
                {row.runway_hours !== null && row.runway_hours_after !== null && (
                  <div className="sub">
                    lasts {hoursText(row.runway_hours)} → {hoursText(row.runway_hours_after)}
                  </div>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </Confirm>
  );
}
