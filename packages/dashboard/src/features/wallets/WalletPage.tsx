import type { Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { api } from "../../data/client.ts";
import { queries } from "../../data/queries.ts";
import { Activity } from "../../parts/Activity.tsx";
import { Amount } from "../../parts/Amount.tsx";
import { Answer } from "../../parts/Answers.tsx";
import { LevelList } from "../../parts/LevelList.tsx";
import { FeatureName } from "../../parts/names.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { StateBadge } from "../../parts/State.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { Time } from "../../parts/Time.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { amountText } from "../../words/amounts.ts";
import { futureText, hoursText } from "../../words/times.ts";
import { Advice } from "./Advice.tsx";
import { Spend } from "./Spend.tsx";
import { Topups } from "./Topups.tsx";
import { Transactions } from "./Transactions.tsx";
import { WalletSettings } from "./WalletSettings.tsx";

const AlertSettingsDialog = lazy(async () => ({
  default: (await import("../../alert-settings/AlertSettingsDialog.tsx")).AlertSettingsDialog,
}));
const BalanceChart = lazy(() => import("./BalanceChart.tsx"));

export default function WalletPage() {
  const { walletId = "", tab = "balance" } = useParams({ strict: false }) as { walletId?: string; tab?: string };
  const id = Number(walletId);
  const query = useQuery({
    queryKey: ["wallet", id],
    queryFn: async ({ signal }) => api.wallets.get(id, { signal }),
  });
  const above = [{ title: "Wallets", to: "/" }];
  if (query.data === undefined) {
    return (
      <Page title="Wallet" above={above}>
        <Answer what="This wallet" query={query}>
          {() => null}
        </Answer>
      </Page>
    );
  }
  return <Contents wallet={query.data} tab={tab} above={above} />;
}

interface ContentsProps {
  readonly wallet: Wallet;
  readonly tab: string;
  readonly above: readonly { readonly title: string; readonly to: string }[];
}

function Contents({ wallet, tab, above }: ContentsProps) {
  const [editing, setEditing] = useState(false);
  const mayWrite = useMayWrite();
  const base = `/wallets/${wallet.id}`;
  const edit = (): void => setEditing(true);
  const save = async (settings: object): Promise<void> => {
    const saved = await api.wallets.update(wallet.id, { alert_settings: settings });
    queries.setQueryData(["wallet", wallet.id], saved);
    void queries.invalidateQueries();
  };
  return (
    <Page
      title={wallet.name}
      above={above}
      actions={
        <button type="button" className="btn s" data-shortcut="e" onClick={edit}>
          Alert settings
        </button>
      }
      tabs={
        <Tabs
          name="Parts of the wallet"
          tabs={[
            { to: base, label: "Balance" },
            { to: `${base}/transactions`, label: "Transactions" },
            { to: `${base}/spend`, label: "Spend" },
            { to: `${base}/alerts`, label: "Alerts" },
            { to: `${base}/topups`, label: "Top-ups" },
            { to: `${base}/settings`, label: "Settings" },
          ]}
        />
      }
    >
      {tab === "balance" && <Balance wallet={wallet} onEdit={edit} />}
      {tab === "transactions" && <Transactions wallet={wallet} />}
      {tab === "spend" && <Spend wallet={wallet} />}
      {tab === "alerts" && <Activity filter={{ wallet_id: wallet.id }} />}
      {tab === "topups" && <Topups wallet={wallet} />}
      {tab === "settings" && <WalletSettings wallet={wallet} />}
      <Suspense fallback={null}>
        {editing && (
          <AlertSettingsDialog
            title="Wallet Alert Settings"
            about={`${wallet.name} · ${wallet.currency}`}
            subject={{ wallet_id: wallet.id }}
            settings={wallet.alert_settings}
            context={{ scale: wallet.asset_scale }}
            readOnly={!mayWrite}
            save={save}
            onClose={() => setEditing(false)}
          />
        )}
      </Suspense>
    </Page>
  );
}

function Balance({ wallet, onEdit }: { readonly wallet: Wallet; readonly onEdit: () => void }) {
  const runway = useQuery({
    queryKey: ["runway", wallet.id],
    queryFn: async ({ signal }) => api.wallets.runway(wallet.id, { signal }),
  });
  const { data } = runway;
  const { hours, empties_at: empties } = data ?? { hours: null, empties_at: null };
  return (
    <>
      <p className="stateline">
        <StateBadge state={wallet.alert_state} stale={wallet.stale} />
        <span className="soft">
          {wallet.source === "ledger" ? "own ledger" : "mirror"} · wallet {wallet.id}
          {wallet.synced_at !== null && (
            <>
              {" "}
              · read <Time at={wallet.synced_at} />
            </>
          )}
        </span>
      </p>
      <dl className="facts">
        <div>
          <dt>Available</dt>
          <dd className="fig xl">
            <Amount value={wallet.available} currency={wallet.currency} />
          </dd>
        </div>
        <div>
          <dt>Lasts</dt>
          <dd className="fig xl">{hours === null ? "not enough history" : hoursText(hours)}</dd>
          {empties !== null && <dd className="sub">empty {futureText(new Date(empties).getTime(), Date.now())}</dd>}
        </div>
        <div>
          <dt>Held</dt>
          <dd className="fig">
            <Amount value={wallet.held} currency={wallet.currency} />
          </dd>
          <dd className="sub">balance {amountText(wallet.balance)}</dd>
        </div>
        <div>
          <dt>In flight, not counted</dt>
          <dd className="fig">
            {data === undefined ? "–" : <Amount value={data.in_flight} currency={wallet.currency} />}
          </dd>
        </div>
      </dl>
      <div className="cols">
        <div className="stack">
          <Suspense fallback={<section className="panel chart-place" aria-label="Available balance" />}>
            <BalanceChart wallet={wallet} />
          </Suspense>
          <Transactions wallet={wallet} />
        </div>
        <div className="stack">
          <Advice wallet={wallet} query={runway} />
          <Panel title="Alert settings">
            <LevelList
              settings={wallet.alert_settings}
              none="Those of its features and the default apply."
              onEdit={onEdit}
            />
            {wallet.warnings?.map((warning) => (
              <p key={warning.code} className="warn pad">
                {warning.message}
              </p>
            ))}
            {wallet.feature_ids.length > 0 && (
              <p className="sub pad">
                Levels of{" "}
                {wallet.feature_ids.map((id) => (
                  <FeatureName key={id} id={id} />
                ))}
              </p>
            )}
          </Panel>
        </div>
      </div>
    </>
  );
}
