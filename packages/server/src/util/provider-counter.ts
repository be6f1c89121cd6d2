import type { Counter } from "prom-client";

/** @limit Metrics: providers that have series of their own; polls and hooks of further ones are counted under `other`. */
const MAX_PROVIDERS = 500;

export interface CountedProvider {
  readonly id: string;
  readonly kind: string;
}

type Outcomes = Map<string, Counter.Internal>;

/**
 * Counts outcomes by provider, in a bounded number of series however many providers come and go. A series is found by two
 * look-ups, because building the labels for every hook would cost microseconds.
 */
export class ProviderCounter {
  readonly #counter: Counter<"provider" | "kind" | "outcome">;
  readonly #most: number;
  readonly #providers = new Map<string, Outcomes>();
  /** By kind: of providers beyond the bound. */
  readonly #others = new Map<string, Outcomes>();

  constructor(counter: Counter<"provider" | "kind" | "outcome">, most: number = MAX_PROVIDERS) {
    this.#counter = counter;
    this.#most = most;
  }

  /** Both labels are empty where the provider is not known. */
  count({ id, kind }: CountedProvider, outcome: string): void {
    const outcomes = this.#providers.get(id) ?? this.#outcomesOf(id, kind);
    let series = outcomes.get(outcome);
    if (series === undefined) {
      const provider = this.#providers.has(id) ? id : "other";
      series = this.#counter.labels({ provider, kind, outcome });
      outcomes.set(outcome, series);
    }
    series.inc();
  }

  #outcomesOf(id: string, kind: string): Outcomes {
    const isFull = this.#providers.size >= this.#most;
    const known = isFull ? this.#others.get(kind) : undefined;
    if (known !== undefined) return known;
    const made: Outcomes = new Map();
    if (isFull) this.#others.set(kind, made);
    else this.#providers.set(id, made);
    return made;
  }
}
