import { expect, it } from "vitest";
import { errorOf, expectStatus, type Api } from "../support/e2e/api.ts";
import { newAccount } from "../support/e2e/accounts.ts";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { startServer } from "../support/e2e/server.ts";
import { signIn } from "../support/e2e/session.ts";

interface Entry {
  readonly actor: { readonly id: string | null; readonly name: string };
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly request_id: string | null;
  readonly address: string | null;
}
interface Key {
  readonly id: string;
  readonly key: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
}

const log = async (api: Api, query = "") => expectStatus(200, await api.get<Entry[]>(`/audit?limit=100${query}`));
const makeKey = async (api: Api, name: string, fields: object) =>
  expectStatus(201, await api.post<Key>("/api-keys", { name, ...fields }));

describeAnyEngine("the audit log", (engine) => {
  const shared = useServer({ engine });

  it("has every change with its actor, the request and what changed", async () => {
    const server = await newAccount(shared());
    const { api } = server;
    const { key, id: keyId } = await makeKey(api, "treasury", { scopes: ["write"] });
    const treasury = api.as(key);
    const wallet = expectStatus(
      201,
      await treasury.post<{ id: number }>("/wallets", { name: "Cards", currency: "AED" }),
    );
    const change = { name: "Gift cards", overdraft_limit: "50.00" };
    expectStatus(200, await treasury.patch(`/wallets/${wallet.id}`, change, { "X-Request-Id": "req-7" }));
    expectStatus(200, await treasury.patch(`/wallets/${wallet.id}`, change));
    expect((await treasury.patch("/wallets/99", change)).status).toBe(404);

    const [updated, created, ...rest] = await log(api, `&actor=${keyId}`);
    expect(rest).toEqual([]);
    expect(updated).toMatchObject({
      actor: { id: keyId, name: "treasury" },
      action: "update",
      resource: { type: "wallet", id: String(wallet.id) },
      before: { name: "Cards", overdraft_limit: "0.00" },
      after: { name: "Gift cards", overdraft_limit: "50.00" },
      request_id: "req-7",
      address: "127.0.0.1",
    });
    expect(created).toMatchObject({ action: "create", before: null, after: { name: "Cards", currency: "AED" } });
    expect(await log(api, `&resource=wallet:${wallet.id}`)).toEqual([updated, created]);
    expect(await log(api, "&actor=treasury&resource=wallet")).toEqual([updated, created]);
    expect(await log(api, "&resource=feature")).toEqual([]);
    expect(await log(api, `&to=${new Date(0).toISOString()}`)).toEqual([]);
    expect(errorOf(await api.get("/audit?resource=purse")).details).toMatchObject([{ field: "resource" }]);
    expect((await treasury.get("/audit")).status).toBe(403);
  });

  it("has the money that a person moves, and leaves the keys' movements to the ledger", async () => {
    const server = await newAccount(shared());
    const { api, url } = server;
    const { id } = expectStatus(201, await api.post<{ id: number }>("/wallets", { name: "W", currency: "USD" }));
    expectStatus(201, await api.post(`/wallets/${id}/credits`, { amount: "10.00" }));
    expect(await log(api, "&resource=transaction")).toEqual([]);
    const headers = { "Content-Type": "application/json", ...(await signIn(server)).headers };
    const body = JSON.stringify({ amount: "2.50" });
    const answer = await fetch(`${url}/api/v1/wallets/${id}/debits`, { method: "POST", headers, body });
    expect(answer.status).toBe(201);
    expect(await log(api, "&resource=transaction")).toMatchObject([
      { action: "create", after: { wallet_id: id, amount: "-2.50", balance_after: "7.50" } },
    ]);
  });

  it("never has a secret", async () => {
    const { api } = await newAccount(shared());
    const endpoint = { url: "http://127.0.0.1:9/hook", event_types: ["*"] };
    const made = expectStatus(201, await api.post<{ id: string; secret: string }>("/webhook-endpoints", endpoint));
    const rotated = await api.post<{ secret: string }>(`/webhook-endpoints/${made.id}/rotate-secret`, {});
    const channel = { kind: "slack", name: "ops", config: { webhook_url: "http://127.0.0.1:9/T0/secret-part" } };
    expectStatus(201, await api.post("/channels", channel));
    const { key } = await makeKey(api, "k", { scopes: ["read"] });
    const text = JSON.stringify(await log(api));
    expect(text).toContain("[redacted]");
    for (const secret of [made.secret, expectStatus(200, rotated).secret, "secret-part", key]) {
      expect(text).not.toContain(secret);
    }
    expect((await log(api, "&resource=webhook_endpoint")).map(({ action }) => action)).toEqual([
      "rotate_secret",
      "create",
    ]);
  });
});

describeAnyEngine("a key", (engine) => {
  it("does what its scopes name, and nothing else", async () => {
    const { api } = await startServer({ engine });
    const { id } = expectStatus(201, await api.post<{ id: number }>("/wallets", { name: "W", currency: "USD" }));
    const scoped = async (...scopes: string[]) => api.as((await makeKey(api, "k", { scopes })).key);
    const topups = await scoped("topups:write");
    expectStatus(201, await topups.post("/topups", { wallet_id: id, amount: "5.00" }));
    expectStatus(200, await topups.get("/topups"));
    expect((await topups.get("/wallets")).status).toBe(403);
    expect(errorOf(await topups.post(`/wallets/${id}/credits`, { amount: "1.00" })).message).toContain(
      "write or transactions:write",
    );
    const ledger = await scoped("transactions:write");
    expectStatus(201, await ledger.post(`/wallets/${id}/credits`, { amount: "1.00" }));
    expect((await ledger.patch(`/wallets/${id}`, { name: "X" })).status).toBe(403);
    const acknowledger = await scoped("alerts:acknowledge");
    expect((await acknowledger.post(`/episodes/epi_${"0".repeat(26)}/acknowledge`, {})).status).toBe(404);
    expect((await acknowledger.get("/episodes")).status).toBe(403);
    const reader = await scoped("alerts:read", "wallets:read");
    expectStatus(200, await reader.get("/episodes"));
    expectStatus(200, await reader.get(`/wallets/${id}`));
    expect((await reader.get("/overview")).status).toBe(403);
  });

  it("is refused once it has expired, and shows when it was last used", async () => {
    const server = await startServer({ engine });
    const { api } = server;
    const past = await api.post("/api-keys", { name: "k", scopes: ["read"], expires_at: "2020-01-01T00:00:00Z" });
    expect(errorOf(past).details).toMatchObject([{ field: "expires_at" }]);
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const short = await makeKey(api, "short", { scopes: ["read"], expires_at: expiresAt });
    expect(short).toMatchObject({ expires_at: expiresAt, last_used_at: null });
    const status = async () => (await api.as(short.key).get("/wallets")).status;
    const seen: number[] = [];
    await expect.poll(async () => seen.push(await status()) && seen.at(-1), { timeout: 10_000 }).toBe(401);
    expect(seen[0]).toBe(200);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));

    await server.stop();
    const again = await server.restart();
    const { body: keys } = await again.api.get<Key[]>("/api-keys");
    const used = Date.parse(keys.find(({ id }) => id === short.id)?.last_used_at ?? "");
    expect(used).toBeLessThanOrEqual(Date.parse(expiresAt));
    expect(used).toBeGreaterThan(Date.parse(expiresAt) - 60_000);
  });
});
