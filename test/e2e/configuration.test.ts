import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import type { Channel, Feature, Product, Provider, Route, Wallet, WebhookEndpoint } from "@plimsoll/contract";
import { createClient, type Client } from "@plimsoll/client";
import { applyPlan } from "@plimsoll/server/tools/configuration/apply-plan";
import { declared, planOf, type Wanted } from "@plimsoll/server/tools/configuration/plan";
import { presentOf } from "@plimsoll/server/tools/configuration/present";
import { readConfigurationFile } from "@plimsoll/server/tools/configuration/read-file";
import fc from "fast-check";
import { configurations } from "../support/configurations.ts";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { errorOf, expectStatus, type Api } from "../support/e2e/api.ts";
import { newAccount, type AccountOf } from "../support/e2e/accounts.ts";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { plimsoll, PlimsollProcess, type CommandResult } from "../support/e2e/process.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { startServer, type Server } from "../support/e2e/server.ts";
import { SEED_TITLE, seeds } from "../support/simulation/random.ts";

const SECRETS = {
  OCTOPUS_API_KEY: "octopus-key-1",
  OCTOPUS_API_SECRET: "octopus-secret-1",
  OCTOPUS_WEBHOOK_SECRET: "octopus-hook-1",
  OPS_WEBHOOK_URL: "https://hooks.slack.example/services/T000/B000/opsaaaa",
  HOOK_HEADERS_AUTHORIZATION: "Bearer aaaa-bbbb-cccc",
};

/** The address of a server that asks another one, and does something before. */
async function startBetween({ url }: Server, before: (method: string, path: string) => Promise<void>): Promise<string> {
  const between = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const { method = "", url: path = "", headers } = request;
      const body = await buffer(request);
      await before(method, path);
      const kept = Object.entries(headers).filter(([name]) => /^(authorization|content-type|if-match)$/.test(name));
      const asked = await fetch(url + path, {
        method,
        headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
        ...(body.length > 0 && { body }),
      });
      for (const name of ["content-type", "etag", "x-total-count", "link"]) {
        const value = asked.headers.get(name);
        if (value !== null) response.setHeader(name, value);
      }
      response.writeHead(asked.status).end(Buffer.from(await asked.arrayBuffer()));
    };
    answer().catch((error: unknown) => response.destroy(error as Error));
  });
  between.listen(0, "127.0.0.1");
  await once(between, "listening");
  onTestFinished(() => {
    between.closeAllConnections();
    between.close();
  });
  return `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
}

/** Everything that a file can declare. */
const FULL = `
account:
  timezone: Asia/Dubai
  cutoff: "14:00"
  holidays: ["2026-12-25"]
  lead_time_business_days: 3
  topup: { target_days: 7, step: 100 }
  topup_approval: { above: 50000 }
  stale_policy: open
  stale_after_seconds: 600
currencies:
  - { currency: PTS, name: Points, precision: 0 }
fx_rates:
  - { from: USD, to: EUR, rate: 0.920 }
  - { from: PTS, to: USD, rate: "0.01" }
providers:
  - key: octopus
    kind: octopus
    name: Octopus Cards
    base_url: https://octopus.example
    credentials: { api_key: "\${OCTOPUS_API_KEY}", api_secret: "\${OCTOPUS_API_SECRET}" }
    webhook_secret: \${OCTOPUS_WEBHOOK_SECRET}
    cadence: { seconds: 120 }
    status: paused
features:
  - key: api-calls
    name: API calls
    alert_settings:
      alert_enabled: true
      critical: { threshold: 0, condition: below }
      warning: { threshold: 10.50, condition: below }
  - { key: sms, name: Text messages, type: addon, status: draft }
alert_defaults:
  - currency: "*"
    alert_settings: { alert_enabled: true, critical: { runway_hours: 12, condition: below } }
  - currency: USD
    alert_settings: { alert_enabled: true, critical: { threshold: "5", condition: below }, clear_margin: 1 }
wallets:
  - name: Prepaid USD
    currency: USD
    overdraft_limit: null
    conversion_rate: 2
    expected_daily_spend: 12.50
    topup: { minimum: 100, methods: [card, wire], instructions: "Pay $\${100}" }
    features: [sms, api-calls]
    alert_settings: { alert_enabled: false, critical: { threshold: 1, condition: below } }
    metadata: { team: growth, tags: [a, b], nested: { x: 1.5 } }
  - { name: Points, currency: PTS, type: POSTPAID, overdraft_limit: 500 }
  - { key: points-2, name: Points, currency: EUR, status: frozen, asset_scale: 4 }
  - { name: Octopus USD, currency: USD, provider: octopus, external_id: "1", features: [sms] }
endpoints:
  - key: erp
    url: https://erp.example/plimsoll
    event_types: [wallet.created, wallet.debited]
    description: ERP
    rate_limit_per_second: 5
    max_attempts: 7
    timeout_ms: 4000
    status: disabled
channels:
  - { key: ops, kind: slack, name: Ops, config: { webhook_url: "\${OPS_WEBHOOK_URL}" } }
  - key: hook
    kind: webhook
    name: Hook
    rate_limit_per_second: 3
    enabled: false
    config:
      url: https://hook.example/in
      headers: { Authorization: "\${HOOK_HEADERS_AUTHORIZATION}" }
      body: '{"text": "{{title}}"}'
products:
  - { key: steam, name: Steam card, currency: USD, denominations: [25, "50.00"], discount: 3.5, fee: { percent: 1 } }
  - { key: any, name: Any amount, currency: EUR, denominations: { min: 1, max: 100 }, fee: 0.5, max_quantity: 5, status: archived }
cards:
  - { card_id: 61e02652bdf6466e4ff94921, wallet: Prepaid USD, expires: 2027-11 }
  - { card_id: second, wallet: octopus/1, status: frozen }
campaigns:
  - key: black-friday
    name: Black Friday
    starts_at: 2036-11-28T00:00:00Z
    ends_at: 2036-11-29T00:00:00Z
    expected_multiplier: 3.0
    provider: octopus
routes:
  - { key: operations, name: Operations, on: [warning, stale], channels: [ops] }
  - key: night
    name: Night watch
    on: [critical, block]
    channels: [ops, hook]
    recoveries: false
    group_wait_seconds: 60
    filter: { wallets: [Prepaid USD, points-2, octopus/1], currencies: [USD], providers: [octopus], features: [sms] }
    escalate: { after_minutes: 15, channels: [hook] }
    schedule: { timezone: Europe/Amsterdam, days: [mon, tue], from: "22:00", to: "06:00" }
    enabled: false
`;

/** Files that cannot be applied, each with the line and the field that its refusal names. */
const WRONG: readonly (readonly [string, string])[] = [
  ["features: [", "plimsoll.yaml:2: "],
  ["features:\n  - { key: a, key: b, name: A }", "plimsoll.yaml:2: "],
  ["feature: []", "plimsoll.yaml:1: feature is not a known field"],
  ["features:\n  - key: a\n    name: A\n    colour: red", "plimsoll.yaml:4: features.0.colour is not a known field"],
  ["features:\n  - name: A", "plimsoll.yaml:2: features.0.key is required"],
  ["features:\n  - key: a b\n    name: A", "plimsoll.yaml:2: features.0.key must consist of letters"],
  [
    "features:\n  - { key: a, name: A }\n  - { key: a, name: B }",
    "plimsoll.yaml:3: features.1 is the same as features.0",
  ],
  [
    "features:\n  - key: a\n    name: A\n    alert_settings:\n      alert_enabled: true\n      warning: { threshold: 1, condition: below }",
    "plimsoll.yaml:5: features.0.alert_settings.",
  ],
  ["wallets:\n  - name: A\n    currency: XXQ", "plimsoll.yaml:3: wallets.0.currency must be an ISO 4217 code"],
  [
    "wallets:\n  - name: A\n    currency: USD\n    provider: none\n    external_id: x",
    'plimsoll.yaml:4: wallets.0.provider there is no provider "none"',
  ],
  [
    "routes:\n  - key: r\n    name: R\n    on: [info]\n    channels:\n      - a",
    'plimsoll.yaml:6: routes.0.channels.0 there is no channel "a"',
  ],
  ["routes:\n  - key: r\n    name: R\n    on: [fire]", "plimsoll.yaml:4: routes.0.on.0 must be one of"],
  ["account:\n  timezone: Mars/Base", "plimsoll.yaml:2: account.timezone must be an IANA time zone"],
  [
    "channels:\n  - key: a\n    kind: slack\n    name: A\n    config: {}",
    "plimsoll.yaml:5: channels.0.config.webhook_url is required",
  ],
  [
    "channels:\n  - key: a\n    kind: slack\n    name: A\n    config:\n      webhook_url: https://hooks.slack.example/x",
    "plimsoll.yaml:6: channels.0.config.webhook_url is a secret in clear",
  ],
  [
    "channels:\n  - key: a\n    kind: slack\n    name: A\n    config:\n      webhook_url: ${NOT_SET}",
    "plimsoll.yaml:6: ${NOT_SET} is not set in the environment",
  ],
  ["endpoints:\n  - key: e\n    url: ${file:none}", "plimsoll.yaml:3: ${file:none} cannot be read (ENOENT)"],
  [
    "products:\n  - key: p\n    name: P\n    currency: USD\n    denominations: [0.001]",
    "plimsoll.yaml:5: products.0.denominations.0 ",
  ],
  ["fx_rates:\n  - { from: USD, to: EUR, rate: -1 }", "plimsoll.yaml:2: fx_rates.0.rate must be a decimal above zero"],
  [
    "providers:\n  - key: p\n    kind: reloadly\n    name: P\n    webhook_secret: ${OPS_WEBHOOK_URL}",
    "providers.0.webhook_secret must be absent",
  ],
];
/** One that cannot be read, one with a field that is not known, and one that names what the account does not have. */
const APPLIED = WRONG.filter((_, index) => [0, 3, 9].includes(index));

/** What is valid, and earlier in the order of application, is with it. */
const wholeFile = (wrong: string) => `${wrong}\n${wrong.startsWith("account") ? "" : 'account: { cutoff: "09:00" }'}\n`;

async function fileOf(text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "plimsoll-file-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, "plimsoll.yaml");
  await writeFile(file, text);
  return file;
}

function environmentOf({ url, data }: AccountOf): Record<string, string> {
  return { PLIMSOLL_URL: url, PLIMSOLL_KEY: data.adminKey };
}

async function apply(
  server: AccountOf,
  text: string,
  flags: readonly string[] = [],
  secrets: Record<string, string> = SECRETS,
): Promise<CommandResult> {
  return plimsoll(["apply", "-f", await fileOf(text), ...flags], { ...environmentOf(server), ...secrets });
}

async function exported(server: AccountOf): Promise<string> {
  const { code, stdout, stderr } = await plimsoll(["export"], environmentOf(server));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

const everything = async <T>(api: Api, path: string) => expectStatus(200, await api.get<T[]>(`${path}?limit=1000`));

/** Everything that a file could have changed. */
async function stateOf(api: Api): Promise<unknown> {
  const lists = ["providers", "features", "wallets", "webhook-endpoints", "channels", "products", "routes", "fx-rates"];
  const account = await api.get("/account");
  return [account.body, ...(await Promise.all(lists.map((list) => everything(api, `/${list}`))))];
}

/** A new account of the server, as its own client sees it. */
async function clientOfAccount(server: Server, name: string): Promise<Client> {
  const flags = ["--account", name, "--scopes", "admin", "--json"];
  const { stdout } = await server.cli("keys", "create", ...flags);
  const { key } = JSON.parse(stdout) as { readonly key: string };
  return createClient({ baseUrl: server.url, apiKey: key });
}

/** The number of steps that it took. */
async function bring(client: Client, wanted: Wanted, prune: boolean): Promise<number> {
  const plan = planOf(wanted, await presentOf(client), { prune, setSecrets: false, now: Date.now() });
  expect(plan.problems).toEqual([]);
  await applyPlan(client, plan, () => undefined);
  return plan.steps.length;
}

describeAnyEngine("a configuration file", (engine) => {
  const shared = useServer({ engine });

  it("is applied whole, then changes nothing; its export makes another account the same", async () => {
    const server = await newAccount(shared());
    const planned = await apply(server, FULL, ["--plan"]);
    expect(planned).toMatchObject({ code: 2, stderr: "" });
    expect(planned.stdout).toContain("+ provider octopus\n    kind: octopus\n");
    expect(planned.stdout).toContain("~ account\n    timezone: UTC → Asia/Dubai\n");
    expect(planned.stdout).toContain("~ route operations\n    key: operations\n");
    expect(planned.stdout).toMatch(/\n21 to create, 2 to change, 0 to delete, 0 unchanged\n$/);
    expect(await everything(server.api, "/features")).toEqual([]);

    const applied = await apply(server, FULL);
    expect(applied).toMatchObject({ code: 0, stderr: "" });
    expect(applied.stdout).toContain("created wallet octopus/1\n");
    expect(applied.stdout).toMatch(/21 created, 2 changed, 0 deleted, 0 unchanged\n$/);
    for (const secret of Object.values(SECRETS)) expect(planned.stdout + applied.stdout).not.toContain(secret);
    expect(await apply(server, FULL, ["--plan"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^= account\n= currency PTS\n[^+~]*\n0 to create, 0 to change, 0 to delete, 23 unchanged\n$/,
      ),
    });
    expect((await apply(server, FULL)).stdout).toBe("0 created, 0 changed, 0 deleted, 23 unchanged\n");

    const [route] = (await everything<Route>(server.api, "/routes")).filter(({ key }) => key === "night");
    const wallets = await everything<Wallet>(server.api, "/wallets");
    const idOf = (name: string, currency: string) =>
      wallets.find((wallet) => wallet.name === name && wallet.currency === currency)?.id;
    const ids = [idOf("Prepaid USD", "USD"), idOf("Points", "EUR"), idOf("Octopus USD", "USD")];
    expect(route?.filter?.wallet_ids).toEqual(ids);
    const [provider] = await everything<Provider>(server.api, "/providers");
    expect(provider).toMatchObject({ has_credentials: true, has_webhook_secret: true, status: "paused" });
    expect(wallets[0]).toMatchObject({
      overdraft_limit: null,
      topup: { instructions: "Pay ${100}", minimum: "100" },
      metadata: { team: "growth", tags: ["a", "b"], nested: { x: 1.5 } },
    });

    const text = await exported(server);
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
    const second = await newAccount(shared());
    expect(await apply(second, text)).toMatchObject({ code: 0, stderr: "" });
    expect(await exported(second)).toBe(text);
    expect(await apply(second, FULL, ["--plan"])).toMatchObject({ code: 0 });
    // The JSON that it is as well.
    expect(await apply(second, JSON.stringify(parse(text)), ["--plan"])).toMatchObject({ code: 0 });
  });

  it("killed at any moment is finished by the next, without a resource too many", async () => {
    const server = await newAccount(shared());
    const numbers = Array.from({ length: 30 }, (_, index) => index + 1);
    const text = `
features:
${numbers.map((n) => `  - { key: f${n}, name: Feature ${n % 7} }`).join("\n")}
wallets:
${numbers.map((n) => `  - { name: Wallet ${n}, currency: USD, features: [f${n}], status: frozen }`).join("\n")}
routes:
${numbers.map((n) => `  - { key: r${n}, name: Route ${n % 5}, on: [critical], filter: { features: [f${n}] } }`).join("\n")}
`;
    const file = await fileOf(text);
    for (const [path, count] of [
      ["/features", 5],
      ["/features", 20],
      ["/wallets", 10],
      ["/routes", 15],
    ] as const) {
      const command = new PlimsollProcess(["apply", "-f", file], environmentOf(server));
      const made = async () => Number((await server.api.get(`${path}?limit=1`)).headers.get("x-total-count"));
      while (command.child.exitCode === null && (await made()) < count) await pause(5);
      await command.end("SIGKILL");
    }
    expect(await apply(server, text)).toMatchObject({ code: 0, stderr: "" });
    expect((await apply(server, text, ["--plan"])).stdout).toMatch(/\n0 to create, 0 to change, 0 to delete, 90 /);
    expect(await everything(server.api, "/features")).toHaveLength(30);
    expect(await everything(server.api, "/routes")).toHaveLength(33);
    const wallets = await everything<Wallet>(server.api, "/wallets");
    expect(wallets).toHaveLength(30);
    expect(wallets.every(({ status, feature_ids: features }) => status === "frozen" && features.length === 1)).toBe(
      true,
    );
  });

  it("changes what differs, takes over what has no key yet, and deletes with --prune only", async () => {
    const server = await newAccount(shared());
    const { api } = server;
    const old = expectStatus(201, await api.post<Feature>("/features", { name: "API calls" }));
    const other = expectStatus(201, await api.post<Feature>("/features", { name: "Other", key: "other" }));
    const product = { name: "Card", currency: "USD", denominations: ["5"] };
    const sold = expectStatus(201, await api.post<Product>("/products", product));
    expectStatus(200, await api.put("/fx-rates", { from: "USD", to: "EUR", rate: "0.9" }));
    const text = `
fx_rates: []
features:
  - key: api
    name: API calls
    alert_settings: { alert_enabled: true, critical: { threshold: 1, condition: below }, warning: { threshold: 2, condition: below } }
products: []
campaigns:
  - { key: sale, starts_at: 2036-01-01T00:00:00Z, ends_at: 2036-01-02T00:00:00Z }
`;
    expect(await apply(server, text)).toMatchObject({ code: 0 });
    const features = await everything<Feature>(api, "/features");
    expect(features.map(({ id, key }) => [id, key])).toEqual([
      [old.id, "api"],
      [other.id, "other"],
    ]);

    const changed = text.replace("warning: { threshold: 2", "info: { threshold: 3").replace("01-02T", "01-03T");
    const plan = await apply(server, changed, ["--plan", "--prune"]);
    expect(plan.code).toBe(2);
    expect(plan.stdout).toContain("- feature other\n");
    expect(plan.stdout).toContain("- FX rate USD/EUR\n");
    expect(plan.stdout).toContain("- product card\n");
    expect(plan.stdout).toContain("± campaign sale\n    ends_at: 2036-01-02T00:00:00.000Z → 2036-01-03T00:00:00Z\n");
    expect(plan.stdout).not.toContain("route");
    expect(await apply(server, changed, ["--prune"])).toMatchObject({ code: 0 });
    const [only, ...rest] = await everything<Feature>(api, "/features");
    expect(rest).toEqual([]);
    expect(only?.alert_settings).toMatchObject({ warning: null, info: { threshold: "3" } });
    expect(await everything(api, "/fx-rates")).toEqual([]);
    expect((await everything<Product>(api, "/products"))[0]).toMatchObject({ id: sold.id, status: "archived" });
    expect(await everything(api, "/routes")).toHaveLength(3);
    expect((await apply(server, changed, ["--plan", "--prune"])).code).toBe(0);

    // Keys are unique among resources of a kind, and free again with their deletion.
    const again = await api.post("/features", { name: "Another", key: "api" });
    expect([again.status, errorOf(again).code, errorOf(again).details[0]?.field]).toEqual([409, "CONFLICT", "key"]);
    expectStatus(201, await api.post("/features", { name: "Other", key: "other" }));
    expectStatus(201, await api.post("/routes", { name: "api", on: ["info"], key: "api" }));
    expect((await api.patch(`/routes/route_page`, { key: "api" })).status).toBe(409);
  });
});

describeAnyEngine("any configuration", (engine) => {
  const server = useServer({ engine });

  it.each(seeds())(
    `is made of any other, and what is declared of it makes another account the same, ${SEED_TITLE}`,
    async (seed) => {
      const [first, second] = fc.sample(configurations, { seed, numRuns: 2 }) as [Wanted, Wanted];
      const [one, other] = await Promise.all(
        [`one${seed}`, `other${seed}`].map((name) => clientOfAccount(server(), name)),
      );
      if (one === undefined || other === undefined) throw new Error("no accounts");
      await bring(one, first, false);
      expect(await bring(one, first, false)).toBe(0);
      await bring(one, second, true);
      expect(await bring(one, second, true)).toBe(0);
      const there = declared(await presentOf(one), Date.now());
      await bring(other, there, true);
      expect(declared(await presentOf(other), Date.now())).toEqual(there);
    },
  );
});

describe("a configuration file", () => {
  const server = useServer();
  it.each(APPLIED)("%j changes nothing, and names its line and field", async (wrong, complaint) => {
    const before = await stateOf(server().api);
    const { code, stdout, stderr } = await apply(server(), wholeFile(wrong));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(complaint);
    expect(await stateOf(server().api)).toEqual(before);
  });

  it.each(WRONG)("%j is refused before anything is applied, by its line and field", async (wrong, complaint) => {
    const { url, data } = server();
    const present = await presentOf(createClient({ baseUrl: url, apiKey: data.adminKey }));
    const text = wholeFile(wrong);
    const planning = () => {
      const from = { name: "plimsoll.yaml", text, environment: SECRETS, allowPlainSecrets: false };
      const file = readConfigurationFile(from);
      file.require(planOf(file.wanted, present, { prune: false, setSecrets: false, now: Date.now() }).problems);
    };
    expect(planning).toThrow(complaint);
  });

  it("cannot change what is fixed, nor be applied without a key that may", async () => {
    const own = await newAccount(server());
    const wallet = "wallets:\n  - { name: A, currency: USD, asset_scale: 2 }";
    expect((await apply(own, wallet)).code).toBe(0);
    const other = await apply(own, wallet.replace("scale: 2", "scale: 3"));
    expect(other).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("asset_scale cannot be changed from 2 to 3"),
    });
    const file = await fileOf(wallet);
    const refused = await plimsoll(["apply", "-f", file, "--key", "pk_wrong"], { PLIMSOLL_URL: own.url });
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    const away = await plimsoll(["apply", "-f", file], { ...environmentOf(own), PLIMSOLL_URL: "http://127.0.0.1:9" });
    expect(away.code).toBe(1);
    expect(await plimsoll(["apply", "-f", file], { PLIMSOLL_URL: own.url })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("an API key is needed"),
    });
  });

  it.each([
    ["before its turn", "GET", []],
    ["between its reading and its change", "PATCH", ["--json"]],
  ] as const)("overwrites nothing that someone changes %s", async (_when, method, args) => {
    const own = await startServer();
    const names = ["one", "two", "three"];
    const text = (type: string) =>
      `features:\n${names.map((key) => `  - { key: ${key}, name: ${key}, type: ${type} }`).join("\n")}`;
    expect((await apply(own, text("metered"))).code).toBe(0);
    const two = (await everything<Feature>(own.api, "/features")).find(({ key }) => key === "two")?.id ?? "";
    let hasChanged = false;
    const url = await startBetween(own, async (...[asked, path]) => {
      if (hasChanged || asked !== method || path !== `/api/v1/features/${two}`) return;
      hasChanged = true;
      expectStatus(200, await own.api.patch(`/features/${two}`, { name: "Theirs", status: "draft" }));
    });
    const file = await fileOf(text("seats"));
    const stopped = await plimsoll(["apply", "-f", file, ...args], { ...environmentOf(own), PLIMSOLL_URL: url });
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain("feature two: someone has changed it since the plan was made");
    const done = { action: "change", section: "features", name: "one" };
    if (args.length === 0) expect(stopped.stdout).toBe("changed feature one\n");
    else expect(JSON.parse(stopped.stdout)).toEqual({ steps: [done], left: [] });
    const stored = await everything<Feature>(own.api, "/features");
    expect(stored.map(({ key, name, type, status }) => [key, name, type, status])).toEqual(
      expect.arrayContaining([
        ["one", "one", "seats", "published"],
        ["two", "Theirs", "metered", "draft"],
        ["three", "three", "metered", "published"],
      ]),
    );

    const rest = await apply(own, text("seats"));
    expect(rest).toMatchObject({ code: 0, stderr: "" });
    expect(rest.stdout).toContain("changed feature two\n");
    expect(await everything<Feature>(own.api, "/features")).toEqual(
      expect.arrayContaining(names.map((name) => expect.objectContaining({ name, type: "seats" }))),
    );
  });

  it("deletes nothing that someone changes while it is applied", async () => {
    const own = await startServer();
    expectStatus(200, await own.api.put("/fx-rates", { from: "USD", to: "EUR", rate: "0.9" }));
    const url = await startBetween(own, async (...[asked, path]) => {
      if (asked === "PUT" && path === "/api/v1/fx-rates") {
        expectStatus(200, await own.api.put("/fx-rates", { from: "USD", to: "EUR", rate: "0.95" }));
      }
    });
    const file = await fileOf("fx_rates: []");
    const environment = { ...environmentOf(own), PLIMSOLL_URL: url };
    expect(await plimsoll(["apply", "-f", file, "--prune"], environment)).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("FX rate USD/EUR: someone has changed it since the plan was made"),
    });
    expect(await everything(own.api, "/fx-rates")).toMatchObject([{ rate: "0.95" }]);
  });

  it("has its secrets from the environment and from files; a channel's is compared, a provider's is set again on request", async () => {
    const own = await newAccount(server());
    const receiver = await startReceiver();
    const file = await fileOf(`
providers:
  - { key: octo, kind: octopus, name: Octo, webhook_secret: "\${file:secret}" }
channels:
  - { key: ops, kind: webhook, name: Ops, config: { url: "${receiver.url}", headers: { X-Token: "\${TOKEN}" } } }
endpoints:
  - { key: erp, url: "${receiver.url}" }
`);
    await writeFile(join(file, "../secret"), "first-hook-secret\n");
    const run = (token: string, ...flags: string[]) =>
      plimsoll(["apply", "-f", file, ...flags], { ...environmentOf(own), TOKEN: token });
    const made = await run("token-of-the-first-day", "--show-secrets");
    expect(made.stdout).toMatch(/created endpoint erp, with the secret whsec_/);
    const [channel] = await everything<Channel>(own.api, "/channels");
    expectStatus(200, await own.api.post(`/channels/${channel?.id}/test`));
    const [first] = await receiver.waitFor(1);
    expect(first?.headers["x-token"]).toBe("token-of-the-first-day");

    expect((await run("token-of-the-first-day", "--plan")).code).toBe(0);
    const plan = await run("token-of-the-second-one", "--plan");
    expect(plan).toMatchObject({ code: 2, stdout: expect.stringContaining("~ channel ops") });
    expect(plan.stdout).not.toContain("token-of");
    const again = await run("token-of-the-second-one", "--set-secrets");
    expect(again.stdout).toContain("changed provider octo\n");
    expect(again.stdout).toContain("changed channel ops\n");
    await own.api.post(`/channels/${channel?.id}/test`);
    const [, second] = await receiver.waitFor(2);
    expect(second?.headers["x-token"]).toBe("token-of-the-second-one");

    const plain = (await readFile(file, "utf8")).replace("${TOKEN}", "token-of-the-third-day");
    expect((await apply(own, plain.replace("${file:secret}", "plain"), ["--plan"])).code).toBe(1);
    const allowed = await apply(own, plain.replace("${file:secret}", "plain"), ["--plan", "--allow-plain-secrets"]);
    expect(allowed.code).toBe(2);
  });

  it("has a JSON Schema that admits an export and refuses a field that is not known", async () => {
    const own = await newAccount(server());
    const applied = await apply(own, FULL);
    expect(applied.code).toBe(0);
    const { stdout } = await plimsoll(["export", "--schema"], {});
    const ajv = new Ajv2020({ strict: false, allowUnionTypes: true });
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(stdout) as object);
    const content = parse(await exported(own)) as { features: object[] };
    expect(validate(content) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...content, features: [{ key: "a", name: "A", colour: "red" }] })).toBe(false);
    expect(validate({ feature: [] })).toBe(false);
  });

  it("leaves its keys to be read, and the exports of transactions as they are", async () => {
    const own = await newAccount(server());
    expect((await apply(own, FULL)).code).toBe(0);
    const [endpoint] = await everything<WebhookEndpoint>(own.api, "/webhook-endpoints");
    expect(endpoint).toMatchObject({ key: "erp", status: "disabled", max_attempts: 7 });
    const { url, data } = own;
    const csv = await plimsoll(["export", "transactions", "--url", url, "--key", data.adminKey], {});
    expect(csv).toMatchObject({ code: 0, stdout: expect.stringMatching(/^id,wallet_id/) });
    const written = join(await fileOf(""), "../out.yaml");
    expect((await plimsoll(["export", "--out", written], environmentOf(own))).code).toBe(0);
    expect(await readFile(written, "utf8")).toBe(await exported(own));
  });
});
