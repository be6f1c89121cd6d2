import { expect, it, onTestFinished } from "vitest";
import { expectStatus } from "../support/e2e/api.ts";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { movementEvent, sendHook } from "../support/e2e/octopus.ts";
import { startServer, type Server } from "../support/e2e/server.ts";
import { HttpProvider, type Answering } from "../support/http-provider.ts";

interface Provider {
  readonly id: string;
  readonly [member: string]: unknown;
}

interface Report {
  readonly problems: number;
  readonly providers: readonly {
    readonly id: string;
    readonly findings: readonly { readonly check: string; readonly state: string; readonly message: string }[];
  }[];
}

const CREDENTIALS = { api_key: "key-1", api_secret: "very-secret" };

/** The part of the Octopus protocol that a check-up reads. */
const octopus: Answering = ({ path, body }) => {
  if (path === "/auth/login") {
    const { password } = JSON.parse(body) as { password?: string };
    if (password !== CREDENTIALS.api_secret) return { status: 401, body: {} };
    return { body: { success: true, data: { access_token: "t", refresh_token: "r" } } };
  }
  if (path === "/api/v1/currencies") return { body: [{ id: 1, currency: "USD", precision: 2 }] };
  if (path === "/api/v1/wallets") return { body: [{ id: 1, currency_id: 1, amount: 5000, type: "PREPAID" }] };
  return path === "/api/v1/transactions" ? { body: [] } : { status: 404 };
};

async function host(answer: Answering): Promise<HttpProvider> {
  const provider = await new HttpProvider(answer).start();
  onTestFinished(() => provider.stop());
  return provider;
}

async function create(server: Server, body: object): Promise<Provider> {
  return expectStatus(201, await server.api.post<Provider>("/providers", body));
}

async function doctor(server: Server, ...args: string[]): Promise<{ code: number | null; report: Report }> {
  const { code, stdout } = await server.cli("doctor", "--json", "--allow-private-targets", ...args);
  return { code, report: JSON.parse(stdout) as Report };
}

describeAnyEngine("providers", (engine) => {
  it("are changed member by member, and never show a secret", async () => {
    const server = await startServer({ engine });
    const created = await create(server, {
      kind: "octopus",
      name: "Octopus",
      base_url: "https://api.octopus.example",
      credentials: CREDENTIALS,
      webhook_secret: "hook-secret",
    });
    const change = async (patch: object) =>
      expectStatus(200, await server.api.patch<Provider>(`/providers/${created.id}`, patch));
    expect(await change({ name: "Cards", status: "paused", cadence: { seconds: 30 } })).toMatchObject({
      name: "Cards",
      status: "paused",
      cadence: { seconds: 30 },
      base_url: "https://api.octopus.example",
      has_credentials: true,
      has_webhook_secret: true,
    });
    const emptied = await change({ status: "active", credentials: null, webhook_secret: null, cadence: null });
    expect(emptied).toMatchObject({
      status: "active",
      has_credentials: false,
      has_webhook_secret: false,
      cadence: null,
    });
    const refused = await server.api.patch(`/providers/${created.id}`, {
      credentials: { api_key: "k" },
      base_url: "x",
    });
    expect([refused.status, refused.body]).toMatchObject([
      400,
      { error: { details: [{ field: "base_url" }, { field: "credentials.api_secret" }] } },
    ]);
    const { body } = await server.api.get<Provider>(`/providers/${created.id}`);
    const settings = ["kind", "name", "base_url", "cadence", "settings", "has_credentials", "has_webhook_secret"];
    for (const name of settings) expect(body[name]).toEqual(emptied[name]);
    expect((await server.api.patch("/providers/prov_none", { name: "x" })).status).toBe(404);
    expect(server.logs).not.toMatch(/very-secret|hook-secret/);
    await server.kill();
  });

  it("keep and show their settings", async () => {
    const server = await startServer({ engine });
    const settings = {
      request: { path: "/balance" },
      auth: { style: "bearer" },
      implied_currency: "EUR",
      amount: { path: "free" },
    };
    const made = await create(server, {
      kind: "http-json",
      name: "Ours",
      base_url: "https://api.example.com",
      credentials: { token: "t" },
      settings,
    });
    expect((await server.api.get<Provider>(`/providers/${made.id}`)).body["settings"]).toEqual(settings);
    const other = { ...settings, amount: { path: "left" } };
    const changed = await server.api.patch<Provider>(`/providers/${made.id}`, { settings: other });
    expect(changed.body["settings"]).toEqual(other);
    await server.kill();
  });

  it("a response without a readable figure is a failed poll that names what is missing", async () => {
    const server = await startServer({ engine });
    const upstream = await host(() => ({ body: { balance: "5.00" } }));
    const made = await create(server, {
      kind: "http-json",
      name: "Ours",
      base_url: upstream.url,
      settings: {
        request: { path: "/balance" },
        auth: { style: "none" },
        implied_currency: "EUR",
        amount: { path: "free" },
      },
    });
    const read = async () => (await server.api.get<Provider>(`/providers/${made.id}`)).body;
    const problems = [{ external_id: "EUR", message: "wallet number 1 has no decimal at free" }];
    const answer = await server.api.post(`/providers/${made.id}/sync`);
    expect([answer.status, answer.body]).toEqual([200, { wallets: 0, changed: 0, drifts: 0, problems }]);
    expect(await read()).toMatchObject({
      status: "failing",
      last_sync_at: null,
      last_error: { kind: "malformed", message: "no balance could be read: wallet number 1 has no decimal at free" },
      problems,
    });
    upstream.answer = () => ({ body: { free: "5.00" } });
    const good = await server.api.post(`/providers/${made.id}/sync`);
    expect(good.body).toEqual({ wallets: 1, changed: 1, drifts: 0, problems: [] });
    expect(await read()).toMatchObject({ status: "active", last_error: null, problems: [] });
    await server.kill();
  });

  it("plimsoll doctor finds a connection in order, and describes what is wrong when it is not", async () => {
    const server = await startServer({ engine });
    const upstream = await host(octopus);
    const provider = await create(server, {
      kind: "octopus",
      name: "Octopus",
      base_url: upstream.url,
      credentials: CREDENTIALS,
      webhook_secret: "hook-secret",
    });
    const healthy = await doctor(server);
    expect(healthy.report.providers[0]?.findings.map(({ check, state }) => [check, state])).toEqual([
      ["address", "ok"],
      ["wallets", "ok"],
      ["clock", "ok"],
      ["transactions", "ok"],
      ["webhook secret", "ok"],
      ["last hook", "skipped"],
    ]);
    expect(healthy.code).toBe(0);
    const wallet = {
      name: "Octopus USD",
      currency: "USD",
      provider_id: provider.id,
      external_id: "77",
      balance: "9.00",
    };
    expectStatus(201, await server.api.post("/wallets", wallet));
    const target = { url: server.url, hookUrl: String(provider["hook_url"]), secret: "hook-secret" };
    expectStatus(200, await sendHook(target, movementEvent("wallet.debited", 77, "1.00")));
    expect((await doctor(server)).report.providers[0]?.findings).toContainEqual(
      expect.objectContaining({
        check: "last hook",
        message: expect.stringMatching(/^\d+ (second|minute)s? ago$/) as string,
      }),
    );

    const patch = { credentials: { ...CREDENTIALS, api_secret: "wrong" }, webhook_secret: null };
    await server.api.patch(`/providers/${provider.id}`, patch);
    const { code, stdout } = await server.cli("doctor", provider.id, "--allow-private-targets");
    expect(code).toBe(1);
    expect(stdout).toMatch(/PROBLEM +wallets +POST \/auth\/login: answered 401\n +check the credentials/);
    expect(stdout).toMatch(/PROBLEM +webhook secret +not set/);
    expect(stdout).toMatch(/1 provider checked: 2 problems/);
    expect(stdout).not.toMatch(/very-secret|wrong/);

    await upstream.stop();
    const { report } = await doctor(server, provider.id);
    expect(report.providers[0]?.findings).toContainEqual(
      expect.objectContaining({
        check: "wallets",
        message: expect.stringContaining("refused the connection") as string,
      }),
    );
    const unknown = await server.cli("doctor", "prov_none");
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("there is no provider prov_none")]);
    await server.kill();
  });

  it("a connection without the accounts to read is not polled until it has them", async () => {
    const server = await startServer({ engine });
    const upstream = await host(() => ({
      body: { statusCode: 200, message: "ok", data: { currentBalance: 18000, availableBalance: 17500 } },
    }));
    const connection = { kind: "sudo", name: "Sudo", base_url: upstream.url, credentials: { api_key: "key-1" } };
    const provider = await create(server, connection);
    expect((await server.api.post(`/providers/${provider.id}/sync`)).status).toBe(409);
    expect(upstream.received).toEqual([]);
    const settings = { accounts: [{ id: "acc-1", currency: "NGN" }] };
    expectStatus(200, await server.api.patch(`/providers/${provider.id}`, { settings }));
    await eventually(async () => {
      const { body } = await server.api.get<{ balance: string }[]>("/wallets");
      return body[0]?.balance === "17500.00";
    });
    // The outcome of a poll is stored after its balances.
    await eventually(async () => {
      const { body } = await server.api.get<Provider>(`/providers/${provider.id}`);
      return body.status === "active";
    });
    await server.kill();
  });
});
