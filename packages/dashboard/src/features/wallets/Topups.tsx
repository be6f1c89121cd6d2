import type { Wallet } from "@plimsoll/client";
import { api } from "../../data/client.ts";
import { AmountCell } from "../../parts/Amount.tsx";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";

export function Topups({ wallet }: { readonly wallet: Wallet }) {
  return (
    <List
      title="Top-ups"
      queryKey={["topups", wallet.id]}
      list={(page, signal) => api.topups.list({ wallet_id: wallet.id, ...page }, { signal })}
      keyOf={({ id }) => id}
      empty={
        <Empty title="No money in flight.">
          Announce a wire when you send it; it counts in runway and settles by itself.
        </Empty>
      }
      columns={[
        { title: "Status", cell: ({ status }) => <span className="tag">{status}</span> },
        {
          title: "Amount",
          numeric: true,
          cell: ({ amount }) => <AmountCell value={amount} digits={wallet.asset_scale} />,
        },
        { title: "Reference", wide: true, cell: ({ reference }) => <bdi>{reference ?? "–"}</bdi> },
        { title: "Expected", cell: ({ expected_at: at }) => (at === null ? "–" : <Time at={at} />) },
        { title: "Announced", wide: true, cell: ({ created_at: at }) => <Time at={at} exact /> },
      ]}
    />
  );
}
