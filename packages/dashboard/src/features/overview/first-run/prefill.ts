import { formatAmount, MAX_AMOUNT, parseAmount } from "@plimsoll/core";
import { amountText } from "../../../words/amounts.ts";

/** The levels of the checklist, the most severe first: each is reached after the next. */
export const STEP_LEVELS = ["critical", "warning", "info"] as const;
type StepLevel = (typeof STEP_LEVELS)[number];

/** What the levels are measured by. */
export interface Measure {
  readonly available: string;
  /** Null while no day is complete. */
  readonly typicalDailySpend: string | null;
  readonly scale: number;
  /** Business days until a wire sent now lands. */
  readonly leadDays: number;
}

/** A level as it stands in its field, and where it comes from. */
interface Prefilled {
  readonly text: string;
  readonly from: string;
}

/** A level that does not fit between the others is left out. */
export type Prefill = Readonly<Partial<Record<StepLevel, Prefilled>>>;

/** @nolimit The units of the last place that an amount keeps as they are: three figures, the last a 0 or a 5. */
const FIGURES = 3;

/**
 * Levels to begin with. With a typical day: what is spent while a wire is on its way, twice and three times that.
 * Without one: a quarter, half and three quarters of what is available today, below which none is reached yet.
 */
export function prefilled({ available, typicalDailySpend, scale, leadDays }: Measure): Prefill {
  const spend = typicalDailySpend === null ? 0n : unitsOf(typicalDailySpend, scale);
  if (spend > 0n) {
    const days = BigInt(Math.max(1, leadDays));
    const named = leadDays > 1 ? `${leadDays} typical days, as long as a wire takes` : "a typical day";
    return ascending(scale, MAX_AMOUNT, [
      ["critical", rounded(spend * days, "up"), named],
      ["warning", rounded(spend * days * 2n, "up"), "twice that"],
      ["info", rounded(spend * days * 3n, "up"), "three times that"],
    ]);
  }
  const today = unitsOf(available, scale);
  return ascending(scale, today - 1n, [
    ["critical", rounded(today / 4n, "nearest"), "a quarter of today’s balance"],
    ["warning", rounded(today / 2n, "nearest"), "half of it"],
    ["info", rounded((today * 3n) / 4n, "nearest"), "three quarters"],
  ]);
}

/** The same in hours: as long as a wire takes, twice and three times that. */
export function prefilledHours(leadDays: number): Prefill {
  const hours = 24 * Math.max(1, leadDays);
  const named = leadDays > 1 ? `${leadDays} days, as long as a wire takes` : "a day";
  return {
    critical: { text: String(hours), from: named },
    warning: { text: String(2 * hours), from: "twice that" },
    info: { text: String(3 * hours), from: "three times that" },
  };
}

/** Those that are no more than `most` and more than the one before, as the rules demand. */
function ascending(
  scale: number,
  most: bigint,
  levels: readonly (readonly [name: StepLevel, units: bigint, from: string])[],
): Prefill {
  const kept: Partial<Record<StepLevel, Prefilled>> = {};
  let before = -1n;
  for (const [name, units, from] of levels) {
    if (units <= before || units > most) continue;
    before = units;
    kept[name] = { text: amountText(formatAmount(units, scale)), from };
  }
  return kept;
}

/** The amount next to this one that a person would choose. */
function rounded(units: bigint, direction: "up" | "nearest"): bigint {
  const figures = units.toString().length;
  if (figures < FIGURES) return units;
  const step = 5n * 10n ** BigInt(figures - FIGURES);
  const added = direction === "up" ? step - 1n : step / 2n;
  return ((units + added) / step) * step;
}

/** Less than nothing counts as nothing. */
function unitsOf(amount: string, scale: number): bigint {
  const parsed = parseAmount(amount, scale);
  return parsed.ok && parsed.value > 0n ? parsed.value : 0n;
}
