import type { AlertChange, BalanceSeries, Runway, Topup, Transaction, Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { serverNow, useNow } from "../../data/clock.ts";
import { api } from "../../data/client.ts";
import { Amount, AmountCell } from "../../parts/Amount.tsx";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Segments } from "../../parts/Segments.tsx";
import { Table } from "../../parts/Table.tsx";
import { Time } from "../../parts/Time.tsx";
import { signedAmount } from "../../words/amounts.ts";
import { numberText } from "../../words/count.ts";
import { ChartDrawing } from "./ChartDrawing.tsx";

/** @limit Dashboard: transactions that the balance chart draws. */
const DRAWN = 1_000;
/** @limit Dashboard: parts of a period that the balance chart draws when it has more transactions than that. */
const PARTS = 240;
/** @limit Dashboard: state changes that the balance chart marks. */
const MARKED = 200;
/** @limit Dashboard: open top-ups that the balance chart draws. */
const LANDING = 100;

/** @nolimit One hour. */
const HOUR_MS = 3_600_000;
const RANGES = { "24h": 24, "5d": 120, "30d": 720, "90d": 2_160 } as const;
type Range = keyof typeof RANGES;
const CHOICES = [
  { value: "24h", label: "24 h" },
  { value: "5d", label: "5 d" },
  { value: "30d", label: "30 d" },
  { value: "90d", label: "90 d" },
] as const satisfies readonly { value: Range; label: string }[];
const IN_FLIGHT: ReadonlySet<Topup["status"]> = new Set(["approved", "initiated", "sent"]);

interface BalanceChartProps {
  readonly wallet: Wallet;
  readonly runway: Runway | undefined;
}

/** The balance of a range that is in the URL, with its levels, what crossed them, and how it goes on. */
export default function BalanceChart({ wallet, runway }: BalanceChartProps) {
  const search = useSearch({ strict: false }) as { readonly range?: Range };
  const navigate = useNavigate();
  const [isTable, setIsTable] = useState(false);
  const range = search.range !== undefined && search.range in RANGES ? search.range : "5d";
  const now = useNow();
  const from = now - RANGES[range] * HOUR_MS;
  const query = useQuery({
    queryKey: ["transactions", wallet.id, "chart"],
    queryFn: async ({ signal }) => api.transactions.list({ wallet_id: wallet.id, limit: DRAWN }, { signal }).page(),
  });
  const changes = useQuery({
    queryKey: ["alerts", "history", wallet.id, "chart"],
    queryFn: async ({ signal }) => api.alerts.history({ wallet_id: wallet.id, limit: MARKED }, { signal }).page(),
  });
  const topups = useQuery({
    queryKey: ["topups", wallet.id, "chart"],
    queryFn: async ({ signal }) => api.topups.list({ wallet_id: wallet.id, limit: LANDING }, { signal }).page(),
  });
  const oldest = query.data?.items.at(-1);
  const isCut =
    query.data !== undefined &&
    oldest !== undefined &&
    query.data.total > query.data.items.length &&
    new Date(oldest.created_at).getTime() > from;
  const series = useQuery({
    queryKey: ["transactions", wallet.id, "series", range],
    queryFn: async ({ signal }) => {
      const to = serverNow();
      const period = { from: new Date(to - RANGES[range] * HOUR_MS).toISOString(), to: new Date(to).toISOString() };
      return api.wallets.balanceSeries(wallet.id, { ...period, points: PARTS }, { signal });
    },
    enabled: isCut,
  });
  return (
    <Panel
      title="Available balance"
      actions={
        <>
          <button type="button" className="btn s q" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
            {isTable ? "Show as chart" : "Show as table"}
          </button>
          <Segments
            label="Range"
            hideLabel
            value={range}
            choices={CHOICES}
            onChange={(value) =>
              void navigate({
                to: ".",
                search: { ...search, range: value === "5d" ? undefined : value },
                replace: true,
              })
            }
          />
        </>
      }
    >
      <Answer what="The balance" query={query}>
        {({ items }) => {
          const shown = withinRange(items.toReversed(), from);
          if (items.length === 0) {
            return <Empty title="Nothing to draw yet.">The line begins with the first transaction.</Empty>;
          }
          const parts = isCut ? series.data : undefined;
          if (isCut && parts === undefined) {
            return (
              <Answer what="The balance" query={series}>
                {() => null}
              </Answer>
            );
          }
          if (isTable && parts !== undefined) return <PartsAsTable wallet={wallet} parts={parts} />;
          if (isTable) return <AsTable wallet={wallet} transactions={shown.toReversed()} />;
          return (
            <>
              <ChartDrawing
                key={range}
                parts={parts}
                wallet={wallet}
                runway={runway}
                transactions={shown}
                changes={(changes.data?.items ?? []).filter((change) => isAfter(change, from))}
                topups={(topups.data?.items ?? []).filter(({ status }) => IN_FLIGHT.has(status))}
                from={from}
                now={now}
              />
              {parts !== undefined && (
                <p className="sub pad">
                  Drawn in {numberText(parts.points.length)} parts, each with its lowest and highest balance.
                </p>
              )}
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}

function PartsAsTable({ wallet, parts }: { readonly wallet: Wallet; readonly parts: BalanceSeries }) {
  return (
    <div className="limited">
      <Table
        name="Balance over time"
        rows={parts.points.toReversed()}
        keyOf={({ from }) => from}
        columns={[
          { title: "From", cell: ({ from }) => <Time at={from} exact /> },
          { title: "Lowest", numeric: true, cell: ({ min }) => <AmountCell value={min} digits={wallet.asset_scale} /> },
          {
            title: "Highest",
            numeric: true,
            cell: ({ max }) => <AmountCell value={max} digits={wallet.asset_scale} />,
          },
          {
            title: "At its end",
            numeric: true,
            cell: ({ last }) => <Amount value={last} currency={wallet.currency} />,
          },
        ]}
      />
    </div>
  );
}

function isAfter({ created_at: at }: AlertChange, from: number): boolean {
  return new Date(at).getTime() >= from;
}

/** Those of the range, and the one before it, whose balance held at its start. */
function withinRange(oldestFirst: readonly Transaction[], from: number): readonly Transaction[] {
  const first = oldestFirst.findIndex(({ created_at: at }) => new Date(at).getTime() >= from);
  return first === -1 ? oldestFirst.slice(-1) : oldestFirst.slice(Math.max(0, first - 1));
}

function AsTable({ wallet, transactions }: { readonly wallet: Wallet; readonly transactions: readonly Transaction[] }) {
  return (
    <div className="limited">
      <Table
        name="Balance over time"
        rows={transactions}
        keyOf={({ id }) => id}
        columns={[
          { title: "Time", cell: ({ created_at: at }) => <Time at={at} exact /> },
          { title: "Kind", cell: ({ kind }) => <span className="capital">{kind}</span> },
          {
            title: "Amount",
            numeric: true,
            cell: (transaction) => <AmountCell value={signedAmount(transaction)} signed digits={wallet.asset_scale} />,
          },
          {
            title: "Balance after",
            numeric: true,
            cell: ({ balance_after: after }) => <Amount value={after} currency={wallet.currency} />,
          },
        ]}
      />
    </div>
  );
}
