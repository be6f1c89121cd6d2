const FIRST = "PLIMSOLL_TEST_SEED";
const COUNT = "PLIMSOLL_TEST_SEEDS";

/** All random choices of a run, from one seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1): mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  }

  /** The same items in another order. */
  shuffled<T>(items: readonly T[]): T[] {
    const keyed = items.map((item) => ({ item, key: this.next() }));
    return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
  }

  /** Another stream of choices that depends on this one alone, not on the order of draws. */
  fork(): Random {
    return new Random(Math.floor(this.next() * 2 ** 32));
  }
}

/**
 * The seeds of a repeated test. PLIMSOLL_TEST_SEED is the first, which is random by default; PLIMSOLL_TEST_SEEDS is
 * their number, each one more than the last. A test has its seed in its title, so that a failure names the seed that
 * repeats it.
 */
export function seeds(): readonly number[] {
  const first = wholeNumber(FIRST) ?? Math.floor(Math.random() * 2 ** 32);
  return Array.from({ length: wholeNumber(COUNT) ?? 1 }, (_, index) => first + index);
}

/** The one seed of a test whose seed may be given, and is constant otherwise. */
export function givenSeed(otherwise: number): number {
  return wholeNumber(FIRST) ?? otherwise;
}

/** Part of the title of a test: its seed. */
export const SEED_TITLE = `${FIRST}=%i`;

function wholeNumber(variable: string): number | undefined {
  const given = process.env[variable];
  if (!given) return undefined;
  if (!/^\d{1,15}$/.test(given)) throw new Error(`${variable} must be a whole number, not "${given}"`);
  return Number(given);
}
