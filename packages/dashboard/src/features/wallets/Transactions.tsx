import type { Wallet } from "@plimsoll/client";
import { api } from "../../data/client.ts";
import { AmountCell } from "../../parts/Amount.tsx";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";
import { numberText } from "../../words/count.ts";

/** A wallet's transactions, newest first. */
export function Transactions({ wallet }: { readonly wallet: Wallet }) {
  return (
    <List
      title="Transactions"
      queryKey={["transactions", wallet.id]}
      list={(page, signal) => api.transactions.list({ wallet_id: wallet.id, ...page }, { signal })}
      keyOf={({ id }) => id}
      empty={<Empty title="No transaction yet.">Credits and debits appear here as they happen.</Empty>}
      columns={[
        { title: "Time", cell: ({ created_at: at }) => <Time at={at} exact /> },
        { title: "Kind", cell: ({ kind }) => <span className="capital">{kind}</span> },
        {
          title: "What",
          wide: true,
          cell: ({ reference_number: reference, remarks }) => (
            <bdi className="cut-text">{[reference, remarks].filter((text) => text !== null).join(" · ")}</bdi>
          ),
        },
        {
          title: "Amount",
          numeric: true,
          cell: ({ amount, transaction_type: type }) => (
            <AmountCell value={type === "DEBIT" ? `-${amount}` : amount} signed digits={wallet.asset_scale} />
          ),
        },
        {
          title: "Balance after",
          numeric: true,
          cell: ({ balance_after: after }) => <AmountCell value={after} digits={wallet.asset_scale} />,
        },
        { title: "Seq", numeric: true, wide: true, cell: ({ sequence }) => numberText(sequence) },
      ]}
    />
  );
}
