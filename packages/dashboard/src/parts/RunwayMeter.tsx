import type { Runway } from "@plimsoll/client";
import type { AlertState } from "@plimsoll/core";
import { pixelValue } from "../words/pixels.ts";
import { meterPlace } from "./runway-axis.ts";

/** Of the row, so that the load line crosses all rows of a column. */
const HEIGHT = 40;
const TOP = 16;
const BAR = 8;
/** @nolimit Pixels between two lines of a hatched bar, and how far they go: it is cut at the bar's end. */
const HATCH = 5;
const HATCHED = 240;
const HATCHES = Array.from(
  { length: HATCHED / HATCH },
  (_, index) => `M${index * HATCH} ${TOP + BAR}L${index * HATCH + BAR} ${TOP}`,
).join("");
/** @nolimit The least share of the axis that is seen as a bar, in percent. */
const LEAST = 1;
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
  const load = `${meterPlace(loadHours)}%`;
  const length = Math.max(LEAST, meterPlace(hours ?? 0));
  return (
    <svg className="meter" height={HEIGHT} aria-hidden="true">
      {runway.confidence === "accumulating" && (
        <title>
          Accumulating: {runway.history_days} of {FULL_HISTORY} days of history
        </title>
      )}
      <line x2="100%" y1={HEIGHT / 2} y2={HEIGHT / 2} className="axis" />
      {hours !== null && (
        <>
          {mean !== null && mean > hours && (
            <rect y={TOP} width={`${meterPlace(mean)}%`} height={BAR} className={`mean ${state}`} />
          )}
          <rect y={TOP} width={`${length}%`} height={BAR} rx={1} className={`p95 ${state}`} />
          {runway.confidence === "accumulating" && (
            <svg width={`${length}%`} height={HEIGHT}>
              <path d={HATCHES} className="hatch" />
            </svg>
          )}
          {runway.topup.covered && <InFlight runway={runway} hours={hours} />}
        </>
      )}
      <line x1={load} x2={load} y2={HEIGHT} className="load" />
    </svg>
  );
}

function InFlight({ runway, hours }: { readonly runway: Runway; readonly hours: number }) {
  const available = pixelValue(runway.available);
  if (available <= 0) return null;
  const end = meterPlace((hours * (available + pixelValue(runway.in_flight))) / available);
  const from = meterPlace(hours);
  return (
    <rect x={`${from}%`} y={TOP + 0.5} width={`${Math.max(0, end - from)}%`} height={BAR - 1} className="flight" />
  );
}
