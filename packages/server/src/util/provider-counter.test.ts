import { Counter, Registry } from "prom-client";
import { expect, it } from "vitest";
import { ProviderCounter } from "./provider-counter.ts";

it("providers beyond the bound share the series of their kind", async () => {
  const registry = new Registry();
  const labelNames = ["provider", "kind", "outcome"] as const;
  const counter = new Counter({ name: "hooks", help: "Hooks.", labelNames, registers: [registry] });
  const counted = new ProviderCounter(counter, 2);
  for (const id of ["prov_a", "prov_b", "prov_c", "prov_d", "prov_a"])
    counted.count({ id, kind: "octopus" }, "applied");
  counted.count({ id: "prov_a", kind: "octopus" }, "late");
  counted.count({ id: "prov_e", kind: "sudo" }, "late");
  const { values } = await counter.get();
  expect(values.map(({ labels, value }) => [labels.provider, labels.kind, labels.outcome, value])).toEqual([
    ["prov_a", "octopus", "applied", 2],
    ["prov_b", "octopus", "applied", 1],
    ["other", "octopus", "applied", 2],
    ["prov_a", "octopus", "late", 1],
    ["other", "sudo", "late", 1],
  ]);
});
