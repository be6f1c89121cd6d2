import { describe, expect, it } from "vitest";
import { newAccount } from "../support/e2e/accounts.ts";
import { expectStatus } from "../support/e2e/api.ts";
import { eventually, steadily } from "../support/e2e/eventually.ts";
import { QUICK_RETRIES, useServer } from "../support/e2e/fixtures.ts";
import { hang, startReceiver } from "../support/e2e/receiver.ts";

const server = useServer({ env: QUICK_RETRIES });
const CREDITS = { event_types: ["wallet.credited"] };
/** Milliseconds in which a request that should not be sent would have arrived. */
const QUIET_MS = 300;

/** A receiver, and its endpoint in an account of its own, because the tests run side by side. */
async function listenAlone(fields: object = {}, script?: Parameters<typeof startReceiver>[0]) {
  const { api } = await newAccount(server());
  const receiver = await startReceiver(script);
  const endpoint = await api.createEndpoint(receiver.url, { ...CREDITS, ...fields });
  const settled = (status: string, attempts: number) =>
    eventually(async () => {
      const [delivery] = await api.deliveries(endpoint.id);
      expect(delivery).toMatchObject({ status, attempt_count: attempts });
      return delivery;
    });
  const end = async () => {
    await api.deleteEndpoint(endpoint.id);
    await receiver.close();
  };
  return { api, receiver, endpoint, settled, end };
}

describe.concurrent("the time between two requests to an endpoint", () => {
  it("that always answers 500: three attempts with growing pauses, then failed", async () => {
    const { api, receiver, endpoint, settled, end } = await listenAlone({}, 500);
    await api.createFundedWallet("1.00");
    const delivery = await settled("failed", 3);
    expect(delivery).toMatchObject({ next_attempt_at: null });
    expect(delivery?.completed_at).not.toBeNull();
    await steadily(() => expect(receiver.requests).toHaveLength(3), QUIET_MS);
    const [first = 0, second = 0, third = 0] = receiver.requests.map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(60);
    expect(third - second).toBeGreaterThanOrEqual(350);
    expect(await api.endpoint(endpoint.id)).toMatchObject({ status: "enabled" });
    expect((await api.endpoint(endpoint.id)).failing_since).not.toBeNull();
    await end();
  });

  it.each([429, 503])("that answers %i with Retry-After: that long at least, from the response on", async (status) => {
    const { api, receiver, settled, end } = await listenAlone();
    const delayMs = 500;
    receiver.next({ status, headers: { "retry-after": "1" }, delayMs });
    await api.createFundedWallet("1.00");
    const [first, second] = await receiver.waitFor(2);
    const pause = (second?.at ?? 0) - (first?.at ?? 0) - delayMs;
    expect(pause).toBeGreaterThanOrEqual(995);
    expect(pause).toBeLessThan(3_000);
    await settled("delivered", 2);
    await end();
  });

  it("that hangs: the pause follows the timeout", async () => {
    const timeoutMs = 500;
    const { api, receiver, settled, end } = await listenAlone({ timeout_ms: timeoutMs }, hang);
    await api.createFundedWallet("1.00");
    await settled("failed", 3);
    const [, second = 0, third = 0] = receiver.requests.map(({ at }) => at);
    // 100 ms × 5, less a fifth of jitter and some milliseconds of transfer.
    expect(third - second).toBeGreaterThanOrEqual(timeoutMs + 380);
    await end();
  });

  it("is such that at most 10 arrive in any second by default, and close to 10", async () => {
    const { api, receiver, endpoint, end } = await listenAlone();
    expect(endpoint).toMatchObject({ rate_limit_per_second: 10, max_attempts: 3, timeout_ms: 10_000 });
    const wallet = await api.createWallet();
    const item = { wallet_id: wallet.id, transaction_type: "CREDIT", amount: "1.00" };
    expectStatus(
      200,
      await api.post(
        "/transactions",
        Array.from({ length: 35 }, () => item),
      ),
    );
    const requests = await receiver.waitFor(35);
    const times = requests.map(({ at }) => at);
    for (const [index, at] of times.entries()) {
      const eleventh = times[index + 10];
      // A millisecond for the clocks of two processes.
      if (eleventh !== undefined) expect(eleventh - at).toBeGreaterThanOrEqual(999);
    }
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(6_000);
    expect(new Set(requests.map(({ json }) => json.id)).size).toBe(35);
    await end();
  });
});
