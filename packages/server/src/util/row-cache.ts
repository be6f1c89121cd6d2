import { ExpiringMap } from "./expiring-map.ts";

/** @limit Requests: time for which an API key, provider or gateway connection is cached where no change of it is heard. */
const ROW_TTL_MS = 5_000;
/** @limit Requests: API keys, providers and gateway connections that are cached, each; unknown ones apart. */
const MAX_ROWS = 1_000;

/**
 * Rows that every request needs, cached so that it costs no read. Keys without a row are kept apart, so that a flood of
 * them displaces no row. A change of a row removes it from the cache in the same turn as the change is confirmed, and a
 * read under way at that moment is not cached.
 */
export class RowCache<Row> {
  readonly #rows = new ExpiringMap<Row>(MAX_ROWS, ROW_TTL_MS);
  readonly #unknown = new ExpiringMap<true>(MAX_ROWS, ROW_TTL_MS);
  readonly #loading = new Map<string, Promise<Row | null>>();
  readonly #load: (key: string) => Promise<Row | null>;
  readonly #now: () => number;

  /** `now` in milliseconds by a monotonic clock. */
  constructor(load: (key: string) => Promise<Row | null>, now: () => number = () => performance.now()) {
    this.#load = load;
    this.#now = now;
  }

  /** The row, or null when there is none; a promise when it has to be read. */
  get(key: string): Row | null | Promise<Row | null> {
    const now = this.#now();
    const row = this.#rows.get(key, now);
    if (row !== undefined) return row;
    if (this.#unknown.get(key, now)) return null;
    return this.#loading.get(key) ?? this.#read(key);
  }

  /** The row was created or changed: the next request reads it again. */
  forget(key: string): void {
    this.#rows.delete(key);
    this.#unknown.delete(key);
    this.#loading.delete(key);
  }

  /** Rows may have changed without a notice. */
  clear(): void {
    this.#rows.clear();
    this.#unknown.clear();
    this.#loading.clear();
  }

  #read(key: string): Promise<Row | null> {
    const reading = this.#load(key)
      .then((row) => {
        // Removed meanwhile: this row may be older than the change.
        if (this.#loading.get(key) !== reading) return row;
        if (row !== null) this.#rows.set(key, row, this.#now());
        else this.#unknown.set(key, true, this.#now());
        return row;
      })
      .finally(() => {
        if (this.#loading.get(key) === reading) this.#loading.delete(key);
      });
    this.#loading.set(key, reading);
    return reading;
  }
}
