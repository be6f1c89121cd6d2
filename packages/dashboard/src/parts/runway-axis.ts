/** The width of the axis in pixels. */
export const METER_PX = 180;
/** Of the axis, in hours: one hour to thirty days, logarithmic. */
const LAST = Math.log(720);

/** Where a length stands on the axis; what is beyond an end stands at it. */
export function meterPlace(hours: number): number {
  const share = hours <= 1 ? 0 : Math.log(hours) / LAST;
  return Math.round(Math.min(1, share) * METER_PX * 10) / 10;
}

export const METER_TICKS = [
  { hours: 6, label: "6 h" },
  { hours: 24, label: "1 d" },
  { hours: 168, label: "1 w" },
  { hours: 720, label: "30 d" },
] as const;
