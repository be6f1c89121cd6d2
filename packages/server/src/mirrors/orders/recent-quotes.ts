import type { MirrorQuote } from "@plimsoll/core";
import { ExpiringMap } from "../../util/expiring-map.ts";

/**
 * A client whose order is refused until its wallet's balance is confirmed is to wait this long. One that repeats it at
 * once must not use up the quotes that the provider allows.
 * @limit Orders at providers: time for which a provider's quote serves equal requests.
 */
const QUOTE_SERVES_MS = 1_000;
/** @limit Orders at providers: quotes kept for equal requests. */
const MAX_QUOTES = 1_000;

/** The quotes requested lately. Times are by a monotonic clock. */
export class RecentQuotes {
  readonly #quotes = new ExpiringMap<Promise<MirrorQuote>>(MAX_QUOTES, QUOTE_SERVES_MS);

  /** The quote of an equal request within the last second, or a new one. A failed request serves no other. */
  take(key: string, now: number, request: () => Promise<MirrorQuote>): Promise<MirrorQuote> {
    const known = this.#quotes.get(key, now);
    if (known !== undefined) return known;
    const quote = request();
    this.#quotes.set(key, quote, now);
    quote.catch(() => {
      if (this.#quotes.get(key, now) === quote) this.#quotes.delete(key);
    });
    return quote;
  }
}
