import type { Draw } from "../random.ts";

/** @nolimit One day. */
const DAY_MS = 86_400_000;
/** @nolimit One hour. */
const HOUR_MS = 3_600_000;
const DAYS = 7;
const ORDERS_A_DAY = 6;
const FIRST_ORDER_HOUR = 8;

export interface PastOrder {
  readonly at: number;
  /** Minor units. */
  readonly amount: bigint;
  readonly reference: string;
}

/** A wallet's orders of the seven UTC days before today, oldest first: each costs six tenths to fourteen tenths of `typical`. */
export function pastOrders(name: string, typical: bigint, now: number, draw: Draw): PastOrder[] {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return Array.from({ length: DAYS * ORDERS_A_DAY }, (_, index) => {
    const [day, order] = [Math.floor(index / ORDERS_A_DAY), index % ORDERS_A_DAY];
    const thousandths = BigInt(600 + Math.floor(draw() * 801));
    return {
      at: today - (DAYS - day) * DAY_MS + (FIRST_ORDER_HOUR + order * 2) * HOUR_MS,
      amount: (typical * thousandths) / 1_000n,
      reference: `PAST-${name}-${index + 1}`,
    };
  });
}

/** Late last night. */
export function lastNight(now: number): number {
  return Math.floor(now / DAY_MS) * DAY_MS - HOUR_MS / 2;
}
