import { PlimsollError, type Drift } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Amount, AmountCell } from "../../parts/Amount.tsx";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { List } from "../../parts/List.tsx";
import { WalletName } from "../../parts/names.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Time } from "../../parts/Time.tsx";
import { toast } from "../../parts/Toasts.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { counted } from "../../words/count.ts";
import { Health } from "./ProvidersPage.tsx";

export default function ProviderPage() {
  const { providerId = "" } = useParams({ strict: false }) as { readonly providerId?: string };
  const mayWrite = useMayWrite();
  const [syncing, setSyncing] = useState(false);
  const query = useQuery({
    queryKey: ["providers", providerId],
    queryFn: async ({ signal }) => api.providers.get(providerId, { signal }),
  });
  const sync = async (): Promise<void> => {
    setSyncing(true);
    try {
      const found = await api.providers.sync(providerId);
      toast(`Read ${counted(found.wallets, "wallet")}, ${found.changed} changed, ${counted(found.drifts, "drift")}.`);
    } catch (error) {
      toast(error instanceof PlimsollError ? error.message : "The provider was not read.");
    }
    setSyncing(false);
    void queries.invalidateQueries();
  };
  return (
    <Page
      title={query.data?.name ?? "Provider"}
      above={[{ title: "Providers", to: "/providers" }]}
      actions={
        mayWrite && (
          <button type="button" className="btn s" disabled={syncing} onClick={() => void sync()}>
            <Icon name="sync" size={14} />
            {syncing ? "Reading…" : "Sync now"}
          </button>
        )
      }
    >
      <Answer what="This provider" query={query}>
        {(provider) => (
          <>
            <dl className="facts">
              <div>
                <dt>Health</dt>
                <dd>
                  <Health provider={provider} />
                </dd>
                <dd className="sub">{counted(provider.failures, "failed read")} in a row</dd>
              </div>
              <div>
                <dt>Mode</dt>
                <dd className="fig">{MODES[provider.mode]}</dd>
                <dd className="sub">
                  since <Time at={provider.mode_since} />
                </dd>
              </div>
              <div>
                <dt>Last snapshot</dt>
                <dd className="fig">
                  {provider.last_sync_at === null ? "never" : <Time at={provider.last_sync_at} />}
                </dd>
                <dd className="sub">
                  {provider.next_sync_seconds !== null && `next in ${provider.next_sync_seconds} s`}
                </dd>
              </div>
              <div>
                <dt>Their clock</dt>
                <dd className="fig">{clockText(provider.clock_offset_ms)}</dd>
              </div>
            </dl>
            <Drifts providerId={provider.id} />
          </>
        )}
      </Answer>
    </Page>
  );
}

const MODES = { webhook: "Webhooks and polling", campaign: "Campaign", polling: "Polling leads" } as const;

function clockText(offset: number | null): string {
  if (offset === null) return "not known";
  return `${offset < 0 ? "\u2212" : "+"}${(Math.abs(offset) / 1_000).toFixed(1)} s`;
}

function Drifts({ providerId }: { readonly providerId: string }) {
  const { drift } = useSearch({ strict: false }) as { readonly drift?: string };
  const navigate = useNavigate();
  const open = (id: string): void => void navigate({ to: ".", search: { drift: id }, replace: true });
  return (
    <List
      title="Drifts"
      queryKey={["drifts", providerId]}
      list={(page, signal) => api.providers.drifts(providerId, page, { signal })}
      keyOf={({ id }) => id}
      selected={drift}
      empty={<Empty title="Books agree.">Every difference so far was explained.</Empty>}
      columns={[
        {
          title: "Drift",
          cell: (row) => (
            <>
              <button type="button" className="name plain" data-row-link="" onClick={() => open(row.id)}>
                {row.status}
              </button>
              {row.id === drift && <Receipt drift={row} />}
            </>
          ),
        },
        { title: "Wallet", cell: ({ wallet_id: id }) => <WalletName id={id} /> },
        {
          title: "Difference",
          numeric: true,
          cell: ({ difference, currency }) => <AmountCell value={difference} currency={currency} signed />,
        },
        { title: "Found", numeric: true, cell: ({ created_at: at }) => <Time at={at} exact /> },
      ]}
    />
  );
}

/** A drift as a receipt: what it should be, what the snapshot said, what remains unexplained. */
function Receipt({ drift }: { readonly drift: Drift }) {
  const rows = [
    ["Should be", drift.expected],
    ["The snapshot said", drift.actual],
    [`Difference, recorded as transaction ${drift.transaction_id}`, drift.difference],
    ["Unexplained", drift.unexplained],
  ] as const;
  return (
    <Panel title="Receipt">
      <dl className="receipt pad">
        {rows.map(([what, value]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              <Amount value={value} currency={drift.currency} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
