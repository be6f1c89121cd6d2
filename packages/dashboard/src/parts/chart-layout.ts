/** The smallest distance between the middles of two labels, in pixels. */
const LABEL_PX = 15;

/** Pushes labels apart, in their order, so that none overlaps; each stays as near to its line as that allows. */
export function pushedApart(wanted: readonly number[], top: number, bottom: number): number[] {
  const order = wanted.map((_, index) => index).toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const places = wanted.map((place) => Math.min(Math.max(place, top), bottom));
  let before = -Infinity;
  for (const index of order) {
    before = Math.max(places[index] ?? 0, before + LABEL_PX);
    places[index] = before;
  }
  let after = bottom + LABEL_PX;
  for (const index of order.toReversed()) {
    after = Math.min(places[index] ?? 0, after - LABEL_PX);
    places[index] = after;
  }
  return places;
}

/** Round values for an axis, about `count` of them. */
export function ticksOf(lowest: number, highest: number, count: number): number[] {
  const rough = (highest - lowest || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  const ticks = [];
  for (let tick = Math.ceil(lowest / step) * step; tick <= highest; tick += step) ticks.push(tick);
  return ticks;
}

const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** The only place where an amount is shortened: "20K". */
export function axisText(value: number): string {
  return SHORT.format(value).toLowerCase();
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
const STEPS = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
  48 * HOUR,
  72 * HOUR,
  120 * HOUR,
  168 * HOUR,
  336 * HOUR,
  720 * HOUR,
];

/** Local times at which the axis has a mark: whole hours, or midnights. */
export function timeTicks(from: number, to: number, count: number): number[] {
  const step = STEPS.find((each) => (to - from) / each <= count) ?? 720 * HOUR;
  const start = new Date(from);
  start.setHours(0, 0, 0, 0);
  const ticks = [];
  if (step < 24 * HOUR) {
    for (let at = start.getTime(); at <= to; at += step) if (at > from) ticks.push(at);
    return ticks;
  }
  // By the calendar, because a day of summer time's end has 25 hours.
  for (; start.getTime() <= to; start.setDate(start.getDate() + step / (24 * HOUR))) {
    if (start.getTime() > from) ticks.push(start.getTime());
  }
  return ticks;
}
