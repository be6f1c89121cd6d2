import { createClient, PlimsollError, verifyWebhook, type Client } from "@plimsoll/client";
import { describe, expect, it, onTestFinished } from "vitest";
import { eventually } from "../support/e2e/eventually.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { Proxy } from "../support/proxy.ts";

const server = useServer();

function client(options: { baseUrl?: string; apiKey?: string; timeoutMs?: number } = {}): Client {
  return createClient({ baseUrl: server().url, apiKey: server().data.adminKey, ...options });
}

async function funded(amount: string): Promise<number> {
  const { id } = await client().wallets.create({ name: "Prepaid", currency: "USD" });
  await client().wallets.credit(id, { amount });
  return id;
}

describe("the client", () => {
  it("moves money once when the response is lost", async () => {
    const id = await funded("100.00");
    const { hostname, port } = new URL(server().url);
    const proxy = new Proxy(hostname, Number(port));
    await proxy.start();
    try {
      proxy.deaf = true;
      const through = client({ baseUrl: `http://127.0.0.1:${proxy.port}`, timeoutMs: 500 });
      const debit = through.wallets.debit(id, { amount: "30.00" });
      await eventually(async () => (await client().wallets.get(id)).balance === "70.00");
      proxy.deaf = false;
      expect(await debit).toMatchObject({ sequence: 2, balance_after: "70.00" });
      expect((await client().wallets.get(id)).sequence).toBe(2);
    } finally {
      await proxy.stop();
    }
  });

  it("posts a batch, and each item has its own result", async () => {
    const id = await funded("10.00");
    const { results } = await client().transactions.post([
      { wallet_id: id, transaction_type: "DEBIT", amount: "4.00" },
      { wallet_id: id, transaction_type: "DEBIT", amount: "400.00" },
      { wallet_id: id, transaction_type: "CREDIT", amount: "1.00" },
    ]);
    const said = results.map((result) => ("error" in result ? result.error.code : result.transaction.balance_after));
    expect(said).toEqual(["6.00", "INSUFFICIENT_FUNDS", "7.00"]);
  });

  it("iterates over all pages of a list", async () => {
    const id = await funded("100.00");
    for (let i = 0; i < 6; i++) await client().wallets.debit(id, { amount: "1" });
    const sequences: number[] = [];
    for await (const { sequence } of client().transactions.list({ wallet_id: id, limit: 3 })) sequences.push(sequence);
    expect(sequences).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(await client().transactions.list({ wallet_id: id }).page({ page: 2, limit: 5 })).toMatchObject({
      page: 2,
      limit: 5,
      total: 7,
      totalPages: 2,
      hasMore: false,
      items: [{ sequence: 2 }, { sequence: 1 }],
    });
  });

  it("reports the server's refusal with the request's id", async () => {
    const error = await client({ apiKey: "pk_wrong" })
      .wallets.get(1)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PlimsollError);
    expect(error).toMatchObject({ code: "UNAUTHORIZED", status: 401, requestId: expect.stringMatching(/./) as string });
  });

  it("creates, changes and deletes", async () => {
    const feature = await client().features.create({ name: "API calls" });
    const settings = { alert_enabled: true, critical: { condition: "below", threshold: "5.00" } } as const;
    await client().features.update(feature.id, { alert_settings: settings });
    expect((await client().features.get(feature.id)).alert_settings?.critical?.threshold).toBe("5.00");
    expect(await client().features.delete(feature.id)).toBeUndefined();
    await expect(client().features.get(feature.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("verifies the server's webhooks, before, during and after a rotation", async () => {
    const receiver = await startReceiver();
    onTestFinished(async () => receiver.close());
    const endpoint = await client().webhookEndpoints.create({ url: receiver.url, event_types: ["wallet.debited"] });
    const id = await funded("5.00");
    await client().wallets.debit(id, { amount: "1.25" });
    const rotated = await client().webhookEndpoints.rotateSecret(endpoint.id);
    await client().wallets.debit(id, { amount: "1.00" });
    const [first, second] = await eventually(() => receiver.requests.length === 2 && receiver.requests);
    if (!first || !second) throw new Error("unreachable");
    const event = await verifyWebhook({ ...first, secret: endpoint.secret });
    expect(event).toMatchObject({
      type: "wallet.debited",
      data: { wallet_id: id, amount: "1.25", balance_after: "3.75" },
    });
    for (const secret of [endpoint.secret, rotated.secret]) {
      expect((await verifyWebhook({ ...second, secret })).type).toBe("wallet.debited");
    }
    await expect(verifyWebhook({ ...first, secret: rotated.secret })).rejects.toMatchObject({
      code: "WRONG_SIGNATURE",
    });
  });
});
