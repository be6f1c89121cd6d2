import type { Wallet } from "../model/wallet.ts";
import type { Pace } from "./levels.ts";

const HOURS_A_DAY = 24n;

/** What a wallet's relative levels are measured by, as stored: real-time evaluation reads and computes nothing else. */
export function paceOf(wallet: Pick<Wallet, "typicalSpend" | "steadyBurn">): Pace {
  const daily = wallet.typicalSpend;
  const burning = wallet.steadyBurn * HOURS_A_DAY;
  return { daily, running: burning > (daily ?? 0n) ? burning : daily };
}
