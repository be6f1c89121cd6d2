import type { EditOptions, Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { api } from "../../data/client.ts";
import { refresh, showSaved } from "../../data/queries.ts";
import { walletQuery } from "../../data/wallets.ts";
import { lazily } from "../../data/program.ts";
import { EpisodeTable } from "../../episodes/EpisodeTable.tsx";
import { Action, ActionMenu, CopyIdAction } from "../../parts/ActionMenu.tsx";
import { Shortcut } from "../../parts/Shortcut.tsx";
import { Activity } from "../../parts/Activity.tsx";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { SyncNow } from "../../sync/SyncNow.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { backOf } from "../../transfer/move.ts";
import { idIn, useSetUrl, useUrlValues } from "../../parts/url.ts";
import { Page } from "../../shell/Page.tsx";
import { useIsAdmin, useMayWrite } from "../../shell/session-context.ts";
import { boundedText } from "../../words/count.ts";
import { Balance } from "./Balance.tsx";
import { Spend } from "./Spend.tsx";
import { Topups } from "./Topups.tsx";
import { Transactions } from "./Transactions.tsx";
import { WalletSettings } from "./WalletSettings.tsx";
import { sentence } from "../../words/isolated.ts";

const AlertSettingsDialog = lazily(async () => ({
  default: (await import("../../alert-settings/AlertSettingsDialog.tsx")).AlertSettingsDialog,
}));
const TransactionDrawer = lazily(() => import("./TransactionDrawer.tsx"));
const MoveMoney = lazily(() => import("../../transfer/MoveMoney.tsx"));
const ReviewMove = lazily(() => import("../../transfer/ReviewMove.tsx"));
const AnnounceTopup = lazily(() => import("../../topup/AnnounceTopup.tsx"));

const TABS = [
  ["balance", "Balance"],
  ["transactions", "Transactions"],
  ["spend", "Spend"],
  ["alerts", "Alerts"],
  ["topups", "Top-ups"],
  ["settings", "Settings"],
] as const;

export default function WalletPage() {
  const { walletId = "", tab = "balance" } = useParams({ strict: false }) as { walletId?: string; tab?: string };
  const id = idIn(walletId);
  const query = useQuery(walletQuery(id));
  const above = [{ title: "Wallets", to: "/" }];
  if (!Number.isSafeInteger(id)) {
    return (
      <Page title="Wallet" above={above}>
        <Empty
          title="This wallet does not exist."
          action={
            <Link to="/" className="link">
              All wallets
            </Link>
          }
        >
          Wallets have numbers.
        </Empty>
      </Page>
    );
  }
  if (query.data === undefined) {
    return (
      <Page title="Wallet" above={above}>
        <Answer what="This wallet" query={query}>
          {() => null}
        </Answer>
      </Page>
    );
  }
  return <Contents key={query.data.id} wallet={query.data} tab={tab} above={above} />;
}

interface ContentsProps {
  readonly wallet: Wallet;
  readonly tab: string;
  readonly above: readonly { readonly title: string; readonly to: string }[];
}

function Contents({ wallet, tab, above }: ContentsProps) {
  const [open, setOpen] = useState<"levels" | "topup" | "move" | null>(null);
  const mayWrite = useMayWrite();
  const base = `/wallets/${wallet.id}`;
  const isMovable = mayWrite && wallet.source === "ledger" && wallet.status !== "closed";
  const edit = (): void => setOpen("levels");
  const counts: Readonly<Record<string, string | undefined>> = {
    alerts: wallet.counts && boundedText(wallet.counts.episodes),
    topups: wallet.counts && boundedText(wallet.counts.topups),
  };
  const save = async (settings: object, options: EditOptions): Promise<Wallet> => {
    const saved = await api.wallets.update(wallet.id, { alert_settings: settings }, options);
    showSaved(["wallet", wallet.id], saved);
    void refresh();
    return saved;
  };
  return (
    <Page
      title={wallet.name}
      above={above}
      actions={
        <>
          {wallet.provider_id !== null && <SyncNow providerId={wallet.provider_id} wide />}
          {isMovable && (
            <button type="button" className="btn s hide-s" onClick={() => setOpen("move")}>
              Move money
            </button>
          )}
          {mayWrite && wallet.status !== "closed" && (
            <button type="button" className="btn s" onClick={() => setOpen("topup")}>
              <Icon name="topups" size={14} />
              Announce top-up
            </button>
          )}
          <ActionMenu>
            <Action icon="alerts" label="Alert Settings" shortcut="e" onClick={edit} />
            {isMovable && <Action icon="arrow" label="Move money" onClick={() => setOpen("move")} />}
            <CopyIdAction id={String(wallet.id)} />
          </ActionMenu>
          <Shortcut letter="e" verb="Alert settings" onPress={edit} />
        </>
      }
      tabs={
        <Tabs
          name="Parts of the wallet"
          tabs={TABS.map(([name, label]) => ({
            to: name === "balance" ? base : `${base}/${name}`,
            label,
            count: counts[name],
          }))}
        />
      }
    >
      {tab === "balance" && <Balance wallet={wallet} onEdit={edit} />}
      {tab === "transactions" && <Transactions wallet={wallet} />}
      {tab === "spend" && <Spend wallet={wallet} />}
      {tab === "alerts" && <Alerts walletId={wallet.id} sample={wallet.available} />}
      {tab === "topups" && <Topups wallet={wallet} />}
      {tab === "settings" && <WalletSettings wallet={wallet} onEdit={edit} />}
      {!TABS.some(([name]) => name === tab) && (
        <Empty
          title="This page does not exist."
          action={
            <Link to="/wallets/$walletId" params={{ walletId: String(wallet.id) }} className="link">
              The wallet's balance
            </Link>
          }
        />
      )}
      <Suspense fallback={null}>
        {open === "topup" && <AnnounceTopup wallet={wallet} onClose={() => setOpen(null)} />}
        {open === "move" && <MoveMoney from={wallet} onClose={() => setOpen(null)} />}
        <MovingBack />
        <OpenTransaction wallet={wallet} />
        {open === "levels" && (
          <AlertSettingsDialog
            title="Wallet Alert Settings"
            about={sentence`${wallet.name} · ${wallet.currency}`}
            subject={{ wallet_id: wallet.id }}
            settings={wallet.alert_settings}
            context={{ scale: wallet.asset_scale }}
            readOnly={!mayWrite}
            save={save}
            read={async () => api.wallets.get(wallet.id)}
            onClose={() => setOpen(null)}
          />
        )}
      </Suspense>
    </Page>
  );
}

/** The transaction of the URL. */
function OpenTransaction({ wallet }: { readonly wallet: Wallet }) {
  const { t: id } = useUrlValues();
  const setUrl = useSetUrl();
  if (id === undefined) return null;
  return <TransactionDrawer id={idIn(id)} wallet={wallet} onClose={() => setUrl({ t: undefined })} />;
}

/** The review of a transfer back; which transfer is in the URL. */
function MovingBack() {
  const { back } = useUrlValues();
  const setUrl = useSetUrl();
  const { data } = useQuery({
    queryKey: ["transactions", "transfer", back ?? null],
    queryFn: async ({ signal }) => api.transfers.get(back ?? "", { signal }),
    enabled: back !== undefined,
  });
  if (back === undefined || data === undefined) return null;
  return <ReviewMove move={backOf(data)} onClose={() => setUrl({ back: undefined })} />;
}

function Alerts({ walletId, sample }: { readonly walletId: number; readonly sample: string }) {
  const isAdmin = useIsAdmin();
  return (
    <>
      <EpisodeTable
        title="Episodes"
        filter={{ wallet_id: walletId }}
        empty={<Empty title="No alert yet.">An episode is written here when the wallet leaves OK.</Empty>}
      />
      <Activity filter={{ wallet_id: walletId }} audited={isAdmin ? `wallet:${walletId}` : null} sample={sample} />
    </>
  );
}
