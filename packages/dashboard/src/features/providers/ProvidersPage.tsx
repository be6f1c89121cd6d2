import type { Provider } from "@plimsoll/client";
import { Link } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { api } from "../../data/client.ts";
import { lazily } from "../../data/program.ts";
import { Empty } from "../../parts/Answers.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { ProviderTabs } from "./ProviderTabs.tsx";
import { hooksText, MODES } from "./words.ts";

const ConnectProvider = lazily(() => import("./ConnectProvider.tsx"));

export default function ProvidersPage() {
  const mayWrite = useMayWrite();
  const [isConnecting, setIsConnecting] = useState(false);
  const connect = (): void => setIsConnecting(true);
  return (
    <Page
      title="Providers"
      above={[{ title: "Connections" }]}
      tabs={<ProviderTabs />}
      actions={
        mayWrite && (
          <button type="button" className="btn s" onClick={connect}>
            <Icon name="plus" size={14} />
            Connect provider
          </button>
        )
      }
    >
      <List
        title="Providers"
        noun="provider"
        queryKey={["providers"]}
        list={(page, signal) => api.providers.list(page, { signal })}
        keyOf={({ id }) => id}
        empty={
          <Empty
            title="No providers yet."
            action={
              mayWrite && (
                <button type="button" className="btn p" onClick={connect}>
                  Connect a provider
                </button>
              )
            }
          >
            Connect one, and its wallets appear by themselves.
          </Empty>
        }
        columns={[
          {
            title: "Provider",
            always: true,
            cell: ({ id, name }) => (
              <Link to="/providers/$providerId" params={{ providerId: id }} className="name" data-row-link="">
                <Isolated>{name}</Isolated>
              </Link>
            ),
          },
          { title: "Health", cell: (provider) => <Health provider={provider} /> },
          { title: "Kind", wide: true, cell: ({ kind }) => kind },
          { title: "Mode", wide: true, cell: ({ mode }) => MODES[mode] },
          { title: "Hooks", wide: true, cell: (provider) => hooksText(provider) },
          {
            title: "Read",
            numeric: true,
            cell: ({ last_sync_at: at }) => (at === null ? "never" : <Time at={at} />),
          },
        ]}
      />
      <Suspense fallback={null}>{isConnecting && <ConnectProvider onClose={() => setIsConnecting(false)} />}</Suspense>
    </Page>
  );
}

export function Health({ provider }: { readonly provider: Provider }) {
  if (provider.status === "active") return <span className="tag good">Healthy</span>;
  if (provider.status === "paused") return <span className="tag">Paused</span>;
  return <Isolated className="tag bad">{provider.last_error?.message ?? "Failing"}</Isolated>;
}
