import { Link, useSearch } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { AmountCell } from "../../parts/Amount.tsx";
import { Activity } from "../../parts/Activity.tsx";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";
import { FeatureName } from "../../parts/names.tsx";
import { StateBadge } from "../../parts/State.tsx";
import { Time } from "../../parts/Time.tsx";
import { Page } from "../../shell/Page.tsx";

export default function AlertsPage() {
  const { tab = "open" } = useSearch({ strict: false }) as { readonly tab?: string };
  return (
    <Page
      title="Alerts"
      tabs={
        <nav className="tabs" aria-label="Parts of the alerts">
          {(["open", "history"] as const).map((name) => (
            <Link key={name} to="/alerts" search={{ tab: name }} aria-current={tab === name ? "page" : undefined}>
              {name === "open" ? "Open" : "History"}
            </Link>
          ))}
        </nav>
      }
    >
      {tab === "history" ? <Activity filter={{}} /> : <Open />}
    </Page>
  );
}

function Open() {
  return (
    <List
      title="Open alerts"
      queryKey={["alerts", "open"]}
      list={(page, signal) => api.alerts.list(page, { signal })}
      keyOf={(alert) => `${alert.wallet_id} ${alert.owner.type} ${alert.owner.id}`}
      empty={
        <Empty
          title="No open alerts."
          action={
            <Link to="/alerts" search={{ tab: "history" }} className="link">
              See alert history
            </Link>
          }
        >
          Every wallet is above its levels.
        </Empty>
      }
      columns={[
        { title: "State", cell: ({ state }) => <StateBadge state={state} /> },
        {
          title: "Wallet",
          cell: (alert) => (
            <Link
              to="/wallets/$walletId"
              params={{ walletId: String(alert.wallet_id) }}
              className="name"
              data-row-link=""
            >
              <bdi>{alert.wallet_name}</bdi>
            </Link>
          ),
        },
        {
          title: "Available",
          numeric: true,
          cell: ({ available, currency }) => <AmountCell value={available} currency={currency} />,
        },
        { title: "Levels of", wide: true, cell: ({ owner }) => <Owner type={owner.type} id={owner.id} /> },
        { title: "Since", numeric: true, cell: ({ since }) => <Time at={since} /> },
      ]}
    />
  );
}

function Owner({ type, id }: { readonly type: string; readonly id: string }) {
  if (type !== "feature") return <span className="sub">{type === "wallet" ? "the wallet" : `default ${id}`}</span>;
  return <FeatureName id={id} />;
}
