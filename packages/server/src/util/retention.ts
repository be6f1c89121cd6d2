/** What `prune` may delete. */
export const PRUNED = ["events", "deliveries", "attempts", "notifications", "hooks", "idempotency_keys"] as const;

/** Milliseconds for which each kind of row is kept; kinds that are not named are kept forever. */
export type Retention = Readonly<Partial<Record<(typeof PRUNED)[number], number>>>;

/** @nolimit One day. */
const DAY_MS = 86_400_000;
/** @limit Lists and chores: fewest days for which `prune` keeps anything: repeated hooks and requests are known by these rows. */
const MIN_DAYS = 7;

/**
 * `90d` for every kind, or `events=90d,attempts=30d` for those named. An event is kept at least as long as its
 * deliveries. Throws an error whose message continues the name of the source.
 */
export function parseRetention(text: string): Retention {
  if (!text.includes("=")) {
    const ms = period(text);
    return Object.fromEntries(PRUNED.map((kind) => [kind, ms]));
  }
  const retention: Partial<Record<(typeof PRUNED)[number], number>> = {};
  for (const part of text.split(",")) {
    const [name = "", value = ""] = part.split("=", 2).map((piece) => piece.trim());
    const kind = PRUNED.find((candidate) => candidate === name);
    if (!kind) throw new Error(`must name ${PRUNED.join(", ")}, not "${name}"`);
    retention[kind] = period(value);
  }
  return retention;
}

function period(text: string): number {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? [];
  if (days !== undefined && Number(days) >= MIN_DAYS) return Number(days) * DAY_MS;
  throw new Error(`must be a number of days such as 90d, at least ${MIN_DAYS}d, not "${text}"`);
}
