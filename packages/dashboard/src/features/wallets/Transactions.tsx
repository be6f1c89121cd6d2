import type { Transaction, Wallet } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { periodOf, useFilters } from "../../parts/filters.ts";
import { AmountCell } from "../../parts/Amount.tsx";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";
import type { Column } from "../../parts/Table.tsx";
import { Time } from "../../parts/Time.tsx";
import { signedAmount } from "../../words/amounts.ts";
import { capital, numberText } from "../../words/count.ts";
import { StatementPanel } from "./StatementPanel.tsx";
import { isolated } from "../../words/isolated.ts";

/** The columns of every list of a wallet's transactions. */
export function transactionColumns(wallet: Wallet): readonly Column<Transaction>[] {
  return [
    { title: "Time", className: "sub tx-time", cell: ({ created_at: at }) => <Time at={at} exact /> },
    { title: "Kind", className: "tx-kind", cell: (transaction) => <TransactionLink of={transaction} /> },
    {
      title: "What",
      className: "tx-what",
      cell: ({ reference_number: reference, remarks }) => (
        <span className="cut-text soft">
          {[reference, remarks].flatMap((text) => (text === null ? [] : isolated(text))).join(" · ")}
        </span>
      ),
    },
    {
      title: "Amount",
      className: "n tx-amount",
      cell: (transaction) => <AmountCell value={signedAmount(transaction)} signed digits={wallet.asset_scale} />,
    },
    {
      title: "Balance after",
      numeric: true,
      wide: true,
      cell: ({ balance_after: after }) => <AmountCell value={after} digits={wallet.asset_scale} />,
    },
    { title: "Seq", className: "n hide-s sub", cell: ({ sequence }) => numberText(sequence) },
  ];
}

/** Opens it beside the list. */
function TransactionLink({ of: { id, kind } }: { readonly of: Transaction }) {
  return (
    <Link
      to="."
      search={(before: object) => ({ ...before, t: String(id) })}
      data-row-link=""
      aria-label={`${capital(kind)}, transaction ${id}`}
    >
      {capital(kind)}
    </Link>
  );
}

const KINDS = [
  "topup",
  "refund",
  "order",
  "usage",
  "payout",
  "card",
  "adjustment",
  "reconciliation",
  "fx",
] as const satisfies readonly Transaction["kind"][];

/** A wallet's transactions, newest first. */
export function Transactions({ wallet }: { readonly wallet: Wallet }) {
  const filters = useFilters("transaction", [
    { kind: "text", name: "q", label: "Filter transactions", placeholder: "Reference or remark" },
    {
      kind: "pick",
      name: "kind",
      label: "Kind",
      not: "kind",
      choices: KINDS.map((kind) => ({ value: kind, label: capital(kind) })),
    },
    {
      kind: "pick",
      name: "direction",
      label: "Direction",
      choices: [
        { value: "CREDIT", label: "Credits" },
        { value: "DEBIT", label: "Debits" },
      ],
    },
    { kind: "day", name: "from", label: "From" },
    { kind: "day", name: "to", label: "Until" },
  ]);
  const { q, kind, direction, from, to } = filters.values;
  const period = periodOf(from, to);
  const asked = {
    wallet_id: wallet.id,
    q,
    kind: KINDS.find((each) => each === kind),
    not: filters.not,
    transaction_type: direction as Transaction["transaction_type"] | undefined,
    ...period,
  };
  return (
    <>
      <StatementPanel wallet={wallet} period={period} />
      <List
        title="Transactions"
        queryKey={["transactions", wallet.id]}
        list={(page, signal) => api.transactions.list({ ...asked, ...page }, { signal })}
        keyOf={({ id }) => id}
        filters={filters}
        empty={<Empty title="No transaction yet.">Credits and debits appear here as they happen.</Empty>}
        columns={transactionColumns(wallet)}
      />
    </>
  );
}
