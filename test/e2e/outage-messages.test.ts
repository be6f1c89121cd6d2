import type { Channel, Notification, Provider, Route } from "@plimsoll/contract";
import { expect, it, onTestFinished } from "vitest";
import { expectStatus } from "../support/e2e/api.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { QUICK_RETRIES } from "../support/e2e/fixtures.ts";
import { startReceiver, type Receiver } from "../support/e2e/receiver.ts";
import { startServer, type Server } from "../support/e2e/server.ts";
import { HttpProvider } from "../support/http-provider.ts";

const MIRRORS = 300;
/** Long enough to restart a server in. */
const GROUP_WAIT_SECONDS = 4;

interface Row {
  readonly id: string;
  readonly currency: string;
  readonly balance: string;
}

function rows(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({ id: `w${index}`, currency: "USD", balance: "610.00" }));
}

interface Carried {
  readonly receiver: Receiver;
  readonly routeId: string;
}

/** Connects a Slack channel of its own to a route that carries staleness. */
async function carried(server: Server, name: string): Promise<Carried> {
  const receiver = await startReceiver();
  const config = { webhook_url: receiver.url };
  const made = expectStatus(201, await server.api.post<Channel>("/channels", { kind: "slack", name, config }));
  const fields = { name, on: ["stale"], channel_ids: [made.id], group_wait_seconds: GROUP_WAIT_SECONDS };
  const { id: routeId } = expectStatus(201, await server.api.post<Route>("/routes", fields));
  return { receiver, routeId };
}

describeEngines("an outage that makes 300 mirrors stale", (engine) => {
  it("is one message a route, although the server is killed while they wait, and one when they are fresh", async () => {
    const before = await startServer({ engine, env: QUICK_RETRIES });
    let shown = rows(MIRRORS + 1);
    const host = await new HttpProvider(() => ({ body: shown })).start();
    onTestFinished(() => host.stop());
    const settings = {
      request: { path: "/balances" },
      auth: { style: "none" },
      id: "id",
      currency: "currency",
      amount: { path: "balance" },
    };
    const fields = { kind: "http-json", name: "Any", base_url: host.url, settings };
    const provider = expectStatus(201, await before.api.post<Provider>("/providers", fields));
    const sync = async (server: Server) =>
      expectStatus(200, await server.api.post(`/providers/${provider.id}/sync`, {}));
    await sync(before);
    const routes = [await carried(before, "Operations"), await carried(before, "Second")];

    shown = rows(MIRRORS + 1).slice(0, 1);
    await sync(before);
    await before.kill();
    expect(routes.flatMap(({ receiver }) => receiver.requests)).toEqual([]);
    const server = await before.restart();
    for (const { receiver, routeId } of routes) {
      const [message] = await receiver.waitFor(1, undefined, 20_000);
      expect(message?.json["text"]).toBe(`${MIRRORS} wallets: ${MIRRORS} stale`);
      expectStatus(200, await server.api.patch(`/routes/${routeId}`, { group_wait_seconds: 1 }));
    }

    shown = rows(MIRRORS + 1);
    await sync(server);
    for (const { receiver } of routes) {
      const messages = await receiver.waitFor(2, undefined, 20_000);
      expect(messages.map(({ json }) => json["text"])).toEqual([
        `${MIRRORS} wallets: ${MIRRORS} stale`,
        `${MIRRORS} wallets: ${MIRRORS} ok again`,
      ]);
    }
    const all = await eventually(async () => {
      const { body } = await server.api.get<Notification[]>("/notifications");
      return body.every(({ status }) => status === "delivered") ? body : null;
    });
    expect(all).toHaveLength(4);
    await server.stop();
  }, 90_000);
});
