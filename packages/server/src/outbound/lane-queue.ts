import type { PendingDelivery } from "../store/port/deliveries.ts";

/** @limit Deliveries: deliveries of one endpoint kept in memory. */
const LANE_QUEUE_BOUND = 1_000;
/** @limit Deliveries: deliveries of all endpoints kept in memory; beyond it each lane keeps only its share. */
const TOTAL_QUEUE_BOUND = 20_000;
/** @limit Deliveries: deliveries that a lane may keep in memory however full the others are. */
const LANE_QUEUE_SHARE = 16;

/** The number of deliveries in all lanes. */
export class QueueTotal {
  held = 0;
}

/** The deliveries a lane will send next, oldest due first, each sequence once, within the bounds. */
export class LaneQueue {
  readonly #total: QueueTotal;
  readonly #sorted: PendingDelivery[] = [];
  readonly #sequences = new Set<number>();

  constructor(total: QueueTotal) {
    this.#total = total;
  }

  get length(): number {
    return this.#sorted.length;
  }

  /** The number of deliveries that may still be pushed. */
  get room(): number {
    const bound = this.#total.held < TOTAL_QUEUE_BOUND ? LANE_QUEUE_BOUND : LANE_QUEUE_SHARE;
    return Math.max(0, bound - this.#sorted.length);
  }

  has(sequence: number): boolean {
    return this.#sequences.has(sequence);
  }

  push(delivery: PendingDelivery): void {
    this.#sorted.splice(this.#placeOf(delivery), 0, delivery);
    this.#sequences.add(delivery.sequence);
    this.#total.held += 1;
  }

  peek(): PendingDelivery | undefined {
    return this.#sorted[0];
  }

  shift(): PendingDelivery | undefined {
    const first = this.#sorted.shift();
    if (first === undefined) return undefined;
    this.#sequences.delete(first.sequence);
    this.#total.held -= 1;
    return first;
  }

  clear(): void {
    this.#total.held -= this.#sorted.length;
    this.#sorted.length = 0;
    this.#sequences.clear();
  }

  #placeOf(delivery: PendingDelivery): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#sorted[middle];
      if (other !== undefined && isBefore(other, delivery)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBefore(one: PendingDelivery, other: PendingDelivery): boolean {
  return one.dueAt === other.dueAt ? one.sequence < other.sequence : one.dueAt < other.dueAt;
}
