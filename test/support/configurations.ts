import type { Entry } from "@plimsoll/server/tools/configuration/kinds";
import type { Wanted } from "@plimsoll/server/tools/configuration/plan";
import fc from "fast-check";

const KEYS = ["a", "b", "c", "d"] as const;
const NAMES = ["Same", "Same", "Other"] as const;
const some = <T>(values: readonly T[]) => fc.subarray([...values]);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const levels = fc.record({
  alert_enabled: fc.boolean(),
  critical: fc.constant({ threshold: "1", condition: "below" }),
  warning: maybe(fc.constant({ threshold: "2.50", condition: "below" })),
});

/** Entries with distinct keys, from fields by key. */
function keyed(fields: () => Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Entry[]> {
  return some(KEYS).chain((keys) =>
    fc.tuple(...keys.map((key) => fc.record({ key: fc.constant(key), name: fc.constantFrom(...NAMES), ...fields() }))),
  );
}

/** A list of some of the names; none when there is nothing to name. */
function filterOf(list: string, names: readonly unknown[]): fc.Arbitrary<Entry | null> {
  if (names.length === 0) return fc.constant(null);
  return fc.subarray([...names], { minLength: 1 }).map((named) => ({ [list]: named }));
}

/** Configurations whose references are there. */
export const configurations: fc.Arbitrary<Wanted> = fc
  .record({
    providers: keyed(() => ({ kind: fc.constant("octopus"), status: maybe(fc.constantFrom("active", "paused")) })),
    features: keyed(() => ({ alert_settings: maybe(fc.option(levels)) })),
    channels: keyed(() => ({
      kind: fc.constant("webhook"),
      enabled: maybe(fc.boolean()),
      config: fc.record({ url: fc.constant("https://a.example"), body: maybe(fc.constantFrom("x", "y")) }),
    })),
    fx_rates: some([
      { from: "USD", to: "EUR", rate: "0.9" },
      { from: "EUR", to: "USD", rate: 2 },
    ]),
    alert_defaults: maybe(levels).map((settings) => (settings ? [{ currency: "USD", alert_settings: settings }] : [])),
  })
  .chain((base) => {
    const refer = (entries: readonly Entry[]) => some(entries.map(({ key }) => String(key)));
    const one = (entries: readonly Entry[]) =>
      entries.length === 0 ? fc.constant(undefined) : maybe(fc.constantFrom(...entries.map(({ key }) => String(key))));
    const wallets = some(["W1", "W2", "W3"]).chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          fc.record({
            name: fc.constant(name),
            currency: fc.constant("USD"),
            features: maybe(refer(base.features)),
            overdraft_limit: maybe(fc.constantFrom(null, "5", 10)),
            metadata: maybe(fc.dictionary(fc.constantFrom("x", "y"), fc.constantFrom(1, "z"))),
            status: maybe(fc.constantFrom("active", "frozen")),
          }),
        ),
      ),
    );
    return wallets.chain((made) =>
      fc.record({
        account: fc.tuple(fc.record({ timezone: maybe(fc.constantFrom("UTC", "Asia/Dubai")) })),
        ...Object.fromEntries(Object.entries(base).map(([name, value]) => [name, fc.constant(value)])),
        wallets: fc.constant(made),
        campaigns: keyed(() => ({
          starts_at: fc.constant("2036-01-02T00:00:00Z"),
          ends_at: fc.constantFrom("2036-02-01T00:00:00.000Z", "2036-03-01T00:00:00Z"),
          provider: one(base.providers),
        })),
        routes: keyed(() => ({
          on: fc.constant(["critical"]),
          channels: maybe(refer(base.channels)),
          filter: maybe(
            fc.oneof(
              filterOf(
                "wallets",
                made.map(({ name }) => name),
              ),
              filterOf(
                "providers",
                base.providers.map(({ key }) => key),
              ),
              filterOf(
                "features",
                base.features.map(({ key }) => key),
              ),
            ),
          ),
        })),
      }),
    );
  })
  .map((configuration) => withoutUndefined(configuration) as Wanted);

function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
