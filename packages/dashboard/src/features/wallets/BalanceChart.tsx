import type { Transaction, Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { api } from "../../data/client.ts";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Time } from "../../parts/Time.tsx";
import { amountText } from "../../words/amounts.ts";
import { counted } from "../../words/count.ts";
import { pixelValue } from "../../words/pixels.ts";

/** @limit Dashboard: transactions that the balance chart draws. */
const DRAWN = 1_000;
/** @nolimit The drawing's own units. */
const WIDTH = 800;
const HEIGHT = 240;
const TOP = 12;
const BOTTOM = 228;
const LEVELS = ["info", "warning", "critical", "block"] as const;

/** The balance after each of the last transactions, stepped, with the wallet's own levels. */
export default function BalanceChart({ wallet }: { readonly wallet: Wallet }) {
  const query = useQuery({
    queryKey: ["transactions", wallet.id, "chart"],
    queryFn: async ({ signal }) => api.transactions.list({ wallet_id: wallet.id, limit: DRAWN }, { signal }).page(),
  });
  return (
    <Panel title="Balance" note={`after each of the last ${counted(query.data?.items.length ?? 0, "transaction")}`}>
      <Answer what="The balance" query={query}>
        {({ items }) =>
          items.length < 2 ? (
            <Empty title="Nothing to draw yet.">A line needs two transactions.</Empty>
          ) : (
            <Drawing wallet={wallet} transactions={items.toReversed()} />
          )
        }
      </Answer>
    </Panel>
  );
}

interface DrawingProps {
  readonly wallet: Wallet;
  /** The oldest first. */
  readonly transactions: readonly Transaction[];
}

function Drawing({ wallet, transactions }: DrawingProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const times = transactions.map(({ created_at: at }) => new Date(at).getTime());
  const values = transactions.map(({ balance_after: after }) => pixelValue(after));
  const levels = LEVELS.flatMap((name) => {
    const at = wallet.alert_settings?.[name]?.threshold;
    return at === undefined ? [] : [{ name, value: pixelValue(at) }];
  });
  const all = [...values, ...levels.map(({ value }) => value), 0];
  const [lowest, highest] = [Math.min(...all), Math.max(...all)];
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const x = (time: number) => ((time - first) / (last - first || 1)) * WIDTH;
  const y = (value: number) => BOTTOM - ((value - lowest) / (highest - lowest || 1)) * (BOTTOM - TOP);
  const line = values.map((value, i) => (i === 0 ? `M0 ${y(value)}` : `H${x(times[i] ?? 0)}V${y(value)}`)).join("");
  const shown = transactions[chosen ?? transactions.length - 1];
  const [from, to] = [transactions[0], transactions.at(-1)];

  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const at = first + ((event.clientX - left) / width) * (last - first);
    const found = times.findLastIndex((time) => time <= at);
    setChosen(Math.max(0, found));
  };
  const step = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const now = chosen ?? transactions.length - 1;
    setChosen(Math.min(Math.max(now + by, 0), transactions.length - 1));
  };
  return (
    <figure className="pad">
      <svg
        className="balance-chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        tabIndex={0}
        aria-label={`From ${amountText(from?.balance_after ?? "0")} to ${amountText(to?.balance_after ?? "0")} ${wallet.currency} over ${counted(transactions.length, "transaction")}.`}
        onPointerMove={point}
        onPointerLeave={() => setChosen(null)}
        onKeyDown={step}
      >
        <path d={`M0 ${y(0)}H${WIDTH}`} className="chart-zero" />
        <path d={`${line}V${BOTTOM}H0Z`} className="chart-fill" />
        {levels.map(({ name, value }) => (
          <path key={name} d={`M0 ${y(value)}H${WIDTH}`} className={`chart-level ${name}`} />
        ))}
        <path d={line} className="chart-line" />
        {chosen !== null && <path d={`M${x(times[chosen] ?? 0)} 0V${HEIGHT}`} className="chart-cross" />}
      </svg>
      <figcaption className="sub" aria-live="polite">
        {shown !== undefined && (
          <>
            <Time at={shown.created_at} exact /> · {shown.kind} · {amountText(shown.balance_after)} {wallet.currency}
            {levels.length > 0 && ` · levels ${levels.map(({ name }) => name).join(", ")}`}
          </>
        )}
      </figcaption>
    </figure>
  );
}
