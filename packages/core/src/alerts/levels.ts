import type { AlertCondition, LevelName } from "@plimsoll/contract";
import { SEVERITY, STATE_OF, type AlertState } from "../model/alert.ts";
import { clampAmount, MAX_AMOUNT, MIN_AMOUNT, type Amount } from "../money/amount.ts";
import { parseDecimal, toScale, type Decimal } from "../money/decimal.ts";
import { powerOfTen } from "../money/power-of-ten.ts";
import { divideRounded } from "../money/rounding.ts";
import type { AlertLevel, AlertSettings } from "./settings.ts";

/** A level as resolved for one wallet: it holds from `at` on, `at` itself included. */
export interface ResolvedLevel {
  readonly name: LevelName;
  readonly state: Exclude<AlertState, "ok">;
  readonly condition: AlertCondition;
  /** In the wallet's units. */
  readonly at: Amount;
  readonly level: AlertLevel;
}

/** Settings as resolved for one wallet. */
export interface Resolution {
  /** Most severe first; levels without effect are left out. */
  readonly levels: readonly ResolvedLevel[];
  /** How far beyond `at` the available balance must come back to leave a level; >= 0. */
  readonly margin: Amount;
}

/** A state and the level that decided it; ok is decided by none. */
export interface Judgement {
  readonly state: AlertState;
  readonly level: ResolvedLevel | null;
}

/**
 * The available balances that leave a state as it is: floor < available < ceiling.
 *
 * Nothing beyond 64 bits can be stored, so "never" is MIN_AMOUNT or MAX_AMOUNT, and an available
 * balance of exactly that amount is evaluated though it may change nothing. When every balance
 * changes the state, the range is empty (floor + 1 >= ceiling).
 */
export interface QuietRange {
  readonly floor: Amount;
  readonly ceiling: Amount;
}

const MOST_SEVERE_FIRST = ["block", "critical", "warning", "info"] as const satisfies readonly LevelName[];

const HUNDRED_PERCENT = 100n;
const HOURS_A_DAY = 24n;

/** What relative levels are measured by, in the wallet's units a day; null: levels of that unit have no effect. */
export interface Pace {
  /** For `spend_percent`: the typical daily spend. */
  readonly daily: Amount | null;
  /** For `runway_hours`: the faster of the typical day and the steady burn. */
  readonly running: Amount | null;
}

/**
 * Settings in a wallet's units. `scale` is the wallet's.
 *
 * A threshold finer than the wallet is rounded to the unit that decides alike: down for below, up for above. Amounts
 * beyond 64 bits become the nearest storable one. Does not check whether alerts are enabled. Throws for settings that
 * parseAlertSettings would have refused.
 */
export function resolveLevels(settings: AlertSettings, scale: number, pace: Pace): Resolution {
  const levels: ResolvedLevel[] = [];
  for (const name of MOST_SEVERE_FIRST) {
    const level = settings[name];
    const at = level && amountOf(level, scale, pace);
    if (level === null || at === null) continue;
    levels.push({ name, state: STATE_OF[name], condition: level.condition, at, level });
  }
  return { levels, margin: marginOf(settings, scale) };
}

/** The state without memory: the most severe level that holds. `levels` most severe first. */
export function directState(levels: readonly ResolvedLevel[], available: Amount): AlertState {
  return levels.find((level) => holds(level, level.at, available))?.state ?? "ok";
}

/**
 * The state after `current`, with hysteresis: a level at most as severe as the current state
 * holds until the balance is past `at` by more than the margin; a more severe one is entered at
 * `at` exactly. With a margin of 0 this is directState.
 */
export function nextState(resolution: Resolution, current: AlertState, available: Amount): Judgement {
  for (const level of resolution.levels) {
    if (holds(level, edgeOf(level, resolution.margin, current), available)) {
      return { state: level.state, level };
    }
  }
  return { state: "ok", level: null };
}

/**
 * Where nextState leaves `state` alone: for every available balance strictly inside 64 bits, the
 * state changes exactly when available <= floor or available >= ceiling.
 */
export function quietRange(resolution: Resolution, state: AlertState): QuietRange {
  if (state !== "ok" && !resolution.levels.some((level) => level.state === state)) return NOWHERE;
  let floor = MIN_AMOUNT;
  let ceiling = MAX_AMOUNT;
  for (const level of resolution.levels) {
    if (SEVERITY[level.state] < SEVERITY[state]) continue;
    const range = rangeOf(level, edgeOf(level, resolution.margin, state), level.state === state);
    if (range.floor > floor) floor = range.floor;
    if (range.ceiling < ceiling) ceiling = range.ceiling;
  }
  return { floor, ceiling };
}

/** No balance keeps a state that no level has any more (the settings were edited). */
const NOWHERE: QuietRange = Object.freeze({ floor: MAX_AMOUNT, ceiling: MIN_AMOUNT });

function holds(level: ResolvedLevel, edge: bigint, available: Amount): boolean {
  return level.condition === "below" ? available <= edge : available >= edge;
}

/** The last balance at which a level holds, seen from `current`. May be beyond 64 bits. */
function edgeOf(level: ResolvedLevel, margin: Amount, current: AlertState): bigint {
  if (SEVERITY[level.state] > SEVERITY[current]) return level.at;
  return level.condition === "below" ? level.at + margin : level.at - margin;
}

/** The balances for which a level keeps holding, or keeps not holding. */
function rangeOf(level: ResolvedLevel, edge: bigint, holding: boolean): QuietRange {
  const isBelow = level.condition === "below";
  if (holding) {
    return isBelow ? { floor: MIN_AMOUNT, ceiling: edge + 1n } : { floor: edge - 1n, ceiling: MAX_AMOUNT };
  }
  return isBelow ? { floor: edge, ceiling: MAX_AMOUNT } : { floor: MIN_AMOUNT, ceiling: edge };
}

function amountOf(level: AlertLevel, scale: number, pace: Pace): Amount | null {
  const value = storedDecimal(level.value);
  if (level.unit === "threshold") {
    return clampAmount(toScale(value, scale, level.condition === "below" ? "floor" : "ceil"));
  }
  const [daily, parts] = level.unit === "spend_percent" ? [pace.daily, HUNDRED_PERCENT] : [pace.running, HOURS_A_DAY];
  return daily === null ? null : clampAmount(shareOf(daily, value, parts));
}

/** `amount` × `value` ÷ `parts`, rounded down once. */
function shareOf(amount: Amount, value: Decimal, parts: bigint): bigint {
  return divideRounded(amount * value.units, parts * powerOfTen(value.scale), "floor");
}

function marginOf(settings: AlertSettings, scale: number): Amount {
  if (settings.clearMargin === null) return 0n;
  return clampAmount(toScale(storedDecimal(settings.clearMargin), scale, "ceil"));
}

function storedDecimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (!parsed.ok) throw new Error(`stored alert settings hold ${text}, which is ${parsed.problem}`);
  return parsed.value;
}
