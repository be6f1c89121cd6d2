import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { AmountCell } from "../../parts/Amount.tsx";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { StateBadge } from "../../parts/State.tsx";
import { Table } from "../../parts/Table.tsx";
import { Time } from "../../parts/Time.tsx";
import { numberText } from "../../words/count.ts";

/** @limit Dashboard: wallets among which those of a provider are found. */
const SEARCHED = 1_000;

/** The mirrors of a provider's wallets. */
export default function ProviderWallets({ providerId }: { readonly providerId: string }) {
  const query = useQuery({
    queryKey: ["wallets", "of-provider", providerId],
    queryFn: async ({ signal }) => {
      const { items } = await api.wallets.list({ limit: SEARCHED }, { signal }).page();
      return items.filter((wallet) => wallet.provider_id === providerId && wallet.status !== "closed");
    },
  });
  return (
    <Panel title="Wallets" note={query.data && numberText(query.data.length)}>
      <Answer what="The wallets" query={query}>
        {(wallets) =>
          wallets.length === 0 ? (
            <Empty title="No wallets yet.">They appear by themselves at the first good read.</Empty>
          ) : (
            <Table
              name="Wallets"
              rows={wallets}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: "State",
                  cell: (wallet) => <StateBadge state={wallet.alert_state} stale={wallet.stale} />,
                },
                {
                  title: "Wallet",
                  cell: ({ id, name }) => (
                    <Link to="/wallets/$walletId" params={{ walletId: String(id) }} className="name" data-row-link="">
                      <bdi>{name}</bdi>
                    </Link>
                  ),
                },
                { title: "Named there", wide: true, cell: ({ external_id: id }) => <bdi className="mono">{id}</bdi> },
                {
                  title: "Available",
                  numeric: true,
                  cell: ({ available, currency }) => <AmountCell value={available} currency={currency} />,
                },
                {
                  title: "Seen",
                  numeric: true,
                  cell: ({ synced_at: at }) => (at === null ? "never" : <Time at={at} />),
                },
              ]}
            />
          )
        }
      </Answer>
    </Panel>
  );
}
