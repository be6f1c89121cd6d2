import type { TransferPreview } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, intention } from "../data/client.ts";
import { problemOf } from "../data/problems.ts";
import { refresh } from "../data/queries.ts";
import { Amount } from "../parts/Amount.tsx";
import { Confirm } from "../parts/Confirm.tsx";
import { Facts } from "../parts/Facts.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { Arrow } from "../parts/StateChange.tsx";
import { toast } from "../parts/Toasts.tsx";
import { amountText } from "../words/amounts.ts";
import { lastsPhrase, lastsText } from "../words/lasts.ts";
import type { Move } from "./move.ts";
import { sentence } from "../words/isolated.ts";

interface ReviewMoveProps {
  readonly move: Move;
  readonly onClose: () => void;
}

/** Shows both balances and both runways before and after, and then moves. */
export default function ReviewMove({ move, onClose }: ReviewMoveProps) {
  const [key] = useState(intention);
  const navigate = useNavigate();
  const { data, error } = useQuery({
    queryKey: ["overview", "move", move],
    queryFn: async ({ signal }) => api.transfers.preview(move, { signal }),
    retry: false,
  });
  const money = `${data?.from.currency ?? ""} ${amountText(move.amount)}`.trim();
  const act = async (): Promise<void> => {
    const { id } = await api.transfers.create(move, { idempotencyKey: key });
    void refresh();
    const back = (): void => {
      void navigate({
        to: "/wallets/$walletId",
        params: { walletId: String(move.to_wallet_id) },
        search: { back: id },
      });
    };
    toast(sentence`Moved ${money} from ${data?.from.name ?? ""} to ${data?.to.name ?? ""}.`, back, "Move back");
  };
  return (
    <Confirm
      title={`Move ${money}?`}
      consequence={
        data === undefined || data.rate === null
          ? "Both at once, or neither."
          : `At ${data.rate}: ${data.to.currency} ${amountText(data.received)} arrive. Both at once, or neither.`
      }
      keep="Keep as it is"
      go={`Move ${money}`}
      harmful={false}
      act={act}
      onClose={onClose}
    >
      <div className="pad">
        {data !== undefined && <Facts of={[sideOf(data.from), sideOf(data.to)]} />}
        <Refusal problem={error === null ? null : problemOf(error)} />
      </div>
    </Confirm>
  );
}

function sideOf(side: TransferPreview["from"]) {
  const before = lastsPhrase(side.runway_hours, side.available);
  return [
    side.name,
    <>
      <Amount value={side.available} /> <Arrow /> <Amount value={side.available_after} currency={side.currency} />
      {before !== null && (
        <div className="sub">
          {before} <Arrow /> {lastsText(side.runway_hours_after, side.available_after)}
        </div>
      )}
    </>,
  ] as const;
}
