import type { Channel, Episode, Notification, Route } from "@plimsoll/contract";
import { expect, it } from "vitest";
import { expectStatus } from "../support/e2e/api.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { startPagerDuty, startSlack } from "../support/e2e/players.ts";
import { startServer, type Server } from "../support/e2e/server.ts";
import { metricOf } from "../support/simulation/metrics.ts";

const OFTEN = { PLIMSOLL_SWEEP_INTERVAL_MS: "200" };
const WALLETS = 20;
const TIERS = {
  alert_enabled: true,
  warning: { threshold: "50.00", condition: "below" },
  critical: { threshold: "20.00", condition: "below" },
};

/** Every wallet has been evaluated again since the process started. */
const hasSwept = (server: Server) =>
  eventually(async () => (await metricOf(server, "plimsoll_sweep_seconds_count")) >= 2, 20_000);

describeEngines("a deploy that restarts every process", (engine) => {
  it("sends nothing, and what waits is sent once after it", { timeout: 90_000 }, async () => {
    let server = await startServer({ engine, env: OFTEN });
    const slack = await startSlack();
    const pager = await startPagerDuty();
    const connect = async (kind: string, config: object, on: readonly string[]) => {
      const { id } = expectStatus(201, await server.api.post<Channel>("/channels", { kind, name: kind, config }));
      const fields = { name: kind, on, channel_ids: [id], group_wait_seconds: 1 };
      return expectStatus(201, await server.api.post<Route>("/routes", fields));
    };
    const { id: warnings } = await connect("slack", { webhook_url: slack.url }, ["warning"]);
    await connect("pagerduty", { routing_key: "0123456789abcdef", events_url: pager.receiver.url }, ["critical"]);
    const wallets = await Promise.all(
      Array.from({ length: WALLETS }, (_, index) =>
        server.api.createFundedWallet("100.00", { name: `Wallet ${index}` }),
      ),
    );
    expectStatus(200, await server.api.put("/alert-settings/default/USD", TIERS));
    const debit = (index: number, amount: string) => server.api.debit(wallets[index]?.id ?? 0, amount);
    await Promise.all(wallets.slice(1).map((_, index) => debit(index + 1, index % 2 === 0 ? "60.00" : "90.00")));
    const episodes = WALLETS - 1;
    const pages = Math.floor(episodes / 2);
    await eventually(() => pager.incidents.length === pages && slack.accepted.length === 1, 20_000);
    // One more waits longer than the deploy takes.
    expectStatus(200, await server.api.patch(`/routes/${warnings}`, { group_wait_seconds: 8 }));
    await debit(0, "60.00");

    for (let restarts = 0; restarts < 2; restarts += 1) {
      const old = server;
      if (engine === "postgres") {
        // Another one serves while the old one ends.
        server = await old.restart();
        await old.stop();
      } else {
        await old.stop();
        server = await old.restart();
      }
    }
    await hasSwept(server);
    expect((await server.api.get<Episode[]>("/episodes?state=open&limit=100")).body).toHaveLength(WALLETS);
    await eventually(() => slack.accepted.length > 1, 20_000);
    await hasSwept(server);

    const { body: notifications } = await server.api.get<Notification[]>("/notifications?limit=100");
    expect(notifications).toHaveLength(pages + 2);
    expect(pager.receiver.requests).toHaveLength(pages);
    expect(slack.receiver.requests.map(({ json }) => String(json["text"]).replace(/, lasts .*/, ""))).toEqual([
      `${episodes - pages} wallets: ${episodes - pages} warning`,
      "Wallet 0 is warning: 40.00 USD available",
    ]);
    await server.stop();
  });
});
