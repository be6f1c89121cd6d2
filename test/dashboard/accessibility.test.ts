import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { LEVELS, useServer } from "../support/e2e/fixtures.ts";
import { openDashboard, useBrowser } from "./pages.ts";

interface Found {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Of axe-core, in the page. */
declare const axe: { run(options: object): Promise<{ readonly violations: readonly Found[] }> };

/** Of the page's own script. */
declare const document: {
  readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number };
  querySelector(selector: string): unknown;
};

/** Colours do not depend on the width: each theme and each width is checked once. */
const LOOKS = [
  { width: 1440, height: 900, dark: false, half: 0 },
  { width: 1440, height: 900, dark: false, half: 1 },
  { width: 390, height: 844, dark: true, half: 0 },
  { width: 390, height: 844, dark: true, half: 1 },
];

describe("every page", () => {
  const server = useServer();
  const browser = useBrowser();
  let axeSource = "";
  const paths: string[] = [];
  let featurePath = "";

  beforeAll(async () => {
    axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    const { api } = server();
    const { body: feature } = await api.post<{ id: string }>("/features", {
      name: "Gift cards",
      alert_settings: LEVELS,
    });
    const hostile = `<b>Hostile</b> \u202Eabc 🎁 ${"long ".repeat(30)}`;
    await api.createFundedWallet("99.00", { name: hostile });
    const wallet = await api.createFundedWallet("5.00", { name: "Prepaid", feature_ids: [feature.id] });
    const endpoint = await api.createEndpoint("https://acme.example/hooks");
    const provider = await api.createProvider("octopus-shared-secret");
    await api.post("/topups", { wallet_id: wallet.id, amount: "1500.00" }, { "Idempotency-Key": "announced" });
    featurePath = `/features/${feature.id}`;
    paths.push("/", `/wallets/${wallet.id}`, `/wallets/${wallet.id}/settings`, "/features", featurePath);
    paths.push("/alerts", "/alerts?tab=history", "/topups", "/orders", "/cards", "/products", "/providers");
    paths.push("/webhooks", "/webhooks/deliveries", "/settings/keys", "/settings/account", "/wallets/999", "/more");
    paths.push("/topups/plan", `/wallets/${wallet.id}/spend`, `/wallets/${wallet.id}/topups`, "/settings/currencies");
    paths.push(`/providers/${provider.id}`, `/providers/${provider.id}/inbound`, `/providers/${provider.id}/settings`);
    paths.push("/providers/campaigns", `/webhooks/${endpoint.id}`, "/webhooks/events");
  });

  async function seriousOn(page: Page): Promise<string[]> {
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical" || impact === "moderate")
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
  }

  it.each(LOOKS)("has nothing that axe finds serious or moderate, at $width, dark: $dark, half $half", async (look) => {
    const { page, complaints } = await openDashboard(browser(), server(), "/", look);
    const problems: object[] = [];
    for (const path of paths.filter((_, index) => index % 2 === look.half)) {
      await page.goto(server().url + path);
      await page.locator("h1").first().waitFor();
      await page.waitForFunction(() => document.querySelector("[aria-label=Loading]") === null);
      const found = await seriousOn(page);
      // Sideways the tables scroll, the page does not.
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (found.length > 0 || overflow > 0) problems.push({ path, found, overflow });
    }
    await page.goto(server().url + featurePath);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Alert Settings" }).click();
    await page.getByRole("dialog", { name: "Feature Alert Settings" }).waitFor();
    const found = await seriousOn(page);
    if (found.length > 0) problems.push({ path: "the dialog", found });
    await page.goto(`${server().url}/topups`);
    await page.getByRole("button", { name: "Announce top-up" }).first().click();
    await page.getByRole("dialog", { name: "Announce top-up" }).waitFor();
    const ofForm = await seriousOn(page);
    if (ofForm.length > 0) problems.push({ path: "the form", found: ofForm });
    expect(problems).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
