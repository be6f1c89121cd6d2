import type { Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { LiveTable } from "../../parts/Table.tsx";
import { numberText } from "../../words/count.ts";
import { transactionColumns } from "./Transactions.tsx";

/** @limit Dashboard: transactions beside a wallet's chart. */
const SHOWN = 12;

/** What moved the balance last, live. */
export function LatestTransactions({ wallet }: { readonly wallet: Wallet }) {
  const query = useQuery({
    queryKey: ["transactions", wallet.id, "latest"],
    queryFn: async ({ signal }) => api.transactions.list({ wallet_id: wallet.id, limit: SHOWN }, { signal }).page(),
  });
  return (
    <Panel
      title="Transactions"
      note="newest first, live"
      actions={
        <Link
          to="/wallets/$walletId/{-$tab}"
          params={{ walletId: String(wallet.id), tab: "transactions" }}
          className="link"
        >
          All {query.data === undefined ? "transactions" : numberText(query.data.total)}
        </Link>
      }
    >
      <Answer what="Transactions" query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No transaction yet.">Credits and debits appear here as they happen.</Empty>
          ) : (
            <LiveTable
              name="Transactions"
              noun="transaction"
              rows={items}
              columns={transactionColumns(wallet)}
              keyOf={({ id }) => id}
              isFull={items.length === SHOWN}
            />
          )
        }
      </Answer>
    </Panel>
  );
}
