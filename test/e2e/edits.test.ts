import { describe, expect, inject, it } from "vitest";
import { errorOf, expectStatus, type Api, type Fields } from "../support/e2e/api.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { LEVELS, listen, useServer } from "../support/e2e/fixtures.ts";

type Changes = Readonly<Record<string, unknown>>;

interface Editable {
  /** Makes one; its path. */
  readonly make: (api: Api) => Promise<string>;
  /** The body with one member changed, of which `all` has every one; the member alone by default. */
  readonly body?: (change: Changes, all: Changes) => Fields;
  /** Where it is written, when that is not where it is read. */
  readonly target?: string;
  /** A new value for each member that an update takes. */
  readonly changes: (api: Api) => Promise<Changes> | Changes;
  /** In the OpenAPI document. */
  readonly operation: string;
  /** Members that change nothing by themselves. */
  readonly besides?: readonly string[];
}

const made = async (api: Api, path: string, body: object): Promise<string> =>
  expectStatus(201, await api.post<{ id: string }>(path, body)).id;
const channel = async (api: Api) =>
  made(api, "/channels", { kind: "slack", name: "Duty", config: { webhook_url: "http://127.0.0.1:9/a" } });
const LEVELS_ABOVE = { ...LEVELS, info: { threshold: "30.00", condition: "below" } };

/** Everything that people edit. */
const EDITABLE: Readonly<Record<string, Editable>> = {
  wallet: {
    operation: "PATCH /api/v1/wallets/{id}",
    make: async (api) => `/wallets/${(await api.createWallet()).id}`,
    changes: async (api) => ({
      name: "Other",
      overdraft_limit: "5.00",
      conversion_rate: "2",
      expected_daily_spend: "9.00",
      topup: { target_days: 9 },
      feature_ids: [(await api.createFeature()).id],
      alert_settings: LEVELS,
      metadata: { team: "ops" },
      status: "frozen",
    }),
  },
  feature: {
    operation: "PATCH /api/v1/features/{id}",
    make: async (api) => `/features/${(await api.createFeature()).id}`,
    changes: () => ({ key: "calls", name: "Other", type: "seats", status: "draft", alert_settings: LEVELS }),
  },
  "alert default": {
    operation: "PUT /api/v1/alert-settings/default/{currency}",
    make: async (api) => {
      expectStatus(200, await api.put("/alert-settings/default/USD", { alert_settings: LEVELS }));
      return "/alert-settings/default/USD";
    },
    changes: () => ({ alert_settings: LEVELS_ABOVE }),
    // The settings themselves are a body as well.
    besides: [...Object.keys(LEVELS), "block", "clear_margin", "repeat_interval"],
  },
  account: {
    operation: "PATCH /api/v1/account",
    make: async () => "/account",
    changes: () => ({
      lead_time_business_days: 4,
      holidays: ["2026-12-25"],
      timezone: "Asia/Dubai",
      cutoff: "14:00",
      topup: { target_days: 9 },
      topup_approval: { above: "1000.00" },
      stale_policy: "open",
      stale_after_seconds: 60,
    }),
  },
  "top-up": {
    operation: "PATCH /api/v1/topups/{id}",
    make: async (api) => {
      const { id } = await api.createWallet();
      return `/topups/${await made(api, "/topups", { wallet_id: id, amount: "10.00" })}`;
    },
    changes: () => ({ amount: "12.00", reference: "WIRE-1", expected_at: "2030-01-01T00:00:00.000Z", status: "sent" }),
  },
  channel: {
    operation: "PATCH /api/v1/channels/{id}",
    make: async (api) => `/channels/${await channel(api)}`,
    changes: () => ({
      key: "duty",
      name: "Other",
      config: { webhook_url: "http://127.0.0.1:9/b" },
      rate_limit_per_second: 7,
      enabled: false,
    }),
  },
  route: {
    operation: "PATCH /api/v1/routes/{id}",
    make: async (api) => `/routes/${await made(api, "/routes", { name: "Night", on: ["critical"] })}`,
    changes: async (api) => {
      const ids = [await channel(api)];
      return {
        key: "night",
        name: "Other",
        on: ["warning"],
        filter: { currencies: ["USD"] },
        channel_ids: ids,
        recoveries: false,
        group_wait_seconds: 9,
        escalate: { after_minutes: 5, channel_ids: ids },
        schedule: { timezone: "UTC", days: ["mon"], from: "09:00", to: "17:00" },
        enabled: false,
      };
    },
  },
  digest: {
    operation: "PUT /api/v1/digest",
    make: async (api) => {
      const body = { channel_ids: [await channel(api)], at: "09:00", timezone: "UTC", days: ["mon"] };
      expectStatus(200, await api.put("/digest", body));
      return "/digest";
    },
    body: (change, { channel_ids: ids }) => ({
      channel_ids: ids,
      at: "09:00",
      timezone: "UTC",
      days: ["mon"],
      ...change,
    }),
    changes: async (api) => {
      const ids = [await channel(api)];
      return { channel_ids: ids, at: "10:00", timezone: "Asia/Dubai", days: ["tue"] };
    },
  },
  heartbeat: {
    operation: "PUT /api/v1/heartbeat",
    make: async (api) => {
      expectStatus(200, await api.put("/heartbeat", { url: "http://127.0.0.1:9/a", every_seconds: 3_600 }));
      return "/heartbeat";
    },
    body: (change) => ({ url: "http://127.0.0.1:9/a", every_seconds: 3_600, ...change }),
    changes: () => ({ url: "http://127.0.0.1:9/b", every_seconds: 7_200 }),
  },
  provider: {
    operation: "PATCH /api/v1/providers/{id}",
    make: async (api) => {
      const body = { kind: "octopus", name: "Ours", base_url: "http://127.0.0.1:9" };
      return `/providers/${await made(api, "/providers", body)}`;
    },
    changes: () => ({
      key: "ours",
      name: "Other",
      base_url: "http://127.0.0.1:9/v2",
      credentials: { api_key: "a", api_secret: "b" },
      webhook_secret: "hook-secret",
      cadence: { seconds: 3_600 },
      settings: { store_vouchers: true },
      status: "paused",
    }),
    besides: ["webhook_secret_grace_seconds"],
  },
  "webhook endpoint": {
    operation: "PATCH /api/v1/webhook-endpoints/{id}",
    make: async (api) => `/webhook-endpoints/${(await api.createEndpoint("http://127.0.0.1:9/a")).id}`,
    changes: () => ({
      key: "books",
      url: "http://127.0.0.1:9/b",
      event_types: ["wallet.debited"],
      description: "Books",
      rate_limit_per_second: 5,
      max_attempts: 4,
      timeout_ms: 5_000,
      status: "disabled",
    }),
  },
  "gateway connection": {
    operation: "PATCH /api/v1/gateway-connections/{id}",
    make: async (api) => {
      const body = { kind: "sudo", name: "Issuer", authorization: "Bearer 8f2e6c41d09b47a3" };
      return `/gateway-connections/${await made(api, "/gateway-connections", body)}`;
    },
    changes: () => ({ name: "Other", authorization: "Bearer 1111111111111111", status: "paused" }),
  },
  card: {
    operation: "PATCH /api/v1/cards/{card_id}",
    make: async (api) => {
      const { id } = await api.createWallet();
      const card = `card-${id}`;
      expectStatus(201, await api.post("/cards", { card_id: card, wallet_id: id }));
      return `/cards/${card}`;
    },
    changes: async (api) => ({ wallet_id: (await api.createWallet()).id, expires: "2030-11", status: "frozen" }),
  },
  product: {
    operation: "PATCH /api/v1/products/{id}",
    make: async (api) =>
      `/products/${await made(api, "/products", { name: "Card", currency: "USD", denominations: ["25.00"] })}`,
    changes: () => ({
      key: "card",
      name: "Other",
      denominations: ["50.00"],
      discount: "3.5",
      fee: { percent: "1" },
      max_quantity: 9,
      status: "archived",
    }),
  },
  "FX rate": {
    operation: "PUT /api/v1/fx-rates",
    make: async (api) => {
      expectStatus(200, await api.put("/fx-rates", { from: "USD", to: "EUR", rate: "0.92" }));
      return "/fx-rates/USD/EUR";
    },
    target: "/fx-rates",
    body: (change) => ({ from: "USD", to: "EUR", ...change }),
    changes: () => ({ rate: "0.95" }),
    besides: ["from", "to"],
  },
};

/** Operations that replace what exists without a tag, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  "PUT /session": "begins the session's time again; nothing of it is edited",
  "PUT /api/v1/wallets/{id}/spend-history":
    "adds what is known of days before the first transaction, and shows none of it",
};

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly headers?: Readonly<Record<string, unknown>> }>>;
}
interface Schema {
  readonly $ref?: string;
  readonly properties?: object;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const document = JSON.parse(inject("openapi")) as Document;

/** The members that an operation's body may have. */
function bodyOf(name: string): string[] {
  const [method = "", path = ""] = name.split(" ");
  const body = document.paths[path]?.[method.toLowerCase()]?.requestBody;
  return [...new Set(membersOf(body?.content["application/json"]?.schema ?? {}))].toSorted();
}

/** The members of an object; of those of an array; of each alternative. */
function membersOf({ $ref = "", properties, items, anyOf = [] }: Schema): string[] {
  const named = document.components.schemas[$ref.slice($ref.lastIndexOf("/") + 1)];
  const parts = [...anyOf, ...(named ? [named] : []), ...(items ? [items] : [])];
  return [...Object.keys(properties ?? {}), ...parts.flatMap(membersOf)];
}

describe("every operation that replaces what exists", () => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
  const replacing = operations.filter(({ name }) => /^(PATCH|PUT) /.test(name) && WITHOUT[name] === undefined);

  it.each(replacing)("$name takes If-Match, answers with the new ETag, and is tested here", ({ name, operation }) => {
    expect(operation.parameters).toContainEqual(expect.objectContaining({ in: "header", name: "If-Match" }));
    expect(operation.responses["200"]?.headers).toHaveProperty("ETag");
    expect(operation.responses).toHaveProperty("412");
    expect(Object.values(EDITABLE).map((each) => each.operation)).toContain(name);
  });
});

describeEngines("what two people edit", (engine) => {
  const server = useServer({ engine, args: ["--allow-private-targets"] });
  const tagOf = async (path: string): Promise<string> => {
    const answer = await server().api.get(path);
    expectStatus(200, answer);
    return answer.headers.get("etag") ?? "none";
  };

  it.each(Object.entries(EDITABLE))(
    "%s: every change renews the tag, and with an older one nothing is written",
    async (_name, editable) => {
      const { api } = server();
      const { operation, make, changes, body = (change) => change, besides = [] } = editable;
      const path = await make(api);
      const all = await changes(api);
      const tags = [await tagOf(path)];
      expect(tags[0]).toMatch(/^"[\w-]{22}"$/);
      for (const [member, value] of Object.entries(all)) {
        const save = (tag: string) =>
          api.send(operation.split(" ", 1)[0] ?? "", editable.target ?? path, body({ [member]: value }, all), {
            "If-Match": tag,
          });
        const present = tags.at(-1) ?? "";
        const saved = await save(present);
        expect({ member, answer: saved.text, status: saved.status }).toMatchObject({ status: 200 });
        const renewed = await tagOf(path);
        expect(saved.headers.get("etag")).toBe(renewed);
        tags.push(renewed);
        const refused = await save(present);
        expect({ member, status: refused.status }).toEqual({ member, status: 412 });
        expect(errorOf(refused).code).toBe("PRECONDITION_FAILED");
        expect(await tagOf(path)).toBe(renewed);
      }
      // One that a change left as it was would be here twice.
      expect(new Set(tags).size).toBe(tags.length);
      expect([...Object.keys(all), ...besides].toSorted()).toEqual(bodyOf(operation));
    },
  );

  it("one of twenty who save at once from the same tag wins, and the others write nothing", async () => {
    const { api } = server();
    const { id } = await api.createFeature();
    const tag = await tagOf(`/features/${id}`);
    const names = Array.from({ length: 20 }, (_, i) => `Saved by ${i}`);
    const answers = await Promise.all(
      names.map(async (name) => api.patch<{ name: string }>(`/features/${id}`, { name }, { "If-Match": tag })),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
    const stored = await api.get<{ name: string }>(`/features/${id}`);
    expect(stored.body.name).toBe(won[0]?.body.name);
    const log = await api.get<{ action: string }[]>(`/audit?resource=feature:${id}`);
    expect(log.body.map(({ action }) => action)).toEqual(["update", "create"]);
  });

  it("of twenty who make the same default at once, one does", async () => {
    const { api } = server();
    const path = "/alert-settings/default/JPY";
    const levels = Array.from({ length: 20 }, (_, i) => ({ critical: { condition: "below", threshold: String(i) } }));
    const answers = await Promise.all(
      levels.map(async (alert) => api.put<object>(path, { alert_settings: alert }, { "If-None-Match": "*" })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
    const { headers } = await api.get(path);
    expect(headers.get("etag")).toBe(answers.find(({ status }) => status === 200)?.headers.get("etag"));
  });

  it("money that moves and deliveries that arrive are no change of what is edited", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("50.00", { alert_settings: LEVELS });
    const { receiver, endpoint } = await listen(server(), { event_types: ["wallet.debited"] });
    const tags = async () => [await tagOf(`/wallets/${wallet.id}`), await tagOf(`/webhook-endpoints/${endpoint.id}`)];
    const before = await tags();
    await api.debit(wallet.id, "45.00");
    await eventually(() => expect(receiver.requests).toHaveLength(1));
    expect((await api.wallet(wallet.id)).alert_state).toBe("warning");
    expect(await tags()).toEqual(before);
    const saved = await api.patch(`/wallets/${wallet.id}`, { name: "Renamed" }, { "If-Match": before[0] ?? "" });
    expect(saved.status).toBe(200);
  });

  it("is removed only as it was read", async () => {
    const { api } = server();
    const removable = [
      "feature",
      "channel",
      "route",
      "webhook endpoint",
      "provider",
      "alert default",
      "digest",
      "heartbeat",
    ];
    for (const name of removable) {
      const { make, changes, operation, target, body = (change) => change } = EDITABLE[name] as Editable;
      const path = await make(api);
      const read = await tagOf(path);
      const all = await changes(api);
      const [member, value] = Object.entries(all).at(-1) ?? ["", null];
      expectStatus(
        200,
        await api.send(operation.split(" ", 1)[0] ?? "", target ?? path, body({ [member]: value }, all)),
      );
      const refused = await api.delete(path, { "If-Match": read });
      expect({ name, status: refused.status }).toEqual({ name, status: 412 });
      expect((await api.get(path)).status).toBe(200);
      expect({ name, status: (await api.delete(path, { "If-Match": await tagOf(path) })).status }).toEqual({
        name,
        status: 204,
      });
      expect((await api.get(path)).status).toBe(404);
    }
  });

  it("takes * and lists, tags that a proxy has made weak, and names a header that says nothing", async () => {
    const { api } = server();
    const { id } = await api.createFeature();
    const path = `/features/${id}`;
    const save = async (tag: string) => (await api.patch(path, { name: `With ${tag}` }, { "If-Match": tag })).status;
    expect(await save("*")).toBe(200);
    expect(await save(`"other", ${await tagOf(path)}`)).toBe(200);
    expect(await save(`W/${await tagOf(path)}`)).toBe(200);
    expect(await save('"other", "another"')).toBe(412);
    for (const wrong of ["", "bare", '"open', '"a" "b"', '"a",', "*,*"]) {
      const answer = await api.patch(path, { name: "Wrong" }, { "If-Match": wrong });
      expect({ wrong, status: answer.status }).toEqual({ wrong, status: 400 });
      expect(errorOf(answer).details.map(({ field }) => field)).toEqual(["If-Match"]);
    }
    const half = await api.put("/alert-settings/default/KWD", { alert_settings: LEVELS }, { "If-None-Match": '"a"' });
    expect([half.status, errorOf(half).details[0]?.field]).toEqual([400, "If-None-Match"]);
    const both = { "If-Match": "*", "If-None-Match": "*" };
    expect((await api.put("/alert-settings/default/KWD", { alert_settings: LEVELS }, both)).status).toBe(400);
    const rates = [{ from: "USD", to: "GBP", rate: "0.8" }];
    const many = await api.put("/fx-rates", rates, { "If-Match": "*" });
    expect([many.status, errorOf(many).details[0]?.field]).toEqual([400, "If-Match"]);
  });

  it("of what does not exist: not found where it is changed, and not made where it should be there", async () => {
    const { api } = server();
    const tag = { "If-Match": '"other"' };
    for (const headers of [tag, { "If-Match": "*" }]) {
      expect((await api.patch("/features/feat_01jv9x2m40000000000000001", { name: "N" }, headers)).status).toBe(404);
      expect((await api.delete("/routes/route_01jv9x2m40000000000000001", headers)).status).toBe(404);
    }
    const path = "/alert-settings/default/CHF";
    for (const headers of [tag, { "If-Match": "*" }]) {
      expect((await api.put(path, { alert_settings: LEVELS }, headers)).status).toBe(412);
      expect((await api.get(path)).status).toBe(404);
    }
  });

  it("without a tag the last one who saves wins", async () => {
    const { api } = server();
    const { id } = await api.createFeature();
    await api.updateFeature(id, { name: "First" });
    expect((await api.updateFeature(id, { name: "Second" })).name).toBe("Second");
  });
});
