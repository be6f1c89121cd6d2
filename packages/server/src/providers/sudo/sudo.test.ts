import { afterEach, beforeEach, expect, test } from "vitest";
import { HttpProvider } from "../../../../../test/support/http-provider.ts";
import { anywhere } from "../../../../../test/support/outbound.ts";
import type { BalanceReading } from "../connector.ts";
import { openConnector } from "../open-connector.ts";

let provider: HttpProvider;

beforeEach(async () => {
  provider = await new HttpProvider(({ path }) => ({
    body: path.includes("acc-1")
      ? '{"statusCode":200,"message":"ok","data":{"currentBalance":18500,"availableBalance":18000.125}}'
      : '{"statusCode":404,"message":"no such account"}',
  })).start();
});

afterEach(() => provider.stop());

async function read(): Promise<BalanceReading> {
  const connector = openConnector(
    {
      kind: "sudo",
      baseUrl: provider.url,
      credentials: { api_key: "s-key" },
      settings: {
        accounts: [
          { id: "acc-1", currency: "NGN", name: "Float" },
          { id: "acc-2", currency: "USD" },
        ],
      },
    },
    anywhere(),
  );
  try {
    return await connector.fetchBalances(new AbortController().signal);
  } finally {
    await connector.close();
  }
}

test("reads what each configured account may spend; one that is not there is a problem of its own", async () => {
  const { balances, problems } = await read();
  expect(balances).toMatchObject([
    { externalId: "acc-1", currency: "NGN", available: "18000.125", name: "Float", type: "PREPAID" },
  ]);
  expect(problems).toEqual([
    { externalId: "acc-2", message: "account acc-2: GET /accounts/acc-2/balance: answered 404 no such account" },
  ]);
  expect(provider.received.map(({ path, headers }) => [path, headers.authorization])).toEqual([
    ["/accounts/acc-1/balance", "Bearer s-key"],
    ["/accounts/acc-2/balance", "Bearer s-key"],
  ]);
});

test("a refusal of the key, inside a 200 too, ends the reading", async () => {
  provider.answer = () => ({ body: '{"statusCode":401,"message":"Unauthorized"}' });
  await expect(read()).rejects.toMatchObject({ kind: "auth" });
  expect(provider.received).toHaveLength(1);
});
