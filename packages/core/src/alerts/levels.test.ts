import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SCALE } from "../../../../test/support/scale.ts";
import { MAX_AMOUNT, MIN_AMOUNT } from "../money/amount.ts";
import { directState, nextState, quietRange, resolveLevels, type Resolution } from "./levels.ts";
import { SEVERITY, type AlertState } from "../model/alert.ts";
import { parseAlertSettings, type AlertSettings } from "./settings.ts";

const STATES: AlertState[] = ["ok", "info", "warning", "in_alarm", "blocked"];

const below = (threshold: string) => ({ threshold, condition: "below" });
const above = (threshold: string) => ({ threshold, condition: "above" });
const percent = (spend_percent: string) => ({ spend_percent, condition: "below" });
const hours = (runway_hours: string) => ({ runway_hours, condition: "below" });

function settingsOf(input: unknown): AlertSettings {
  const result = parseAlertSettings(input, { scale: 9, relativeOnly: false });
  if (!result.ok) throw new Error(JSON.stringify(result.violations));
  return result.settings;
}

function resolve(input: unknown, scale = 2, typical: bigint | null = null): Resolution {
  return resolveLevels(settingsOf(input), scale, { daily: typical, running: typical });
}

function edges(resolution: Resolution): [string, bigint][] {
  return resolution.levels.map(({ name, at }) => [name, at]);
}

/** The states a wallet goes through, starting at ok. */
function walk(resolution: Resolution, ...balances: bigint[]): AlertState[] {
  let state: AlertState = "ok";
  return balances.map((available) => (state = nextState(resolution, state, available).state));
}

const seed001 = { critical: below("0.00"), warning: below("10.00"), info: below("20.00") };
const spending = { critical: above("1000"), warning: above("500"), info: above("100") };

describe("resolveLevels", () => {
  test("most severe first, in the wallet's units", () => {
    const resolution = resolve({ ...seed001, block: below("-5") });
    expect(edges(resolution)).toEqual([
      ["block", -500n],
      ["critical", 0n],
      ["warning", 1000n],
      ["info", 2000n],
    ]);
    expect(resolution.levels.map(({ state }) => state)).toEqual(["blocked", "in_alarm", "warning", "info"]);
    expect(resolution.margin).toBe(0n);
    expect(resolution.levels[1]).toEqual({
      name: "critical",
      state: "in_alarm",
      condition: "below",
      at: 0n,
      level: { condition: "below", unit: "threshold", value: "0.00" },
    });
  });

  test("a threshold finer than the wallet rounds to the unit with the same decision", () => {
    expect(edges(resolve({ info: below("0.999") }, 0))).toEqual([["info", 0n]]);
    expect(edges(resolve({ info: below("-0.001") }, 2))).toEqual([["info", -1n]]);
    expect(edges(resolve({ info: above("0.001") }, 2))).toEqual([["info", 1n]]);
    expect(edges(resolve({ info: above("-0.999") }, 0))).toEqual([["info", 0n]]);
    expect(resolve({ info: below("0"), clear_margin: "0.001" }).margin).toBe(1n);
  });

  test("amounts beyond 64 bits become the nearest storable one", () => {
    expect(edges(resolve({ info: below("9223372036854775807") }))).toEqual([["info", MAX_AMOUNT]]);
    expect(edges(resolve({ info: above("-9223372036854775807") }))).toEqual([["info", MIN_AMOUNT]]);
    expect(resolve({ info: below("0"), clear_margin: "9223372036854775807" }).margin).toBe(MAX_AMOUNT);
    expect(edges(resolve({ info: percent("1000") }, 2, MAX_AMOUNT))).toEqual([["info", MAX_AMOUNT]]);
  });

  test("percents and hours of a typical day, rounded down once", () => {
    const typical = 4801n;
    expect(
      edges(resolve({ critical: percent("10"), warning: percent("100"), info: percent("150.5") }, 2, typical)),
    ).toEqual([
      ["critical", 480n],
      ["warning", 4801n],
      ["info", 7225n],
    ]);
    expect(edges(resolve({ block: hours("0.5"), critical: hours("12"), warning: hours("24") }, 2, typical))).toEqual([
      ["block", 100n],
      ["critical", 2400n],
      ["warning", 4801n],
    ]);
    expect(edges(resolve({ info: percent("0.5") }, 0, 399n))).toEqual([["info", 1n]]);
  });

  test("relative levels have no effect without history, absolute ones do", () => {
    expect(resolve({ critical: percent("10"), info: percent("20") }, 2, null).levels).toEqual([]);
    expect(resolve(seed001, 2, null).levels).toHaveLength(3);
    expect(edges(resolve({ info: percent("10") }, 2, 0n))).toEqual([["info", 0n]]);
  });

  test("throws for settings that no parser accepts", () => {
    const broken = { ...settingsOf({}), info: { condition: "below", unit: "threshold", value: "x" } } as const;
    expect(() => resolveLevels(broken, 2, { daily: null, running: null })).toThrow("stored alert settings hold x");
  });
});

describe("transitions of reference/alert-rules.md", () => {
  test("down one level at a time and back", () => {
    expect(walk(resolve(seed001), 5000n, 2000n, 1000n, 0n, 5000n)).toEqual(["ok", "info", "warning", "in_alarm", "ok"]);
  });

  test("info skipped on the way down", () => {
    expect(walk(resolve(seed001), 5000n, 500n, -200n)).toEqual(["ok", "warning", "in_alarm"]);
  });

  test("above, and the reset of a billing cycle", () => {
    expect(walk(resolve(spending), 0n, 10000n, 50000n, 100000n, 0n)).toEqual([
      "ok",
      "info",
      "warning",
      "in_alarm",
      "ok",
    ]);
  });

  test("between levels on the way back", () => {
    expect(walk(resolve(seed001), -200n, 700n, 1500n)).toEqual(["in_alarm", "warning", "info"]);
  });

  test("block is beyond critical", () => {
    expect(walk(resolve({ ...seed001, block: below("-50") }), 5000n, -5000n, -4999n)).toEqual([
      "ok",
      "blocked",
      "in_alarm",
    ]);
  });

  test.each<[unknown, bigint, AlertState, bigint, AlertState]>([
    [seed001, 2000n, "info", 2001n, "ok"],
    [seed001, 1000n, "warning", 1001n, "info"],
    [seed001, 0n, "in_alarm", 1n, "warning"],
    [spending, 10000n, "info", 9999n, "ok"],
    [spending, 50000n, "warning", 49999n, "info"],
    [spending, 100000n, "in_alarm", 99999n, "warning"],
  ])("equality fires, one unit beside it does not (%#)", (input, at, there, beside, before) => {
    const resolution = resolve(input);
    expect(directState(resolution.levels, at)).toBe(there);
    expect(directState(resolution.levels, beside)).toBe(before);
    expect(nextState(resolution, "ok", at).state).toBe(there);
    expect(nextState(resolution, "ok", beside).state).toBe(before);
  });

  test("a judgement names the deciding level, ok names none", () => {
    const resolution = resolve(seed001);
    expect(nextState(resolution, "ok", 500n).level).toBe(resolution.levels[1]);
    expect(nextState(resolution, "warning", 5000n)).toEqual({ state: "ok", level: null });
    expect(nextState({ levels: [], margin: 0n }, "in_alarm", 0n)).toEqual({ state: "ok", level: null });
  });
});

describe("hysteresis", () => {
  const resolution = resolve({ ...seed001, clear_margin: "2.00" });

  test("a level lasts until the balance is past it by more than the margin", () => {
    expect(walk(resolution, 1000n, 1001n, 1200n, 1201n)).toEqual(["warning", "warning", "warning", "info"]);
    expect(walk(resolution, 2000n, 2200n, 2201n, 2200n, 2000n)).toEqual(["info", "info", "ok", "ok", "info"]);
  });

  test("more severe levels are entered at once", () => {
    expect(walk(resolution, 1000n, 1n, 0n, 200n, 201n)).toEqual([
      "warning",
      "warning",
      "in_alarm",
      "in_alarm",
      "warning",
    ]);
  });

  test("leaving a level falls to the next that lasts with its margin", () => {
    expect(walk(resolution, 0n, 1100n)).toEqual(["in_alarm", "warning"]);
    expect(walk(resolution, 1500n, 1100n)).toEqual(["info", "info"]);
  });

  test("above is the mirror image", () => {
    const rising = resolve({ ...spending, clear_margin: "50" });
    expect(walk(rising, 50000n, 45000n, 44999n)).toEqual(["warning", "warning", "info"]);
    expect(walk(rising, 99999n, 100000n, 95000n, 94999n)).toEqual(["warning", "in_alarm", "in_alarm", "warning"]);
  });

  test("a state whose level was removed is replaced by the level that holds", () => {
    const edited = resolve({ critical: below("0"), clear_margin: "2.00" });
    expect(nextState(edited, "warning", 500n).state).toBe("ok");
    expect(nextState(edited, "blocked", 200n).state).toBe("in_alarm");
  });
});

// Valid settings from the wire: one condition, strictly ordered, any allowed subset of the levels, small numbers so
// that margins overlap levels, large ones at the end of 64 bits.

const units = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: -30n, max: 30n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: MIN_AMOUNT, max: MAX_AMOUNT }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      MIN_AMOUNT,
      MIN_AMOUNT + 1n,
      MIN_AMOUNT + 2n,
      MAX_AMOUNT - 2n,
      MAX_AMOUNT - 1n,
      MAX_AMOUNT,
    ),
  },
);

const anySettings = fc
  .record({
    condition: fc.constantFrom("below", "above"),
    thresholds: fc.uniqueArray(units, { minLength: 4, maxLength: 4 }),
    present: fc.constantFrom("", "c", "i", "cw", "ci", "cwi", "bc", "bcw", "bci", "bcwi"),
    margin: fc.oneof(fc.bigInt({ min: 0n, max: 40n }), fc.bigInt({ min: 0n, max: MAX_AMOUNT })),
    hasMargin: fc.boolean(),
  })
  .map(({ condition, thresholds, present, margin, hasMargin }) => {
    const ascending = thresholds.toSorted((a, b) => Number(a > b) - Number(a < b));
    const ordered = condition === "below" ? ascending : ascending.toReversed();
    const level = (initial: string, index: number) =>
      present.includes(initial) ? { threshold: String(ordered[index]), condition } : null;
    return settingsOf({
      block: level("b", 0),
      critical: level("c", 1),
      warning: level("w", 2),
      info: level("i", 3),
      clear_margin: hasMargin ? String(margin) : null,
    });
  });

const anyResolution = anySettings.map((settings) => resolveLevels(settings, 0, { daily: null, running: null }));
const anyState = fc.constantFrom(...STATES);

/** Every balance strictly inside 64 bits within two units of a place where the state may change. */
function balancesNearEdges({ levels, margin }: Resolution): bigint[] {
  const boundaries = levels.flatMap(({ at }) => [at - margin, at, at + margin]);
  const centres = [MIN_AMOUNT, 0n, MAX_AMOUNT, ...boundaries];
  return centres
    .flatMap((centre) => [-2n, -1n, 0n, 1n, 2n].map((offset) => centre + offset))
    .filter((available) => available > MIN_AMOUNT && available < MAX_AMOUNT);
}

describe("properties", () => {
  test("quietRange is exactly where nextState keeps the state", () => {
    fc.assert(
      fc.property(anyResolution, fc.bigInt({ min: MIN_AMOUNT + 1n, max: MAX_AMOUNT - 1n }), (resolution, random) => {
        for (const state of STATES) {
          const { floor, ceiling } = quietRange(resolution, state);
          expect(floor).toBeGreaterThanOrEqual(MIN_AMOUNT);
          expect(floor).toBeLessThanOrEqual(MAX_AMOUNT);
          expect(ceiling).toBeGreaterThanOrEqual(MIN_AMOUNT);
          expect(ceiling).toBeLessThanOrEqual(MAX_AMOUNT);
          for (const available of [...balancesNearEdges(resolution), random]) {
            const changes = nextState(resolution, state, available).state !== state;
            if ((available <= floor || available >= ceiling) !== changes) {
              throw new Error(`${state} at ${available}: ${floor}..${ceiling}, changes: ${changes}`);
            }
          }
        }
      }),
      { numRuns: 400 * SCALE },
    );
  });

  test("without a margin nextState is directState", () => {
    fc.assert(
      fc.property(anyResolution, anyState, (resolution, state) => {
        const still = { ...resolution, margin: 0n };
        for (const available of balancesNearEdges(still)) {
          expect(nextState(still, state, available).state).toBe(directState(still.levels, available));
        }
      }),
    );
  });

  test("a state that was entered stays at the same balance", () => {
    fc.assert(
      fc.property(anyResolution, anyState, (resolution, state) => {
        for (const available of balancesNearEdges(resolution)) {
          const entered = nextState(resolution, state, available).state;
          expect(nextState(resolution, entered, available).state).toBe(entered);
        }
      }),
    );
  });

  test("hysteresis only delays the way back", () => {
    fc.assert(
      fc.property(anyResolution, anyState, (resolution, state) => {
        for (const available of balancesNearEdges(resolution)) {
          const next = SEVERITY[nextState(resolution, state, available).state];
          const direct = SEVERITY[directState(resolution.levels, available)];
          expect(next).toBeGreaterThanOrEqual(direct);
          expect(next).toBeLessThanOrEqual(Math.max(direct, SEVERITY[state]));
        }
      }),
    );
  });

  test("a rounded threshold decides as the exact one", () => {
    const tenths = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(tenths, fc.integer({ min: -6, max: 6 }), (threshold, whole) => {
        const text = (threshold / 10).toFixed(1);
        const available = BigInt(whole);
        const isBelow = directState(resolve({ info: below(text) }, 0).levels, available) === "info";
        const isAbove = directState(resolve({ info: above(text) }, 0).levels, available) === "info";
        expect(isBelow).toBe(whole * 10 <= threshold);
        expect(isAbove).toBe(whole * 10 >= threshold);
      }),
    );
  });
});

describe("quietRange by example", () => {
  const resolution = resolve({ ...seed001, clear_margin: "2.00" });

  test.each<[AlertState, bigint, bigint]>([
    ["ok", 2000n, MAX_AMOUNT],
    ["info", 1000n, 2201n],
    ["warning", 0n, 1201n],
    ["in_alarm", MIN_AMOUNT, 201n],
  ])("%s", (state, floor, ceiling) => {
    expect(quietRange(resolution, state)).toEqual({ floor, ceiling });
  });

  test("above", () => {
    const rising = resolve(spending);
    expect(quietRange(rising, "ok")).toEqual({ floor: MIN_AMOUNT, ceiling: 10000n });
    expect(quietRange(rising, "warning")).toEqual({ floor: 49999n, ceiling: 100000n });
  });

  test("a state whose level was removed is quiet nowhere", () => {
    expect(quietRange(resolution, "blocked")).toEqual({ floor: MAX_AMOUNT, ceiling: MIN_AMOUNT });
  });

  test("without levels ok is quiet everywhere", () => {
    const nothing = { levels: [], margin: 0n };
    expect(quietRange(nothing, "ok")).toEqual({ floor: MIN_AMOUNT, ceiling: MAX_AMOUNT });
  });
});
