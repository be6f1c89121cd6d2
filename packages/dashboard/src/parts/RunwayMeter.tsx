import type { Runway } from "@plimsoll/client";
import type { AlertState } from "@plimsoll/core";
import { pixelValue } from "../words/pixels.ts";
import { METER_PX, meterPlace } from "./runway-axis.ts";

/** Of the row, so that the load line crosses all rows of a column. */
const HEIGHT = 40;
const TOP = 16;
const BAR = 8;
/** @nolimit Pixels between two lines of a hatched bar. */
const HATCH = 5;
/** @nolimit Days of a history that is complete. */
const FULL_HISTORY = 7;

interface RunwayMeterProps {
  readonly runway: Runway;
  readonly state: AlertState;
  /** Hours until a wire sent now lands. */
  readonly loadHours: number;
}

/** How long a balance lasts on the axis of its column: solid at the faster pace, faint at the mean, dashed with what lands. */
export function RunwayMeter({ runway, state, loadHours }: RunwayMeterProps) {
  const { hours } = runway;
  const mean = runway.range[1] ?? null;
  const load = meterPlace(loadHours);
  return (
    <svg className="meter" width={METER_PX} height={HEIGHT} aria-hidden="true">
      {runway.confidence === "accumulating" && (
        <title>
          Accumulating: {runway.history_days} of {FULL_HISTORY} days of history
        </title>
      )}
      <path d={`M0 ${HEIGHT / 2}H${METER_PX}`} className="axis" />
      {hours !== null && (
        <>
          {mean !== null && mean > hours && (
            <rect y={TOP} width={meterPlace(mean)} height={BAR} className={`mean ${state}`} />
          )}
          <rect y={TOP} width={Math.max(2, meterPlace(hours))} height={BAR} rx={1} className={`p95 ${state}`} />
          {runway.confidence === "accumulating" && <path d={hatchOf(meterPlace(hours))} className="hatch" />}
          {runway.topup.covered && <InFlight runway={runway} hours={hours} />}
        </>
      )}
      <path d={`M${load} 0V${HEIGHT}`} className="load" />
    </svg>
  );
}

function InFlight({ runway, hours }: { readonly runway: Runway; readonly hours: number }) {
  const available = pixelValue(runway.available);
  if (available <= 0) return null;
  const end = meterPlace((hours * (available + pixelValue(runway.in_flight))) / available);
  const from = meterPlace(hours);
  return <rect x={from} y={TOP + 0.5} width={Math.max(0, end - from)} height={BAR - 1} className="flight" />;
}

/** Slanting lines over the bar of a runway that few days have made. */
function hatchOf(width: number): string {
  const count = Math.ceil(width / HATCH);
  return Array.from({ length: count }, (_, index) => {
    const left = index * HATCH;
    const right = Math.min(left + BAR, width);
    return `M${left} ${TOP + BAR}L${right} ${TOP + BAR - (right - left)}`;
  }).join("");
}
