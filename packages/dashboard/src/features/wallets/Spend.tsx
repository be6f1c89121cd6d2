import type { Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../data/client.ts";
import { AmountCell } from "../../parts/Amount.tsx";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Table } from "../../parts/Table.tsx";
import { amountText } from "../../words/amounts.ts";

/** Spend by day, against the typical day. */
export function Spend({ wallet }: { readonly wallet: Wallet }) {
  const query = useQuery({
    queryKey: ["spend", wallet.id],
    queryFn: async ({ signal }) => api.wallets.spend(wallet.id, {}, { signal }),
  });
  return (
    <Panel title="Spend by day" note="UTC days">
      <Answer what="The spend" query={query}>
        {(spend) => (
          <>
            <p className="pad sub">
              Typical day {spend.typical_daily_spend === null ? "not known yet" : amountText(spend.typical_daily_spend)}{" "}
              · today so far {amountText(spend.today)}
            </p>
            {spend.days.length === 0 ? (
              <Empty title="Not enough history.">
                Typical spend needs one complete day; levels in % sleep until then.
              </Empty>
            ) : (
              <Table
                name="Spend by day"
                rows={spend.days.toReversed()}
                keyOf={({ date }) => date}
                columns={[
                  { title: "Day", cell: ({ date }) => date },
                  {
                    title: "Spend",
                    numeric: true,
                    cell: ({ spend: amount }) => <AmountCell value={amount} digits={wallet.asset_scale} />,
                  },
                ]}
              />
            )}
          </>
        )}
      </Answer>
    </Panel>
  );
}
