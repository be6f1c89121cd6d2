/** Why an input is not an amount: the first of these that applies, in this order. */
export type AmountProblem = "not_decimal" | "too_fine" | "out_of_range";

/** What reading an input gave: a value, or the problem as data. */
export type Parsed<T, P> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: P };

export const NOT_DECIMAL = Object.freeze({ ok: false, problem: "not_decimal" });
export const TOO_FINE = Object.freeze({ ok: false, problem: "too_fine" });
export const OUT_OF_RANGE = Object.freeze({ ok: false, problem: "out_of_range" });
