import type { Overview, Wallet } from "@plimsoll/client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { AmountCell } from "../../parts/Amount.tsx";
import { BalanceCell } from "../../parts/BalanceCell.tsx";
import { Mark } from "../../parts/Icon.tsx";
import { openRow } from "../../parts/open-row.ts";
import { METER_PX, METER_TICKS, meterPlace } from "../../parts/runway-axis.ts";
import { RunwayMeter } from "../../parts/RunwayMeter.tsx";
import { SortHead, type Sorting } from "../../parts/SortHead.tsx";
import { Sparkline } from "../../parts/Sparkline.tsx";
import { StateBadge } from "../../parts/State.tsx";
import { Time } from "../../parts/Time.tsx";
import { WalletLink } from "../../parts/WalletLink.tsx";
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
const COLUMNS = 7;

function watchPhone(watcher: () => void): () => void {
  phone.addEventListener("change", watcher);
  return () => phone.removeEventListener("change", watcher);
}

interface WalletTableProps {
  readonly rows: WalletRows;
  readonly total: number;
  readonly sorting: Sorting;
  readonly providerNames: ReadonlyMap<string, string>;
  /** No wallet of the account has levels yet: a state would say that all is well. */
  readonly isUnwatched: boolean;
  readonly lead: Overview["lead"];
  readonly asOf: string;
  /** Which rows are in view, so that their pages are read. */
  readonly onView: (first: number, last: number) => void;
}

/** Only rows in view are in the document and read, so that ten thousand cost no more than twenty. */
export function WalletTable(props: WalletTableProps) {
  const { rows, total, sorting, providerNames, isUnwatched, lead, asOf, onView } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const isPhone = useSyncExternalStore(watchPhone, () => phone.matches);
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
  const digits = Math.max(2, ...shown.map(({ asset_scale: scale }) => scale));
  const landsAt = new Date(lead.lands_at).getTime();
  const loadHours = (landsAt - new Date(asOf).getTime()) / HOUR_MS;
  return (
    <div className="table tall" ref={scroller} tabIndex={0} role="region" aria-label="Wallets, scrollable">
      <table role="table" aria-label="Wallets" aria-rowcount={total + 1} className="wallets">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              State
            </th>
            <SortHead sorting={sorting} sort="name">
              Wallet
            </SortHead>
            <SortHead sorting={sorting} sort="available" className="n">
              Available
            </SortHead>
            <th role="columnheader" scope="col" className="hide-m">
              7 days
            </th>
            <th role="columnheader" scope="col" className="n hide-s">
              Typical day
            </th>
            <SortHead sorting={sorting} sort="runway" className="lasts">
              Lasts
            </SortHead>
            <SortHead sorting={sorting} sort="seen" className="n hide-s">
              Seen
            </SortHead>
          </tr>
          <tr aria-hidden="true" className="axis-row hide-s">
            <td colSpan={5} />
            <td>
              <Axis loadHours={loadHours} landsOn={plainDayText(landsAt).split(" ", 1)[0] ?? ""} />
            </td>
            <td />
          </tr>
        </thead>
        <tbody role="rowgroup" onClick={openRow}>
          {before > 0 && <Gap height={before} />}
          {items.map(({ index }) => {
            const wallet = rows.at(index);
            return wallet === undefined ? (
              <tr key={`row ${index}`} role="row" aria-rowindex={index + 2}>
                <td role="cell" colSpan={COLUMNS}>
                  <span className="sk" />
                </td>
              </tr>
            ) : (
              <Row
                key={wallet.id}
                index={index}
                wallet={wallet}
                source={wallet.provider_id === null ? "Ledger" : (providerNames.get(wallet.provider_id) ?? "Mirror")}
                isUnwatched={isUnwatched}
                digits={digits}
                loadHours={loadHours}
              />
            );
          })}
          {after > 0 && <Gap height={after} />}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly index: number;
  readonly wallet: Wallet;
  readonly source: string;
  readonly isUnwatched: boolean;
  readonly digits: number;
  readonly loadHours: number;
}

function Row({ index, wallet, source, isUnwatched, digits, loadHours }: RowProps) {
  const { runway, spark, spark_level: level = null, alert_state: state } = wallet;
  return (
    <tr role="row" aria-rowindex={index + 2}>
      <td role="cell" className="state">
        {isUnwatched && !wallet.stale ? (
          <span className="sub">no levels set</span>
        ) : (
          <StateBadge state={state} stale={wallet.stale} />
        )}
      </td>
      <td role="cell" className="wallet">
        <WalletLink id={wallet.id} name={wallet.name} /> <span className="sub">{source}</span>
        {wallet.status !== "active" && <span className="tag"> {wallet.status}</span>}
      </td>
      <td role="cell" className="n available">
        <BalanceCell wallet={wallet} digits={digits} />
      </td>
      <td role="cell" className="hide-m">
        {spark !== undefined && <Sparkline balances={spark} level={level} state={state} />}
      </td>
      <td role="cell" className="n hide-s">
        {runway === undefined || runway.typical_daily_spend === null ? (
          <span className="sub">–</span>
        ) : (
          <AmountCell value={runway.typical_daily_spend} digits={digits} />
        )}
      </td>
      <td role="cell" className="lasts">
        <span className="meter-cell">
          <span className="hide-s">
            {runway !== undefined && <RunwayMeter runway={runway} state={state} loadHours={loadHours} />}
          </span>
          <span className="num">
            {wallet.status !== "closed" && runway !== undefined && lastsText(runway.hours, wallet.available)}
            {runway?.confidence === "accumulating" && (
              <span className="sr">, from {counted(runway.history_days, "day")} of history</span>
            )}
          </span>
        </span>
      </td>
      <td role="cell" className="n hide-s sub">
        {wallet.synced_at === null ? "now" : <Time at={wallet.synced_at} />}
      </td>
    </tr>
  );
}

/** The ticks of the runway's axis, and the moment at which a wire sent now lands. */
function Axis({ loadHours, landsOn }: { readonly loadHours: number; readonly landsOn: string }) {
  const load = meterPlace(loadHours);
  return (
    <svg className="meter-axis" width={METER_PX} height={30}>
      <text x={load + 10} y={10} className="load-word">
        wire lands {landsOn}
      </text>
      <svg x={load - 7} y={0} width={14} height={12} viewBox="0 4 20 12">
        <Mark />
      </svg>
      <path d={`M${load} 12V30`} className="load" />
      {METER_TICKS.map(({ hours, label }) => (
        <text key={label} x={meterPlace(hours)} y={26} textAnchor={hours === 720 ? "end" : "middle"}>
          {label}
        </text>
      ))}
    </svg>
  );
}

/** Stands for rows that are not in view. Its height is set by the object model, which the policy allows. */
function Gap({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={COLUMNS} className="gap" style={{ height }} />
    </tr>
  );
}
