import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Members } from "./members.ts";

it("are those that were added and not removed, in their order, whatever the order of removals", () => {
  const steps = fc.array(fc.oneof(fc.constant("add" as const), fc.nat(9)), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (all) => {
      const members = new Members<number>();
      const removers: (() => void)[] = [];
      const expected = new Set<number>();
      for (const step of all) {
        if (step === "add") {
          expected.add(removers.length);
          removers.push(members.add(removers.length));
        } else {
          // Also of those that are gone already.
          removers[step]?.();
          expected.delete(step);
        }
        expect(members.all()).toEqual([...expected]);
      }
    }),
  );
});
