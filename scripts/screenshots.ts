// Takes a picture of every page of the dashboard, in light, dark and on a phone, from the demo's own data.
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { startBrowser } from "../test/support/e2e/browser.ts";
import { PlimsollProcess } from "../test/support/e2e/process.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "screenshots" },
    seconds: { type: "string", default: "20" },
    only: { type: "string", default: "" },
  },
});
/** The longest wait for the campaign day and for a page. */
const DAY_MS = 180_000;
const PAGE_MS = 15_000;
/** For what is read after the page is there. */
const SETTLE_MS = 400;

const LOOKS = [
  { name: "light", width: 1440, height: 900, dark: false },
  { name: "dark", width: 1440, height: 900, dark: true },
  { name: "phone", width: 390, height: 844, dark: false },
  { name: "phone-dark", width: 390, height: 844, dark: true },
] as const;

type Ask = <T>(method: string, path: string, body?: object) => Promise<T>;

type Listed = readonly { readonly id: string }[];

/** The API of the demo's server. A refusal is an error, because the pictures would lack what was refused. */
function asking(url: string, key: string): Ask {
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${key}`,
        "Idempotency-Key": `screenshots ${method} ${path} ${JSON.stringify(body ?? "")}`.slice(0, 200),
        ...(body && { "Content-Type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  };
}

const DAY = 86_400_000;

/** Receives what channels send. */
async function startReceiver(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    response.end("ok");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** Channels and routes, before what is sent to them. Returns the first channel. */
async function connectPeople(ask: Ask, receiver: Server): Promise<string> {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const made = async (kind: string, name: string, config: object) =>
    (await ask<{ id: string }>("POST", "/channels", { kind, name, config, rate_limit_per_second: 100 })).id;
  const slack = await made("slack", "Slack #treasury", { webhook_url: `${url}/services/T0/B0/8f2k` });
  const pager = await made("pagerduty", "PagerDuty on-call", {
    routing_key: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    events_url: `${url}/v2/enqueue`,
  });
  const mail = await made("email", "Finance lead", {
    smtp_url: "smtp://alerts:secret@127.0.0.1:9",
    from: "alerts@acme.example",
    to: ["mara@acme.example"],
  });
  await ask("PATCH", "/routes/route_operations", { channel_ids: [slack], group_wait_seconds: 0 });
  await ask("PATCH", "/routes/route_page", {
    channel_ids: [pager, slack],
    escalate: { after_minutes: 15, channel_ids: [mail] },
  });
  await ask("POST", "/routes", {
    name: "Office hours",
    on: ["info", "topup_proposed"],
    channel_ids: [mail],
    filter: { currencies: ["USD", "EUR"] },
    schedule: { timezone: "Europe/Amsterdam", days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "18:00" },
  });
  await ask("POST", `/channels/${slack}/test`, { level: "critical" });
  return slack;
}

/** What the campaign day lacks, so that no page is empty. Returns the pages. */
async function complete(ask: Ask, receiver: Server): Promise<readonly (readonly [name: string, path: string])[]> {
  // The server runs on the clock of the story.
  const { as_of: asOf } = await ask<{ as_of: string }>("GET", "/overview");
  const now = new Date(asOf).getTime();
  const channel = await connectPeople(ask, receiver);
  const spend = [4_100, 5_250, 3_900, 6_480, 5_020, 4_870, 5_910];
  const feature = await ask<{ id: string }>("POST", "/features", {
    name: "Gift card orders",
    alert_settings: {
      alert_enabled: true,
      critical: { threshold: "3000.00", condition: "below" },
      warning: { threshold: "9000.00", condition: "below" },
      info: { threshold: "20000.00", condition: "below" },
    },
  });
  const ledgers: number[] = [];
  for (const [name, amount] of [
    ["Airtime Nigeria", "24310.00"],
    ["Payouts Kenya", "2480.00"],
    ["Vouchers Kuwait", "61800.00"],
  ] as const) {
    const wallet = await ask<{ id: number }>("POST", "/wallets", { name, currency: "USD", feature_ids: [feature.id] });
    ledgers.push(wallet.id);
    await ask("PUT", `/wallets/${wallet.id}/spend-history`, {
      days: spend.map((day, index) => ({
        date: new Date(now - (7 - index) * DAY).toISOString().slice(0, 10),
        amount: `${day}.00`,
      })),
    });
    await ask("POST", `/wallets/${wallet.id}/credits`, { amount });
    await ask("POST", `/wallets/${wallet.id}/debits`, { amount: "310.25", kind: "usage", remarks: "Morning batch" });
  }
  const [first = 0, second = 0] = ledgers;
  for (const [id, amount, more] of [
    [first, "45000.00", { reference: "INV-2291" }],
    [second, "20000.00", { reference: "INV-2302", expected_at: new Date(now + 3_000).toISOString() }],
    [second, "12500.00", { method: "ach" }],
    [second, "300.00", { reference: "INV-2250" }],
  ] as const) {
    const topup = await ask<{ id: string }>("POST", "/topups", { wallet_id: id, amount, ...more });
    if (amount === "12500.00") await ask("POST", `/topups/${topup.id}/send`, {});
  }
  await ask("POST", `/wallets/${second}/credits`, { amount: "300.00", kind: "topup", reference_number: "INV-2250" });
  await ask("POST", "/api-keys", { name: "ci-deploy", scopes: ["write"] });
  await ask("POST", "/api-keys", { name: "reporting", scopes: ["read"] });
  await ask("PUT", "/alert-settings/default/USD", {
    alert_enabled: true,
    critical: { threshold: "1000.00", condition: "below" },
  });
  const refusing = await ask<{ id: string }>("POST", "/webhook-endpoints", {
    url: "http://127.0.0.1:9/hooks",
    event_types: ["wallet.debited"],
    description: "refuses",
    max_attempts: 1,
  });
  await ask("POST", `/webhook-endpoints/${refusing.id}/test`, {});
  await ask("POST", "/campaigns", {
    name: "Black Friday",
    starts_at: new Date(now + 2 * DAY).toISOString(),
    ends_at: new Date(now + 3 * DAY).toISOString(),
    expected_multiplier: "3",
  });
  const open = await ask<readonly { readonly episode_id: string; readonly wallet_id: number }[]>("GET", "/alerts");
  const episode = open.find(({ wallet_id: id }) => id === second)?.episode_id ?? open[0]?.episode_id ?? "";
  await ask("POST", `/episodes/${episode}/acknowledge`, { note: "Calling the bank, wire goes out before 14:00." });
  const silenced = open.find(({ episode_id: id }) => id !== episode)?.wallet_id ?? second;
  await ask("POST", "/silences", {
    filter: { wallet_ids: [silenced] },
    ends_at: new Date(now + 3 * 3_600_000).toISOString(),
    reason: "Provider maintenance",
  });
  const providers = await ask<Listed>("GET", "/providers");
  const wallets = await ask<Listed>("GET", "/wallets");
  const provider = providers[0]?.id ?? "";
  const drifts = await ask<Listed>("GET", `/providers/${provider}/drifts`);
  const endpoints = await ask<Listed>("GET", "/webhook-endpoints");
  const endpoint = endpoints[0]?.id ?? "";
  const deliveries = await ask<Listed>("GET", `/webhook-endpoints/${endpoint}/deliveries`);
  const mirror = `/wallets/${wallets[0]?.id ?? ""}`;
  return [
    ["overview", "/"],
    ["wallet", mirror],
    ["wallet-ledger", `/wallets/${second}`],
    ["wallet-transactions", `${mirror}/transactions`],
    ["wallet-spend", `/wallets/${second}/spend`],
    ["wallet-alerts", `${mirror}/alerts`],
    ["wallet-topups", `/wallets/${second}/topups`],
    ["wallet-settings", `${mirror}/settings`],
    ["features", "/features"],
    ["feature", `/features/${feature.id}`],
    ["products", "/products"],
    ["alerts", "/alerts"],
    ["alerts-history", "/alerts?tab=history"],
    ["alerts-silences", "/alerts?tab=silences"],
    ["episode", `/alerts/episodes/${episode}`],
    ["topups", "/topups"],
    ["topups-plan", "/topups/plan"],
    ["orders", "/orders"],
    ["cards", "/cards"],
    ["providers", "/providers"],
    ["provider", `/providers/${provider}`],
    ["provider-wallets", `/providers/${provider}/wallets`],
    ["provider-drifts", `/providers/${provider}/drifts/${drifts[0]?.id ?? ""}`],
    ["provider-inbound", `/providers/${provider}/inbound`],
    ["provider-settings", `/providers/${provider}/settings`],
    ["campaigns", "/providers/campaigns"],
    ["webhooks", "/webhooks"],
    ["webhook", `/webhooks/${endpoint}`],
    ["deliveries", `/webhooks/deliveries?endpoint=${endpoint}&d=${deliveries[0]?.id ?? ""}`],
    ["events", "/webhooks/events"],
    ["settings-keys", "/settings/keys"],
    ["settings-channels", "/settings/channels"],
    ["channel", `/settings/channels?c=${channel}`],
    ["settings-routes", `/settings/routes?wallet=${second}`],
    ["settings-defaults", "/settings/defaults"],
    ["settings-currencies", "/settings/currencies"],
    ["settings-account", "/settings/account"],
    ["settings-audit", "/settings/audit"],
    ["not-found", "/wallets/999"],
  ];
}

async function signIn(browser: Browser, url: string, key: string, look: (typeof LOOKS)[number]): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PAGE_MS);
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("h1").first().waitFor();
  return page;
}

const demo = new PlimsollProcess(["demo", "--duration", values.seconds], {});
const browser = await startBrowser();
const receiver = await startReceiver();
try {
  const until = Date.now() + DAY_MS;
  while (!demo.stdout.includes("the server stays up")) {
    if (demo.child.exitCode !== null || Date.now() > until)
      throw new Error(`the demo did not end its day:\n${demo.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const url = /plimsoll demo at (\S+)/.exec(demo.stdout)?.[1] ?? "";
  const key = /admin key\s+(\S+)/.exec(demo.stdout)?.[1] ?? "";
  const pages = await complete(asking(url, key), receiver);
  await mkdir(values.out, { recursive: true });
  for (const look of LOOKS) {
    const page = await signIn(browser, url, key, look);
    for (const [name, path] of pages) {
      if (values.only !== "" && !values.only.split(",").includes(name)) continue;
      await page.goto(url + path);
      await page.locator("h1").first().waitFor();
      await page.locator("[aria-label=Loading]").first().waitFor({ state: "detached" });
      await page.waitForTimeout(SETTLE_MS);
      await page.screenshot({ path: join(values.out, `${name}-${look.name}.png`) });
    }
    await page.context().close();
  }
  console.log(`${pages.length} pages in ${LOOKS.length} looks are in ${values.out}`);
} finally {
  await browser.close();
  receiver.close();
  await demo.end("SIGTERM");
}
