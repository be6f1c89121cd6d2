import { createClient, type Client } from "@plimsoll/client";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configurations } from "../../../../../test/support/configurations.ts";
import { FakeApi } from "../../../../../test/support/fake-api.ts";
import { SCALE } from "../../../../../test/support/scale.ts";
import { applyPlan } from "./apply-plan.ts";
import { declared, planOf, type Plan, type Wanted } from "./plan.ts";
import { presentOf } from "./present.ts";
import { planLines } from "./print-plan.ts";

const NOW = Date.UTC(2026, 0, 1);

function clientOf(api: FakeApi): Client {
  return createClient({ baseUrl: "http://fake.example", apiKey: "pk_fake", fetch: api.fetch });
}

async function plan(api: FakeApi, wanted: Wanted, prune = false): Promise<Plan> {
  return planOf(wanted, await presentOf(clientOf(api)), { prune, setSecrets: false, now: NOW });
}

async function apply(api: FakeApi, wanted: Wanted, prune = false, steps = Infinity): Promise<void> {
  const planned = await plan(api, wanted, prune);
  expect(planned.problems).toEqual([]);
  await applyPlan(clientOf(api), { ...planned, steps: planned.steps.slice(0, steps) }, () => undefined);
}

describe("a plan", () => {
  it(
    "makes any configuration of any other, wherever it was stopped, and then has nothing left to do",
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(configurations, configurations, fc.nat(12), async (first, second, stop) => {
          const api = new FakeApi();
          await apply(api, first, false, stop);
          await apply(api, first);
          expect((await plan(api, first)).steps).toEqual([]);
          await apply(api, second, true, stop);
          await apply(api, second, true);
          expect((await plan(api, second, true)).steps).toEqual([]);
          const changes = api.changes;
          await apply(api, second, true);
          expect(api.changes).toBe(changes);
        }),
        { numRuns: 20 * SCALE },
      );
    },
  );

  it("of what is declared makes an empty account the same", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(configurations, async (configuration) => {
        const [api, other] = [new FakeApi(), new FakeApi()];
        await apply(api, configuration);
        const there = declared(await presentOf(clientOf(api)), NOW);
        await apply(other, there);
        expect(declared(await presentOf(clientOf(other)), NOW)).toEqual(there);
        expect((await plan(api, there)).steps).toEqual([]);
      }),
      { numRuns: 30 * SCALE },
    );
  });

  it("finds a resource by its key under another name, and one without a key by its names", async () => {
    const api = new FakeApi();
    await apply(api, { features: [{ key: "a", name: "A" }] });
    await clientOf(api).features.create({ name: "B" });
    const planned = await plan(api, {
      features: [
        { key: "a", name: "Renamed" },
        { key: "b", name: "B" },
        { key: "c", name: "A" },
      ],
    });
    expect(planned.steps.map(({ action, handle, changes }) => [action, handle, changes])).toEqual([
      ["change", "a", [{ field: "name", before: "A", after: "Renamed" }]],
      ["change", "b", [{ field: "key", before: null, after: "b" }]],
      ["create", "c", [{ field: "name", before: null, after: "A" }]],
    ]);
  });

  it("takes a member of an object away, also one that is named like a part of every object", async () => {
    const api = new FakeApi();
    const wallet = { name: "W", currency: "USD" };
    await apply(api, { wallets: [{ ...wallet, metadata: { constructor: "a", team: "b" } }] });
    const wanted = { wallets: [{ ...wallet, metadata: { team: "b" } }] };
    await apply(api, wanted);
    expect((await plan(api, wanted)).steps).toEqual([]);
  });

  it("shows names and values of others without what moves a terminal's cursor", async () => {
    const api = new FakeApi();
    await clientOf(api).features.create({ key: "f", name: "\u001B[2Jhidden" });
    const lines = planLines(await plan(api, { features: [{ key: "f", name: "F" }] }));
    expect(lines).toContain("    name: \uFFFD[2Jhidden → F");
  });

  it("names what refers to nothing, what cannot change, and what it leaves out", async () => {
    const api = new FakeApi();
    await apply(api, {
      providers: [{ key: "p", kind: "octopus", name: "P" }],
      channels: [{ key: "gone", kind: "webhook", name: "X", config: { url: "https://a.example" } }],
    });
    const wanted: Wanted = {
      providers: [{ key: "p", kind: "sudo", name: "P" }],
      channels: [],
      campaigns: [{ key: "past", starts_at: "2025-01-01T00:00:00Z", ends_at: "2025-01-02T00:00:00Z", provider: "q" }],
      routes: [{ key: "r", name: "R", on: ["info"], channels: ["gone"], escalate: { channels: ["no"] } }],
    };
    expect((await plan(api, wanted)).problems).toEqual([
      { path: "providers.0.kind", message: 'cannot be changed from "octopus" to "sudo"' },
      { path: "campaigns.0.provider", message: 'there is no provider "q"' },
      { path: "routes.0.escalate.channels.0", message: 'there is no channel "no"' },
    ]);
    const pruned = await plan(api, wanted, true);
    expect(pruned.problems.map(({ path }) => path)).toContain("routes.0.channels.0");
    expect(pruned.notes).toEqual(["campaigns.0: the campaign is over, and is left out"]);
  });

  it("leaves out what concerns only what is gone, and the names of it in lists of others", async () => {
    const api = new FakeApi();
    const client = clientOf(api);
    const wallets = ["Kept", "Closed"].map((name) => ({ name, currency: "USD" }));
    const on = ["critical"];
    await apply(api, {
      features: ["kept", "deleted"].map((key) => ({ key, name: key })),
      wallets,
      cards: wallets.map(({ name }) => ({ card_id: name, wallet: name })),
      routes: [
        { key: "closed", name: "A", on, filter: { wallets: ["Closed"] } },
        { key: "deleted", name: "B", on, filter: { wallets: ["Kept"], features: ["deleted"] } },
        { key: "both", name: "C", on, filter: { wallets: ["Closed", "Kept"], features: ["deleted", "kept"] } },
      ],
    });
    for await (const { id, name } of client.wallets.list()) {
      if (name === "Closed") await client.wallets.update(id, { status: "closed" });
    }
    for await (const { id, key } of client.features.list()) if (key === "deleted") await client.features.delete(id);
    const there = declared(await presentOf(client), NOW);
    expect(there).toMatchObject({
      wallets: [{ name: "Kept" }],
      cards: [{ card_id: "Kept" }],
      routes: [{ key: "both", filter: { wallets: ["Kept"], features: ["kept"] } }],
    });
    expect(there.cards).toHaveLength(1);
    expect(there.routes).toHaveLength(1);
    expect(await plan(api, there)).toMatchObject({ steps: [], problems: [] });
    const pruned = await plan(api, there, true);
    expect(pruned.steps.map(({ action, handle }) => [action, handle])).toEqual([
      ["delete", "deleted"],
      ["delete", "closed"],
    ]);
  });
});
