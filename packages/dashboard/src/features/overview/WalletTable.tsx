import type { Overview, Wallet } from "@plimsoll/client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useSyncExternalStore, type ReactNode, type RefCallback } from "react";
import { AmountCell } from "../../parts/Amount.tsx";
import { BalanceCell } from "../../parts/BalanceCell.tsx";
import { useColumns } from "../../parts/Columns.tsx";
import { Mark } from "../../parts/Icon.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { openRow } from "../../parts/open-row.ts";
import { METER_TICKS, meterPlace } from "../../parts/runway-axis.ts";
import { RunwayMeter } from "../../parts/RunwayMeter.tsx";
import type { Sorting } from "../../parts/SortHead.tsx";
import { Sparkline } from "../../parts/Sparkline.tsx";
import { StateBadge } from "../../parts/State.tsx";
import { Columns, Head, sizedBy, type Headed } from "../../parts/Table.tsx";
import { Time } from "../../parts/Time.tsx";
import { WalletLink } from "../../parts/WalletLink.tsx";
import { isEmpty } from "../../words/amounts.ts";
import { counted } from "../../words/count.ts";
import { lastsText } from "../../words/lasts.ts";
import { plainDayText } from "../../words/times.ts";
import type { WalletRows } from "./use-wallet-rows.ts";

/** @nolimit The height of a row in pixels; on phones it has two lines. */
const ROW_PX = 40;
const PHONE_ROW_PX = 66;
const phone = matchMedia("(max-width: 760px)");
/** @nolimit One hour. */
const HOUR_MS = 3_600_000;

/** What the cells of all rows are made with. */
interface Look {
  readonly providerNames: ReadonlyMap<string, string>;
  readonly digits: number;
  readonly loadHours: number;
}

interface WalletColumn extends Headed {
  readonly cell: (wallet: Wallet, look: Look) => ReactNode;
}

/** The name of the table, by which its columns are kept. */
export const ALL_WALLETS = "All wallets";

/** The columns of all wallets; their classes place them in a card on phones. */
export const WALLET_COLUMNS: readonly WalletColumn[] = [
  {
    title: "State",
    className: "state",
    cell: ({ alert_state: state, watched, stale, alert }) => (
      <StateBadge state={state} watched={watched} stale={stale} detail={alert ?? undefined} />
    ),
  },
  {
    title: "Wallet",
    className: "wallet",
    sort: "name",
    always: true,
    cell: ({ id, name, provider_id: provider, status }, { providerNames }) => (
      <span className="text-and">
        <WalletLink id={id} name={name} />
        <span className="sub">
          {provider === null ? "Ledger" : <Isolated>{providerNames.get(provider) ?? "Mirror"}</Isolated>}
        </span>
        {status !== "active" && <span className="tag">{status}</span>}
      </span>
    ),
  },
  {
    title: "Available",
    className: "n available",
    sort: "available",
    cell: (wallet, { digits }) => <BalanceCell wallet={wallet} digits={digits} />,
  },
  {
    title: "7 days",
    className: "hide-s seven-days",
    cell: ({ spark, spark_level: level = null, alert_state: state }) =>
      spark !== undefined && <Sparkline balances={spark} level={level} state={state} />,
  },
  {
    title: "Typical day",
    className: "n hide-s typical",
    cell: ({ runway }, { digits }) =>
      runway === undefined || runway.typical_daily_spend === null ? (
        <span className="sub">–</span>
      ) : (
        <AmountCell value={runway.typical_daily_spend} digits={digits} />
      ),
  },
  {
    title: "Lasts",
    className: "lasts",
    sort: "runway",
    cell: ({ runway, alert_state: state, status, available }, { loadHours }) => (
      <span className="meter-cell">
        <span className="hide-s">
          {runway !== undefined && <RunwayMeter runway={runway} state={state} loadHours={loadHours} />}
        </span>
        <span className="num">
          {status !== "closed" && runway !== undefined && (
            <>
              {runway.hours !== null && !isEmpty(available) && <span className="only-s">lasts </span>}
              {lastsText(runway.hours, available)}
            </>
          )}
          {runway?.confidence === "accumulating" && (
            <span className="sr">, from {counted(runway.history_days, "day")} of history</span>
          )}
        </span>
      </span>
    ),
  },
  {
    title: "Seen",
    className: "n hide-s sub",
    sort: "seen",
    cell: ({ synced_at: at }) => (at === null ? "now" : <Time at={at} />),
  },
];

function watchPhone(watcher: () => void): () => void {
  phone.addEventListener("change", watcher);
  return () => phone.removeEventListener("change", watcher);
}

interface WalletTableProps {
  readonly rows: WalletRows;
  readonly total: number;
  readonly sorting: Sorting;
  readonly providerNames: ReadonlyMap<string, string>;
  readonly lead: Overview["lead"];
  readonly asOf: string;
  /** Set on what has the rows. */
  readonly place: RefCallback<HTMLElement>;
  /** Which rows are in view, so that their pages are read. */
  readonly onView: (first: number, last: number) => void;
}

/** Only rows in view are in the document and read, so that ten thousand cost no more than twenty. */
export function WalletTable(props: WalletTableProps) {
  const { rows, total, sorting, providerNames, lead, asOf, place, onView } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const setPlace = useCallback(
    (element: HTMLDivElement | null) => {
      scroller.current = element;
      place(element);
    },
    [place],
  );
  const isPhone = useSyncExternalStore(watchPhone, () => phone.matches);
  const { columns, sizing } = useColumns(ALL_WALLETS, WALLET_COLUMNS);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isPhone ? PHONE_ROW_PX : ROW_PX),
    overscan: 10,
  });
  useEffect(() => virtual.measure(), [isPhone]);
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => onView(first, last), [first, last]);
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const shown = items.flatMap(({ index }) => rows.at(index) ?? []);
  const landsAt = new Date(lead.lands_at).getTime();
  const look: Look = {
    providerNames,
    digits: Math.max(2, ...shown.map(({ asset_scale: scale }) => scale)),
    loadHours: (landsAt - new Date(asOf).getTime()) / HOUR_MS,
  };
  const lasts = columns.findIndex(({ title }) => title === "Lasts");
  return (
    <div className="table tall" ref={setPlace} tabIndex={0} role="region" aria-label="Wallets, scrollable">
      <table role="table" aria-label="Wallets" aria-rowcount={total + 1} {...sizedBy(columns, sizing, "wallets")}>
        <Columns columns={columns} sizing={sizing} />
        <Head columns={columns} sorting={sorting} sizing={sizing}>
          {lasts !== -1 && (
            <tr aria-hidden="true" className="axis-row hide-s">
              {columns.map(({ title, className }, index) => (
                <td key={title} className={className}>
                  {index === lasts && (
                    <Axis loadHours={look.loadHours} landsOn={plainDayText(landsAt).split(" ", 1)[0] ?? ""} />
                  )}
                </td>
              ))}
            </tr>
          )}
        </Head>
        <tbody role="rowgroup" onClick={openRow}>
          {before > 0 && <Gap height={before} columns={columns.length} />}
          {items.map(({ index }) => {
            const wallet = rows.at(index);
            return (
              <tr key={wallet?.id ?? `row ${index}`} role="row" aria-rowindex={index + 2}>
                {wallet === undefined ? (
                  <td role="cell" colSpan={columns.length}>
                    <span className="sk" />
                  </td>
                ) : (
                  columns.map(({ title, className, cell }) => (
                    <td key={title} role="cell" className={className}>
                      {cell(wallet, look)}
                    </td>
                  ))
                )}
              </tr>
            );
          })}
          {after > 0 && <Gap height={after} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  );
}

/** The ticks of the runway's axis, and the moment at which a wire sent now lands. */
function Axis({ loadHours, landsOn }: { readonly loadHours: number; readonly landsOn: string }) {
  const load = `${meterPlace(loadHours)}%`;
  return (
    <svg className="meter-axis" height={30}>
      <text x={load} dx={10} y={10} className="load-word">
        wire lands {landsOn}
      </text>
      <svg x={load} overflow="visible">
        <svg x={-7} width={14} height={12} viewBox="0 4 20 12">
          <Mark />
        </svg>
      </svg>
      <line x1={load} x2={load} y1={12} y2={30} className="load" />
      {METER_TICKS.map(({ hours, label, isSpare = false }) => (
        <text
          key={label}
          x={`${meterPlace(hours)}%`}
          y={26}
          textAnchor={hours === 720 ? "end" : "middle"}
          className={isSpare ? "spare" : undefined}
        >
          {label}
        </text>
      ))}
    </svg>
  );
}

/** Stands for rows that are not in view. Its height is set by the object model, which the policy allows. */
function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} className="gap" style={{ height }} />
    </tr>
  );
}
