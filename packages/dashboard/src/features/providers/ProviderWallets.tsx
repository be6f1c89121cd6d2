import type { Provider } from "@plimsoll/client";
import { api } from "../../data/client.ts";
import { useFilters } from "../../parts/filters.ts";
import { Empty } from "../../parts/Answers.tsx";
import { BalanceCell } from "../../parts/BalanceCell.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { List } from "../../parts/List.tsx";
import { StateBadge } from "../../parts/State.tsx";
import { Time } from "../../parts/Time.tsx";
import { WalletLink } from "../../parts/WalletLink.tsx";
import { STATES, STATE_WORDS } from "../../words/states.ts";

/** The server's orders that a column here gives. */
const SORTS = ["name", "available", "seen"] as const;

/** The mirrors of a provider's wallets. */
export default function ProviderWallets({ provider: { id: providerId } }: { readonly provider: Provider }) {
  const filters = useFilters("wallet", [
    { kind: "text", name: "q", label: "Filter wallets", placeholder: "Name or reference" },
    {
      kind: "pick",
      name: "state",
      label: "State",
      not: "state",
      choices: STATES.map((state) => ({ value: state, label: STATE_WORDS[state] })),
    },
    {
      kind: "pick",
      name: "status",
      label: "Status",
      not: "status",
      choices: [
        { value: "active", label: "Active" },
        { value: "frozen", label: "Frozen" },
        { value: "closed", label: "Closed" },
      ],
    },
  ]);
  const { q, state, status } = filters.values;
  return (
    <List
      title="Wallets"
      queryKey={["wallets", "of-provider", providerId]}
      list={(page, signal, sort) =>
        api.wallets.list(
          {
            ...page,
            sort: SORTS.find((each) => each === sort),
            not: filters.not,
            provider_id: providerId,
            include: "watched",
            q,
            state: STATES.find((each) => each === state),
            status: status as "active" | "frozen" | "closed" | undefined,
          },
          { signal },
        )
      }
      keyOf={({ id }) => id}
      filters={filters}
      empty={<Empty title="No wallets yet.">They appear by themselves at the first good read.</Empty>}
      columns={[
        {
          title: "State",
          cell: (wallet) =>
            wallet.status === "closed" ? (
              <span className="tag">Closed</span>
            ) : (
              <StateBadge state={wallet.alert_state} watched={wallet.watched} stale={wallet.stale} />
            ),
        },
        { title: "Wallet", sort: "name", always: true, cell: ({ id, name }) => <WalletLink id={id} name={name} /> },
        {
          title: "Named there",
          wide: true,
          cell: ({ external_id: id }) => <Isolated className="mono">{id ?? "–"}</Isolated>,
        },
        {
          title: "Available",
          sort: "available",
          numeric: true,
          cell: (wallet) => <BalanceCell wallet={wallet} digits={wallet.asset_scale} />,
        },
        {
          title: "Seen",
          sort: "seen",
          numeric: true,
          cell: ({ synced_at: at }) => (at === null ? "never" : <Time at={at} />),
        },
      ]}
    />
  );
}
