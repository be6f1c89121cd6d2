import { describe, expect, it } from "vitest";
import { inOrderOf } from "./steady-order.ts";

const row = (id: number, available = "1.00") => ({ id, available });
const keyOf = ({ id }: { readonly id: number }) => id;

describe("rows that are held", () => {
  it("change their values and keep their places, whatever the server's order has become", () => {
    const shown = [row(1, "9.00"), row(2, "8.00"), row(3, "7.00")];
    const now = [row(3, "1.00"), row(4, "2.00"), row(1, "9.50")];
    const kept = inOrderOf(shown, now, keyOf);
    expect(kept.rows).toEqual([row(1, "9.50"), row(2, "8.00"), row(3, "1.00")]);
    expect([...kept.gone]).toEqual([row(2, "8.00")]);
    expect(kept.waiting).toBe(1);
  });

  it("count what waits, but not what has come from the next page", () => {
    const now = [row(7), row(1), row(8), row(9)];
    expect(inOrderOf([row(1)], now, keyOf)).toMatchObject({ rows: [row(1)], waiting: 3 });
    expect(inOrderOf([row(1)], now, keyOf, true)).toMatchObject({ rows: [row(1)], waiting: 1 });
  });

  it("count all that wait when none of them is left", () => {
    const kept = inOrderOf([row(1)], [row(2), row(3)], keyOf);
    expect(kept).toMatchObject({ rows: [row(1)], waiting: 2 });
    expect([...kept.gone]).toEqual([row(1)]);
  });
});
