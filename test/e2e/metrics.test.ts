import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BALANCE_METRICS } from "@plimsoll/server/api/balances/balance-metrics";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { LEVELS, useServer } from "../support/e2e/fixtures.ts";
import { connectSandbox, mirrorAll } from "../support/e2e/sandbox.ts";
import { startServer, type Server } from "../support/e2e/server.ts";
import { samplesOf, type MetricSample } from "../support/e2e/samples.ts";

const TOKEN = "metrics-token-0123456789";
const env = { PLIMSOLL_METRICS_BALANCES: "true", PLIMSOLL_METRICS_TOKEN: TOKEN, PLIMSOLL_LOG_LEVEL: "debug" };
const root = fileURLToPath(new URL("../../", import.meta.url));

async function scrape({ url }: Server): Promise<string> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(response.status).toBe(200);
  return response.text();
}

describeAnyEngine("the metrics", (engine) => {
  const server = useServer({ engine, env });

  it("show every wallet exactly, with its labels, its state and its top-ups", async () => {
    const { api } = server();
    const name = 'Quotes "and" \\ lines\nof text';
    const wallet = await api.createWallet({ name, currency: "USD", alert_settings: LEVELS });
    await api.credit(wallet.id, "90071992547409.93");
    await api.post("/holds", { wallet_id: wallet.id, amount: "0.93", expires_in: 600 });
    await api.post("/topups", { wallet_id: wallet.id, amount: "5.00", method: "wire" });
    const samples = samplesOf(await scrape(server()));
    const one = (metric: string) =>
      samples.filter((sample) => sample.name === metric && sample.labels["wallet"] === String(wallet.id));
    const labels = { account: "default", wallet: String(wallet.id), name, currency: "USD", provider: "" };
    expect(one("plimsoll_wallet_balance")).toEqual([
      { name: "plimsoll_wallet_balance", labels, value: "90071992547409.93" },
    ]);
    expect(one("plimsoll_wallet_available")[0]?.value).toBe("90071992547409.00");
    expect(one("plimsoll_wallet_held")[0]?.value).toBe("0.93");
    expect(one("plimsoll_wallet_alert_state")[0]?.value).toBe("0");
    expect(one("plimsoll_wallet_stale")[0]?.value).toBe("0");
    expect(one("plimsoll_topups_open")[0]?.value).toBe("1");
    // Nothing has been spent.
    expect(one("plimsoll_wallet_runway_hours")).toEqual([]);

    await api.debit(wallet.id, "90071992547408.99", { kind: "order" });
    const later = samplesOf(await scrape(server()));
    const value = (metric: string) =>
      later.find((sample) => sample.name === metric && sample.labels["wallet"] === String(wallet.id))?.value;
    expect(value("plimsoll_wallet_alert_state")).toBe("2");
    expect(Number(value("plimsoll_wallet_runway_hours"))).toBeLessThan(1);
  });

  it("show whether each provider's polls succeed, and since when they do not", async () => {
    const connected = await connectSandbox(server());
    await mirrorAll(server(), connected);
    const of = async (metric: string): Promise<MetricSample | undefined> =>
      samplesOf(await scrape(server())).find(
        ({ name, labels }) => name === metric && labels["provider"] === connected.provider.id,
      );
    const last = await eventually(async () => of("plimsoll_provider_last_success_timestamp_seconds"));
    expect(Math.abs(Number(last.value) - Date.now() / 1_000)).toBeLessThan(60);
    expect(await of("plimsoll_provider_up")).toMatchObject({
      value: "1",
      labels: { name: "Sandbox", kind: "octopus" },
    });
    await connected.sandbox.stop();
    await server().api.post(`/providers/${connected.provider.id}/sync`);
    await eventually(async () => (await of("plimsoll_provider_up"))?.value === "0");
    const counted = samplesOf(await scrape(server())).filter(
      ({ name, labels }) => name === "plimsoll_provider_polls_total" && labels["provider"] === connected.provider.id,
    );
    expect(new Set(counted.map(({ labels }) => labels["kind"]))).toEqual(new Set(["octopus"]));
    expect(counted.map(({ labels }) => labels["outcome"])).toEqual(expect.arrayContaining(["ok", "transient"]));
  });

  it("count each provider's hooks by what became of them", async () => {
    const { api } = server();
    const provider = await api.createProvider("octopus-shared-secret");
    const response = await fetch(`${server().url}/hooks/${provider.id}`, { method: "POST", body: "{}" });
    expect(response.status).toBe(401);
    const counted = samplesOf(await scrape(server())).filter(
      ({ name, labels }) => name === "plimsoll_hooks_total" && labels["provider"] === provider.id,
    );
    expect(counted).toEqual([
      {
        name: "plimsoll_hooks_total",
        labels: { provider: provider.id, kind: "octopus", outcome: "unauthorized" },
        value: "1",
      },
    ]);
  });
});

describe("the metrics' readers", () => {
  const server = useServer({ env });

  it("need the token where one is set", async () => {
    for (const authorization of ["", "Bearer wrong", `Basic ${TOKEN}`]) {
      const response = await fetch(`${server().url}/metrics`, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { code: "UNAUTHORIZED" } });
    }
  });

  it("find every metric and label of Grafana's dashboard and of the alert rules", async () => {
    await server().api.createFundedWallet("1.00");
    const text = await scrape(server());
    const families = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const dashboard = JSON.parse(readFileSync(`${root}deploy/grafana/dashboard.json`, "utf8")) as {
      readonly panels: readonly {
        readonly id: number;
        readonly gridPos: { readonly x: number; readonly w: number };
        readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
      }[];
      readonly templating: { readonly list: readonly { readonly name: string }[] };
    };
    const rules = parse(readFileSync(`${root}deploy/grafana/alerts.yaml`, "utf8")) as {
      readonly groups: readonly {
        readonly rules: readonly {
          readonly alert: string;
          readonly expr: string;
          readonly labels: { readonly severity: string };
          readonly annotations: { readonly summary: string };
        }[];
      }[];
    };
    const alerts = rules.groups.flatMap((group) => group.rules);
    const targets = dashboard.panels.flatMap((panel) => panel.targets);
    const used = [
      ...targets.map(({ expr, legendFormat }) => ({ expr, shown: legendFormat })),
      ...alerts.map(({ expr, annotations }) => ({ expr, shown: annotations.summary })),
    ];
    expect(used.length).toBeGreaterThan(20);
    const known = new Map<string, readonly string[]>(
      Object.values(BALANCE_METRICS).map(({ name, labels }) => [name, labels]),
    );
    for (const { expr, shown } of used) {
      const metrics = [...expr.matchAll(/\bplimsoll_[a-z_]+/g)].map(([name]) => name.replace(/_bucket$/, ""));
      expect(metrics).not.toEqual([]);
      for (const name of metrics) expect(families).toContain(name);
      const labels = metrics.flatMap((name) => known.get(name) ?? ["provider", "kind", "outcome", "instance"]);
      const named = [
        ...expr.matchAll(/[{,]([a-z_]+)(?:=~|!=|=)/g),
        ...shown.matchAll(/\{\{ ?(?:\$labels\.)?([a-z_]+) ?\}\}/g),
      ];
      for (const [, label] of named) expect(labels).toContain(label);
      expect(expr.split("(").length).toBe(expr.split(")").length);
    }
    // Every stored metric but the number left out is in a panel or an alert.
    const all = used.map(({ expr }) => expr).join(" ");
    for (const name of known.keys()) {
      if (!/balance$|left_out$/.test(name)) expect(all).toContain(name);
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    expect(dashboard.panels.every(({ gridPos }) => gridPos.x + gridPos.w <= 24)).toBe(true);
    const variables = new Set(dashboard.templating.list.map(({ name }) => name));
    const mentioned = [...JSON.stringify(dashboard.panels).matchAll(/\$\{?([a-z]+)/g)].map(([, name]) => name);
    for (const name of mentioned) expect(variables).toContain(name);
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
    for (const { labels } of alerts) expect(labels.severity).toMatch(/^(warning|critical)$/);
  });

  it("see no balances unless they are switched on; errors have their code in the access log", async () => {
    const plain = await startServer();
    await plain.api.createFundedWallet("1.00");
    const text = await (await fetch(`${plain.url}/metrics`)).text();
    expect(text).toContain("plimsoll_queue_depth");
    const active = samplesOf(text).find(({ name }) => name === "plimsoll_event_loop_active_seconds_total");
    expect(Number(active?.value)).toBeGreaterThan(0);
    // They would wake an idle server all the time.
    expect(text).not.toMatch(/^nodejs_eventloop_lag_p\d/m);
    expect(text).not.toContain("plimsoll_wallet_");
    await plain.kill();

    await server().api.get("/wallets/999999");
    await server().api.get("/wallets");
    const lines = await eventually(() => {
      const found = server()
        .logs.split("\n")
        .filter((line) => line.includes('"msg":"request"'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      return found.some(({ path, status }) => path === "/api/v1/wallets" && status === 200) ? found : null;
    });
    expect(lines).toContainEqual(
      expect.objectContaining({ path: "/api/v1/wallets/999999", status: 404, code: "NOT_FOUND", level: 30 }),
    );
    const good = lines.find(({ path, method }) => path === "/api/v1/wallets" && method === "GET");
    expect(good).toMatchObject({ status: 200, level: 20 });
    expect(good).not.toHaveProperty("code");
  });
});
