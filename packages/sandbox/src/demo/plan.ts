/**
 * A shop's planned spend by share of the day: points in order, straight lines between them. Amounts count 10^-scale.
 */
export type SpendingPlan = readonly (readonly [share: number, spent: bigint])[];

/** The planned spend at a share of the day, 0 to 1. */
export function plannedSpend(plan: SpendingPlan, share: number): bigint {
  let [earlierShare, earlier] = plan[0] ?? [0, 0n];
  for (const [laterShare, later] of plan) {
    if (share < laterShare) {
      // The share is a time, not money: how far between two points, in millionths.
      const along = BigInt(Math.round(((share - earlierShare) / (laterShare - earlierShare)) * 1_000_000));
      return earlier + ((later - earlier) * along) / 1_000_000n;
    }
    [earlierShare, earlier] = [laterShare, later];
  }
  return earlier;
}

const OPENS_AT_MINUTE = 9 * 60;
/** @nolimit The opening hours of the demo's shop. */
const OPEN_MINUTES = 12 * 60;

/** The time of the campaign day: it opens at 09:00 and closes at 21:00. */
export function timeOfDay(share: number): string {
  const minute = OPENS_AT_MINUTE + Math.floor(Math.min(1, Math.max(0, share)) * OPEN_MINUTES);
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
