import type { Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense } from "react";
import { useNow } from "../../data/clock.ts";
import { api } from "../../data/client.ts";
import { lazily } from "../../data/program.ts";
import { providerChoicesQuery } from "../../data/providers.ts";
import { WalletEpisodes } from "../../episodes/WalletEpisodes.tsx";
import { CopyIcon } from "../../parts/CopyButton.tsx";
import { CopiedAmount } from "../../parts/Amount.tsx";
import { Flash } from "../../parts/Flash.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { StateBadge } from "../../parts/State.tsx";
import { Time } from "../../parts/Time.tsx";
import { amountText, isEmpty, isOverdrawn } from "../../words/amounts.ts";
import { lastsText } from "../../words/lasts.ts";
import { futureText, hoursText } from "../../words/times.ts";
import { Advice } from "./Advice.tsx";
import { LatestTransactions } from "./LatestTransactions.tsx";
import { useWatching } from "./levels.ts";
import { SpendBars } from "./SpendBars.tsx";
import { WalletLevels } from "./WalletLevels.tsx";

const BalanceChart = lazily(() => import("./BalanceChart.tsx"));

/** How much there is, how long it lasts, and what proves it. */
export function Balance({ wallet, onEdit }: { readonly wallet: Wallet; readonly onEdit: () => void }) {
  const now = useNow();
  const watching = useWatching(wallet);
  const runway = useQuery({
    queryKey: ["runway", wallet.id],
    queryFn: async ({ signal }) => api.wallets.runway(wallet.id, { signal }),
  });
  const { data } = runway;
  const { hours, empties_at: empties } = data ?? { hours: null, empties_at: null };
  const mean = data?.range[1] ?? null;
  const hasRunOut = isEmpty(wallet.available);
  return (
    <>
      <StateLine wallet={wallet} />
      {wallet.alert_state !== "ok" && <WalletEpisodes walletId={wallet.id} />}
      <dl className="facts">
        <div>
          <dt>Available</dt>
          <dd className="fig xl">
            <Flash value={wallet.available}>
              <CopiedAmount
                value={wallet.available}
                currency={wallet.currency}
                isBad={isOverdrawn(wallet.available, wallet.overdraft_limit)}
              />
            </Flash>
          </dd>
          {wallet.stale && wallet.synced_at !== null && (
            <dd className="sub">
              as of <Time at={wallet.synced_at} />
            </dd>
          )}
        </div>
        <div>
          <dt>Lasts</dt>
          <dd className="fig xl">{data === undefined && !hasRunOut ? "–" : lastsText(hours, wallet.available)}</dd>
          {empties !== null && hours !== 0 && !hasRunOut && (
            <dd className="sub">
              empty {futureText(new Date(empties).getTime(), now)}
              {mean !== null && mean !== hours && `, or ${hoursText(mean)} at an average pace`}
            </dd>
          )}
        </div>
        <div>
          <dt>Held</dt>
          <dd className="fig">
            <CopiedAmount value={wallet.held} currency={wallet.currency} />
          </dd>
          <dd className="sub">balance {amountText(wallet.balance)}</dd>
        </div>
        <div>
          <dt>In flight, not counted</dt>
          <dd className="fig">
            {data === undefined ? "–" : <CopiedAmount value={data.in_flight} currency={wallet.currency} />}
          </dd>
          <dd className="sub">
            <Link
              to="/wallets/$walletId/{-$tab}"
              params={{ walletId: String(wallet.id), tab: "topups" }}
              className="link"
            >
              Top-ups
            </Link>
          </dd>
        </div>
      </dl>
      <div className="cols first-right">
        <div className="stack">
          <Suspense fallback={<section className="panel chart-place" aria-label="Available balance" />}>
            <BalanceChart wallet={wallet} runway={data} />
          </Suspense>
          <LatestTransactions wallet={wallet} />
        </div>
        <div className="stack">
          <Advice wallet={wallet} query={runway} />
          <WalletLevels wallet={wallet} watching={watching} onEdit={onEdit} />
          <SpendBars wallet={wallet} />
        </div>
      </div>
    </>
  );
}

/** Whose books it follows. */
function MirrorOf({ providerId }: { readonly providerId: string }) {
  const { data: providers } = useQuery(providerChoicesQuery);
  const name = providers?.find(({ id }) => id === providerId)?.name;
  return (
    <>
      mirror
      {name !== undefined && (
        <>
          {" of "}
          <Link to="/providers/$providerId" params={{ providerId }} className="link">
            <Isolated>{name}</Isolated>
          </Link>
        </>
      )}
    </>
  );
}

function StateLine({ wallet }: { readonly wallet: Wallet }) {
  const { data } = useQuery({
    queryKey: ["alerts", "history", wallet.id, "last"],
    queryFn: async ({ signal }) => api.alerts.history({ wallet_id: wallet.id, limit: 1 }, { signal }).page(),
    enabled: wallet.alert_state !== "ok",
  });
  const last = data?.items[0];
  return (
    <p className="stateline">
      <StateBadge
        state={wallet.alert_state}
        watched={wallet.watched}
        stale={wallet.stale}
        detail={
          last !== undefined && last.state === wallet.alert_state
            ? { since: last.created_at, available: last.balance, threshold: last.threshold, owner: last.owner }
            : undefined
        }
      />
      {last !== undefined && last.state === wallet.alert_state && (
        <span className="soft">
          since <Time at={last.created_at} since />
        </span>
      )}
      {wallet.status !== "active" && <span className="tag bad">{wallet.status}</span>}
      <span className="soft">
        {wallet.provider_id === null ? "own ledger" : <MirrorOf providerId={wallet.provider_id} />}
        {wallet.synced_at !== null && (
          <>
            {" "}
            · read <Time at={wallet.synced_at} />
          </>
        )}{" "}
        ·{" "}
        <span className="copied">
          wallet {wallet.id}
          <CopyIcon text={String(wallet.id)} what="wallet’s id" />
        </span>
      </span>
    </p>
  );
}
