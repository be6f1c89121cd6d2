import type { Provider } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { Empty } from "../../parts/Answers.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";
import { Page } from "../../shell/Page.tsx";

export default function ProvidersPage() {
  return (
    <Page title="Providers" above={[{ title: "Connections" }]}>
      <List
        title="Providers"
        queryKey={["providers"]}
        list={(page, signal) => api.providers.list(page, { signal })}
        keyOf={({ id }) => id}
        empty={
          <Empty title="No providers yet.">
            Connect one with the API or the command line, and its wallets appear by themselves.
          </Empty>
        }
        columns={[
          {
            title: "Provider",
            cell: ({ id, name }) => (
              <Link to="/providers/$providerId" params={{ providerId: id }} className="name" data-row-link="">
                <bdi>{name}</bdi>
              </Link>
            ),
          },
          { title: "Health", cell: (provider) => <Health provider={provider} /> },
          { title: "Kind", wide: true, cell: ({ kind }) => kind },
          { title: "Mode", wide: true, cell: ({ mode }) => mode },
          {
            title: "Read",
            numeric: true,
            cell: ({ last_sync_at: at }) => (at === null ? "never" : <Time at={at} />),
          },
        ]}
      />
    </Page>
  );
}

export function Health({ provider }: { readonly provider: Provider }) {
  if (provider.status === "active") return <span className="tag good">Healthy</span>;
  if (provider.status === "paused") return <span className="tag">Paused</span>;
  return <span className="tag bad">{provider.last_error?.message ?? "Failing"}</span>;
}
