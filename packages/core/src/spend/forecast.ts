import type { Amount } from "../money/amount.ts";
import type { Wallet } from "../model/wallet.ts";
import { burnOf, type Burn } from "./burn.ts";
import type { SpendFigures } from "./figures.ts";
import type { Counted } from "./recent.ts";

const HOURS_A_DAY = 24n;

/** What a runway is counted by: present: the present burn. accumulating: a typical day of fewer than seven days. */
export type Basis = "present" | "typical" | "accumulating";

export interface Forecast {
  /** Spend a day, the larger of the present burn and the typical day; null when neither is known. */
  readonly pace: Amount | null;
  readonly basis: Basis | null;
}

/** The same from the wallet's row alone: by its typical day as last measured. */
export function presentPace(wallet: Readonly<Counted & Pick<Wallet, "typicalSpend">>, now: number): Amount | null {
  return forecastOf({ typical: wallet.typicalSpend, confidence: "established" }, burnOf(wallet, now)).pace;
}

/** The pace at which a wallet is expected to spend from now on. */
export function forecastOf(figures: Pick<SpendFigures, "typical" | "confidence">, burn: Burn): Forecast {
  const { typical, confidence } = figures;
  const present = burn.present * HOURS_A_DAY;
  if (present > (typical ?? 0n)) return { pace: present, basis: "present" };
  if (typical === null) return { pace: null, basis: null };
  return { pace: typical, basis: confidence === "established" ? "typical" : "accumulating" };
}
