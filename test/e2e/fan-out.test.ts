import { expect, it } from "vitest";
import { expectStatus } from "../support/e2e/api.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { startServer } from "../support/e2e/server.ts";

const ENDPOINTS = 12;
const EVENTS = 40;

describeEngines("a batch of events for many endpoints", (engine) => {
  it("reaches each of them in order although the server is killed before the deliveries are made", async () => {
    const server = await startServer({ engine });
    const receiver = await startReceiver();
    const { id: wallet } = await server.api.createWallet({ overdraft_limit: null });
    const endpoints = await Promise.all(
      Array.from({ length: ENDPOINTS }, (_, index) =>
        server.api.createEndpoint(receiver.urlAt(`/${index}`), {
          event_types: ["wallet.debited"],
          rate_limit_per_second: 1_000,
        }),
      ),
    );
    const item = { wallet_id: wallet, transaction_type: "DEBIT", amount: "0.01" };
    expectStatus(
      200,
      await server.api.post(
        "/transactions",
        Array.from({ length: EVENTS }, () => item),
      ),
    );
    await server.kill();
    const again = await server.restart();

    await eventually(() => {
      for (let index = 0; index < ENDPOINTS; index += 1) {
        const ids = receiver.requests.filter(({ path }) => path === `/${index}`).map(({ json }) => json.id);
        expect(new Set(ids).size).toBe(EVENTS);
      }
      return true;
    }, 20_000);
    const events = await again.api.get(`/events?limit=${EVENTS}`);
    const order = (events.body as readonly { readonly id: string }[]).map(({ id }) => id);
    for (const { id } of endpoints.slice(0, 3)) {
      const listed = await eventually(async () => {
        const response = await again.api.get(`/webhook-endpoints/${id}/deliveries?limit=1000&status=delivered`);
        const deliveries = response.body as readonly { readonly event_id: string }[];
        expect(deliveries).toHaveLength(EVENTS);
        return deliveries;
      });
      expect(listed.map(({ event_id }) => event_id)).toEqual(order);
    }
    expect(await again.cli("verify")).toMatchObject({ code: 0 });
  });
});
