import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/e2e/eventually.ts";
import { LEVELS, useServer } from "../support/e2e/fixtures.ts";
import { overflowOf, violationsOn } from "./axe.ts";
import { MAX_SHIFT, measure, shiftsOf } from "./measures.ts";
import { openDashboard, useBrowser } from "./pages.ts";

/** Of the page's own script. */
declare const document: { querySelector(selector: string): unknown };

/** Each is as long as a test may be. */
const PARTS = 4;
/** Colours do not depend on the width: each theme and each width is checked once. */
const LOOKS = [
  { width: 1440, height: 900, dark: false },
  { width: 390, height: 844, dark: true },
].flatMap((look) => Array.from({ length: PARTS }, (_, part) => ({ ...look, part })));

/** What opens over a page. */
const OVERLAYS = [
  ["/topups", "Announce top-up"],
  ["/settings/routes", "Add route"],
  ["/settings/channels", "Add channel"],
  ["/alerts?tab=silences", "Add silence"],
] as const;

describe("every page", () => {
  const server = useServer();
  const browser = useBrowser();
  const paths: string[] = [];
  let featurePath = "";

  beforeAll(async () => {
    const { api } = server();
    const { body: feature } = await api.post<{ id: string }>("/features", {
      name: "Gift cards",
      alert_settings: LEVELS,
    });
    const hostile = `<b>Hostile</b> \u202Eabc 🎁 ${"long ".repeat(30)}`;
    await api.createFundedWallet("99.00", { name: hostile });
    const wallet = await api.createFundedWallet("5.00", { name: "Prepaid", feature_ids: [feature.id] });
    const endpoint = await api.createEndpoint("https://acme.example/hooks");
    const long = await api.createEndpoint(`https://acme.example/${"long-".repeat(300)}?q=\u202Eabc`);
    const provider = await api.createProvider("octopus-shared-secret");
    await api.post("/topups", { wallet_id: wallet.id, amount: "1500.00" }, { "Idempotency-Key": "announced" });
    featurePath = `/features/${feature.id}`;
    paths.push("/", `/wallets/${wallet.id}`, `/wallets/${wallet.id}/settings`, "/features", featurePath);
    paths.push("/alerts", "/alerts?tab=history", "/topups", "/orders", "/cards", "/products", "/providers");
    paths.push(
      "/webhooks",
      "/webhooks/deliveries",
      "/settings/keys",
      "/settings/account",
      "/settings/audit",
      "/wallets/999",
      "/more",
    );
    paths.push("/topups/plan", `/wallets/${wallet.id}/spend`, `/wallets/${wallet.id}/topups`, "/settings/currencies");
    paths.push(`/providers/${provider.id}`, `/providers/${provider.id}/inbound`, `/providers/${provider.id}/settings`);
    paths.push("/providers/campaigns", `/webhooks/${endpoint.id}`, `/webhooks/${long.id}`, "/webhooks/events");
    const config = { webhook_url: "https://hooks.slack.com/services/T000/B000/XXXX" };
    const { body: channel } = await api.post<{ id: string }>("/channels", { kind: "slack", name: hostile, config });
    await api.patch("/routes/route_page", { channel_ids: [channel.id] });
    await api.post("/silences", { filter: {}, ends_at: new Date(Date.now() + 9e8).toISOString(), reason: hostile });
    await api.updateWallet(wallet.id, { alert_settings: LEVELS });
    const [alert] = await api.openAlerts();
    paths.push("/alerts?tab=silences", `/alerts/episodes/${alert?.episode_id ?? ""}`, "/settings/channels");
    paths.push(
      `/settings/channels?c=${channel.id}`,
      `/settings/routes?wallet=${wallet.id}`,
      `/wallets/${wallet.id}/alerts`,
      `/wallets/${wallet.id}/transactions?kind=-order`,
      "/settings/defaults",
      "/?state=-in_alarm&currency=USD",
      "/alerts?state=in_alarm&ack=no",
    );
    const denominations = { currency: "USD", denominations: ["2.00"] };
    const { body: product } = await api.post<{ id: string }>("/products", { name: hostile, ...denominations });
    await api.credit(wallet.id, "50.00");
    const order = { wallet_id: wallet.id, product_id: product.id, denomination: "2.00", quantity: 1 };
    const { body: placed } = await api.post<{ id: number }>("/orders", {
      ...order,
      reference_code: hostile.slice(0, 40),
    });
    await api.post("/cards", { card_id: "card_1", wallet_id: wallet.id });
    const delivery = await eventually(async () => (await api.get<{ id: string }[]>("/deliveries")).body[0]);
    paths.push(
      `/products/${product.id}`,
      `/orders/${placed.id}`,
      "/cards/card_1",
      `/webhooks/deliveries?d=${delivery.id}`,
    );
  });

  async function seriousOn(page: Page): Promise<string[]> {
    return (await violationsOn(page))
      .filter(({ impact }) => impact === "serious" || impact === "critical" || impact === "moderate")
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
  }

  it.each(LOOKS)("stays in place and passes axe, at $width, dark: $dark, part $part", async (look) => {
    const { page, complaints } = await openDashboard(browser(), server(), "/", look);
    const problems: object[] = [];
    for (const path of paths.filter((_, index) => index % PARTS === look.part)) {
      await page.goto(server().url + path);
      await page.locator("h1").first().waitFor();
      await page.waitForFunction(() => document.querySelector("[aria-label=Loading]") === null);
      const found = await seriousOn(page);
      // Sideways the tables scroll, the page does not.
      const overflow = await overflowOf(page);
      // The browser keeps the shifts since the navigation.
      await measure(page);
      const shifted = await shiftsOf(page);
      if (found.length > 0 || overflow > 0 || shifted > MAX_SHIFT) problems.push({ path, found, overflow, shifted });
    }
    if (look.part === 0) {
      await page.goto(server().url + featurePath);
      await page.getByRole("button", { name: "More actions" }).click();
      await page.getByRole("menuitem", { name: "Alert Settings" }).click();
      await page.getByRole("dialog", { name: "Feature Alert Settings" }).waitFor();
      const found = await seriousOn(page);
      if (found.length > 0) problems.push({ path: "the dialog", found });
    }
    for (const [path, opener] of OVERLAYS.filter((_, index) => index % PARTS === look.part)) {
      await page.goto(server().url + path);
      await page.getByRole("button", { name: opener }).first().click();
      await page.getByRole("dialog", { name: opener }).waitFor();
      const found = await seriousOn(page);
      if (found.length > 0) problems.push({ path: opener, found });
    }
    expect(problems).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
