import type { Spend, Wallet } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../data/client.ts";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { amountText } from "../../words/amounts.ts";
import { pixelValue } from "../../words/pixels.ts";
import { dayLetter } from "../../words/times.ts";
import { axisText } from "../../parts/chart-layout.ts";

const WIDTH = 286;
const HEIGHT = 110;
const BASE = 92;
const TOP = 18;
/** @nolimit The days that the typical day is made from. */
const DAYS = 7;

export function useSpend(wallet: Wallet) {
  return useQuery({
    queryKey: ["spend", wallet.id],
    queryFn: async ({ signal }) => api.wallets.spend(wallet.id, {}, { signal }),
  });
}

/** The last days' spend beside the wallet's balance. */
export function SpendBars({ wallet }: { readonly wallet: Wallet }) {
  const query = useSpend(wallet);
  return (
    <Panel
      title="Spend, last 7 days"
      actions={
        <Link to="/wallets/$walletId/{-$tab}" params={{ walletId: String(wallet.id), tab: "spend" }} className="link">
          All days
        </Link>
      }
    >
      <Answer what="The spend" query={query} rows={3}>
        {(spend) =>
          spend.days.length === 0 ? (
            <Empty title="Not enough history.">
              Typical spend needs one complete day; levels in % sleep until then.
            </Empty>
          ) : (
            <div className="pad">
              <DayBars spend={spend} />
            </div>
          )
        }
      </Answer>
    </Panel>
  );
}

/** Bars of complete days and of today so far, with the typical day as a line. */
export function DayBars({ spend }: { readonly spend: Spend }) {
  const days = [
    ...spend.days.slice(-DAYS).map(({ date, spend: amount }) => ({ date, amount, isToday: false })),
    { date: null, amount: spend.today, isToday: true },
  ];
  const typical = spend.typical_daily_spend;
  const highest = Math.max(
    ...days.map(({ amount }) => pixelValue(amount)),
    typical === null ? 0 : pixelValue(typical),
    1,
  );
  const y = (amount: string) => BASE - (pixelValue(amount) / highest) * (BASE - TOP);
  const step = WIDTH / days.length;
  return (
    <svg
      className="bars"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Spend of ${days.length - 1} days${typical === null ? "" : `, typical day ${amountText(typical)} ${spend.currency}`}, today so far ${amountText(spend.today)}.`}
    >
      {days.map(({ date, amount, isToday }, index) => (
        <g key={date ?? "today"}>
          <rect
            x={index * step + 4}
            y={y(amount)}
            width={step - 8}
            height={Math.max(1, BASE - y(amount))}
            rx={2}
            className={isToday ? "today" : ""}
          />
          <text x={index * step + step / 2} y={HEIGHT - 4} textAnchor="middle">
            {date === null ? "now" : dayLetter(date)}
          </text>
        </g>
      ))}
      {typical !== null && (
        <>
          <path d={`M0 ${y(typical)}H${WIDTH}`} />
          <text x={WIDTH} y={y(typical) - 4} textAnchor="end">
            typical {axisText(pixelValue(typical))}
          </text>
        </>
      )}
    </svg>
  );
}
