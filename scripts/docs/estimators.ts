import { percentile95 } from "@plimsoll/core";
import { addTo, recentText, slotOf, SLOT_MS, type RecentSpend } from "../../packages/core/src/spend/recent.ts";
import { burnOf, type Burn } from "../../packages/core/src/spend/burn.ts";
import { seededDraw, type Draw } from "../../packages/sandbox/src/random.ts";
import { table } from "./table.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Monday, 00:00 UTC. */
const MONDAY = Date.UTC(2026, 4, 11);
/** The level whose false alarms are counted. */
const LEVEL_HOURS = 8;
/** A level that is entered while the balance lasts longer than this many times its hours is a false alarm. */
const TOLERANCE = 1.5;
const RUNS = 5;
/** Intervals between two questions. */
const ASKED_EVERY = 3;

/** What an estimator knows: the present burn an hour, in minor units, and the typical day. */
interface Known {
  readonly burn: Burn;
  readonly lastHour: bigint;
  readonly sixHours: bigint;
  readonly typical: bigint;
}

/** Spend a day. */
type Estimator = (known: Known) => bigint;

const most = (...amounts: readonly bigint[]) => amounts.reduce((a, b) => (a > b ? a : b));

const ESTIMATORS: Readonly<Record<string, Estimator>> = {
  "typical day": ({ typical }) => typical,
  "last hour": ({ lastHour }) => lastHour * 24n,
  "last 6 hours": ({ sixHours }) => sixHours * 4n,
  "larger of the hours": ({ burn }) => burn.present * 24n,
  "larger of all three": ({ burn, typical }) => most(burn.present * 24n, typical),
  "the same without the largest order": ({ burn, typical }) => most(burn.steady * 24n, typical),
};

interface Scenario {
  readonly name: string;
  /** Orders an hour at a time. */
  readonly rate: (at: number) => number;
  /** The week before, when it was different. */
  readonly before?: (at: number) => number;
  /** One order beside the others. */
  readonly bulk?: { readonly at: number; readonly amount: bigint };
  /** When watching begins, and when the balance is used up. */
  readonly from: number;
  readonly empty: number;
}

const hourOfDay = (at: number) => (at % DAY) / HOUR;
const weekday = (at: number) => new Date(at).getUTCDay();
const steady = () => 20;
const office = (at: number) => (hourOfDay(at) >= 9 && hourOfDay(at) < 18 ? 40 : 2);
const THURSDAY = MONDAY + 10 * DAY;

const SCENARIOS: readonly Scenario[] = [
  { name: "flat", rate: steady, from: THURSDAY, empty: THURSDAY + 40 * HOUR },
  { name: "office hours", rate: office, from: THURSDAY, empty: THURSDAY + 40 * HOUR },
  {
    name: "campaign doubling at noon",
    rate: (at) => (at >= THURSDAY + 12 * HOUR ? 40 : 20),
    before: steady,
    from: THURSDAY,
    empty: THURSDAY + 21 * HOUR,
  },
  {
    name: "single bulk order",
    rate: steady,
    bulk: { at: THURSDAY + 10 * HOUR, amount: 480_000n },
    from: THURSDAY,
    empty: THURSDAY + 40 * HOUR,
  },
  {
    name: "weekend",
    rate: (at) => (weekday(at) === 0 || weekday(at) === 6 ? 5 : 20),
    from: THURSDAY + DAY,
    empty: THURSDAY + 4 * DAY + 6 * HOUR,
  },
];

/** Orders of 20.00 to 60.00, at random times at the rate. */
function ordersOf(scenario: Scenario, draw: Draw, from: number, to: number): Map<number, bigint[]> {
  const orders = new Map<number, bigint[]>();
  for (let at = from; at < to; at += SLOT_MS) {
    const rate = at < scenario.from ? (scenario.before ?? scenario.rate)(at) : scenario.rate(at);
    const placed: bigint[] = [];
    // Twenty chances in each interval.
    for (let chance = 0; chance < 20; chance += 1) {
      if (draw() < (rate * SLOT_MS) / HOUR / 20) placed.push(BigInt(2_000 + Math.floor(draw() * 4_001)));
    }
    if (scenario.bulk && at <= scenario.bulk.at && scenario.bulk.at < at + SLOT_MS) placed.push(scenario.bulk.amount);
    orders.set(slotOf(at), placed);
  }
  return orders;
}

interface Score {
  /** Sum of the errors of "empty at", in hours, and their number. */
  error: number;
  count: number;
  alarms: number;
}

/** Plays one scenario once for every estimator. */
function play(scenario: Scenario, seed: number, scores: ReadonlyMap<string, Score>): void {
  const start = scenario.from - 8 * DAY;
  const orders = ordersOf(scenario, seededDraw(seed, scenario.name), start, scenario.empty);
  const total = (from: number, to: number) => {
    let sum = 0n;
    for (let slot = slotOf(from); slot < slotOf(to); slot += 1)
      for (const amount of orders.get(slot) ?? []) sum += amount;
    return sum;
  };
  const days = new Map<number, bigint>();
  const dayTotal = (day: number) => {
    const known = days.get(day) ?? total(day, day + DAY);
    days.set(day, known);
    return known;
  };
  let balance = total(scenario.from, scenario.empty);
  const recent: RecentSpend = { slots: new Map(), hours: new Map() };
  const low = new Map<string, boolean>();
  for (let at = start; at < scenario.empty; at += SLOT_MS) {
    for (const amount of orders.get(slotOf(at)) ?? []) addTo(recent, slotOf(at), { spend: amount, largest: amount });
    if (at < scenario.from) continue;
    balance -= total(at, at + SLOT_MS);
    if (slotOf(at) % ASKED_EVERY !== 0) continue;
    const now = at + SLOT_MS - 1;
    const known = knownAt(recent, now, dayTotal);
    for (const [name, estimate] of Object.entries(ESTIMATORS)) {
      const score = scores.get(name) as Score;
      const pace = estimate(known);
      const hours = pace === 0n ? 1_000 : (Number(balance) * 24) / Number(pace);
      const truth = (scenario.empty - now) / HOUR;
      if (truth <= 12) {
        score.error += Math.min(48, Math.abs(hours - truth));
        score.count += 1;
      }
      const isLow = hours <= LEVEL_HOURS;
      if (isLow && low.get(name) !== true && truth > LEVEL_HOURS * TOLERANCE) score.alarms += 1;
      low.set(name, isLow);
    }
  }
}

function knownAt(recent: RecentSpend, now: number, dayTotal: (day: number) => bigint): Known {
  const today = Math.floor(now / DAY) * DAY;
  const days = Array.from({ length: 7 }, (_, i) => dayTotal(today - (i + 1) * DAY));
  const row = { recentSpend: recentText(recent, slotOf(now)), spendSlot: slotOf(now), spendToday: 0n };
  const burn = burnOf({ ...row, slotBase: 0n, slotLargest: 0n }, now);
  const within = (hours: number) => {
    let sum = 0n;
    for (const [slot, { spend }] of recent.slots) if (slot > slotOf(now - hours * HOUR)) sum += spend;
    return sum;
  };
  for (const slot of recent.slots.keys()) if (slot < slotOf(now - 7 * HOUR)) recent.slots.delete(slot);
  return { burn, lastHour: within(1), sixHours: within(6), typical: percentile95(days) ?? 0n };
}

/** The page that compares ways to estimate when a wallet will be empty. */
export function estimatorsPage(): string {
  const errors: string[][] = [];
  const alarms: string[][] = [];
  const byScenario = SCENARIOS.map((scenario) => {
    const scores = new Map(Object.keys(ESTIMATORS).map((name) => [name, { error: 0, count: 0, alarms: 0 }]));
    for (let seed = 1; seed <= RUNS; seed += 1) play(scenario, seed, scores);
    return scores;
  });
  for (const name of Object.keys(ESTIMATORS)) {
    const scores = byScenario.map((of) => of.get(name) as Score);
    errors.push([name, ...scores.map(({ error, count }) => (error / count).toFixed(1))]);
    alarms.push([name, ...scores.map((score) => (score.alarms / RUNS).toFixed(1))]);
  }
  const head = ["estimator", ...SCENARIOS.map(({ name }) => name)];
  return `# Estimators of the runway

\`npm run docs\` makes this page: \`scripts/docs/estimators.ts\` plays each scenario ${RUNS} times with random orders of 20.00 to
60.00 after a week of history, and lets each estimator say every 15 minutes when the wallet will be empty.

- **flat**: 20 orders an hour, day and night
- **office hours**: 40 orders an hour from 09:00 to 18:00, 2 at other times
- **campaign doubling at noon**: 20 orders an hour, 40 from noon on; empty at 21:00
- **single bulk order**: flat, and one order of 4,800.00, which is six hours' spend
- **weekend**: 20 orders an hour on weekdays, 5 at the weekend; empty on Monday at 06:00

## Error of “empty at”

Mean over the last 12 hours before the wallet is empty, in hours.

${table(head, errors)}

## False alarms

Times that a level of ${LEVEL_HOURS} hours was entered while the balance really lasted more than ${LEVEL_HOURS * TOLERANCE} hours, for each run.

${table(head, alarms)}

## The choice

The runway is counted at **the larger of all three**: the typical day alone sees a campaign only when the next day begins, and
the last hours alone are wrong every morning and every Monday, when a silent night makes an almost empty wallet last for days.
Being early costs a look; being late costs orders.

Alert levels in \`runway_hours\` leave out the largest single order of each period. That is the rule by which a bulk order
alone pages no one: in the column of the bulk order it removes the alarms, and it costs the campaign next to nothing,
because a campaign consists of many orders.
`;
}
