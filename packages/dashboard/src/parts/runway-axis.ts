/** Of the axis, in hours: one hour to thirty days, logarithmic. */
const LAST = Math.log(720);

/** Where a length stands on the axis, in percent of its width; what is beyond an end stands at it. */
export function meterPlace(hours: number): number {
  const share = hours <= 1 ? 0 : Math.log(hours) / LAST;
  return Math.round(Math.min(1, share) * 1_000) / 10;
}

interface Tick {
  readonly hours: number;
  readonly label: string;
  /** Left out where the axis is short. */
  readonly isSpare?: boolean;
}

export const METER_TICKS: readonly Tick[] = [
  { hours: 6, label: "6 h" },
  { hours: 24, label: "1 d" },
  { hours: 168, label: "1 w", isSpare: true },
  { hours: 720, label: "30 d" },
];
