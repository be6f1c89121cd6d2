interface Weighed {
  /** 1 for the smallest. */
  readonly weight: number;
}

/** Waiting items, in order of arrival within an account; accounts take turns. */
export class AccountRing<Item extends Weighed> {
  /** The first key is the account whose turn it is. */
  readonly #queues = new Map<number, Item[]>();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The number of accounts with waiting items. */
  get accounts(): number {
    return this.#queues.size;
  }

  lengthOf(accountId: number): number {
    return this.#queues.get(accountId)?.length ?? 0;
  }

  push(accountId: number, item: Item): void {
    const queue = this.#queues.get(accountId);
    if (queue) queue.push(item);
    else this.#queues.set(accountId, [item]);
    this.#length += 1;
  }

  /** Takes the first item of the account whose turn it is. */
  takeOne(): Item | undefined {
    return this.take(1, () => 1)[0];
  }

  /** Takes everything, account after account. */
  takeAll(): Item[] {
    return this.take(Number.POSITIVE_INFINITY, () => Number.POSITIVE_INFINITY);
  }

  /**
   * Takes from one account after the other, from each items up to the weight `share(account)` and in all up to `limit`;
   * the last item of a share may be heavier than the remaining share. The rest of an account waits for the others'
   * turns.
   */
  take(limit: number, share: (accountId: number) => number): Item[] {
    const taken: Item[] = [];
    let left = limit;
    // As many as are waiting now: an account that is put back at the end has had its turn.
    for (let turns = this.#queues.size; turns > 0 && left > 0; turns -= 1) {
      const [accountId, queue] = this.#queues.entries().next().value as [number, Item[]];
      const { count, weight } = within(queue, Math.min(left, share(accountId)));
      this.#queues.delete(accountId);
      if (count < queue.length) this.#queues.set(accountId, queue);
      for (const item of count < queue.length ? queue.splice(0, count) : queue) taken.push(item);
      this.#length -= count;
      left -= weight;
    }
    return taken;
  }
}

/** The number and weight of the first items that begin within the allowance. */
function within(queue: readonly Weighed[], allowance: number): { readonly count: number; readonly weight: number } {
  let count = 0;
  let weight = 0;
  while (count < queue.length && weight < allowance) {
    weight += queue[count]?.weight ?? 0;
    count += 1;
  }
  return { count, weight };
}
