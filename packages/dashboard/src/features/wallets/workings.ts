import type { Runway } from "@plimsoll/client";
import { amountText } from "../../words/amounts.ts";
import { lastsText } from "../../words/lasts.ts";

const USUAL_DAYS = {
  typical: "Typical day",
  accumulating: "Typical day so far",
  expected: "Expected day",
} as const satisfies Record<Exclude<NonNullable<Runway["basis"]>, "present">, string>;

/** From what the runway was worked out: each pace, and what the available balance divided by it is. */
export function quotientsOf(runway: Runway): readonly (readonly [name: string, value: string])[] {
  const { available, mean_daily_spend: mean } = runway;
  const [faster = null, slower = null] = runway.range;
  return [...quotient(available, fasterPace(runway), faster), ...quotient(available, ["Mean day", mean], slower)];
}

/** By what `hours` are counted. */
function fasterPace(runway: Runway): readonly [name: string, spend: string | null] {
  const { basis, usual_daily_spend: usual } = runway;
  if (basis === "present") return ["Present pace, an hour", runway.present_burn_per_hour];
  const name = basis === null ? "Typical day" : USUAL_DAYS[basis];
  const isCampaign = basis !== "expected" && usual !== runway.typical_daily_spend;
  return [isCampaign ? `${name}, times the campaign` : name, usual];
}

function quotient(
  available: string,
  [name, spend]: readonly [name: string, spend: string | null],
  hours: number | null,
) {
  if (spend === null || hours === null) return [];
  const short = name.split(",", 1)[0] ?? name;
  return [
    [name, amountText(spend)],
    [`Available ÷ ${short.toLowerCase()}`, lastsText(hours, available)],
  ] as const;
}

/** The day by which the target is counted. */
export function targetDayName({ topup, usual_daily_spend: usual, basis }: Runway): string {
  if (topup.parts.daily_spend !== usual) return "A day’s spend, by the last 24 h";
  return basis === "expected" ? "A day’s spend, as expected" : "A day’s spend, as usual";
}
