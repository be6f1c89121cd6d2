import { describe, expect, it } from "vitest";
import { useServer } from "../support/e2e/fixtures.ts";
import { goTo, openDashboard, useBrowser } from "./pages.ts";

const LEVELS = { alert_enabled: true, critical: { threshold: "50.00", condition: "below" } } as const;

const SOON = { timeout: 10_000 };

describe("filters on the dashboard", () => {
  const server = useServer();
  const browser = useBrowser();

  it("are pressed or typed, and turned into their opposite; the URL has them", async () => {
    const { api } = server();
    await api.createFundedWallet("100.00", { name: "Calm USD" });
    await api.createFundedWallet("100.00", { name: "Calm EUR", currency: "EUR" });
    const feature = await api.createFeature(null, { name: "Airtime" });
    const low = await api.createFundedWallet("100.00", {
      name: "Low GBP",
      currency: "GBP",
      alert_settings: LEVELS,
      feature_ids: [feature.id],
    });
    await api.debit(low.id, "60.00");
    const { page, complaints } = await openDashboard(browser(), server(), "/");
    const wallets = page.getByRole("region", { name: "All wallets" });
    const shows = async (...names: readonly string[]): Promise<void> => {
      const links = wallets.getByRole("row").getByRole("link");
      await expect.poll(async () => (await links.allTextContents()).toSorted(), SOON).toEqual(names);
    };
    await shows("Calm EUR", "Calm USD", "Low GBP");

    await wallets.getByRole("button", { name: "In alarm 1" }).click();
    await shows("Low GBP");
    await wallets.getByRole("button", { name: "Not In alarm" }).click();
    await page.waitForURL(/state=-in_alarm/);
    await shows("Calm EUR", "Calm USD");
    await page.reload();
    await shows("Calm EUR", "Calm USD");
    await wallets.locator('.chip.not[aria-pressed="true"]').waitFor();

    await wallets.getByRole("button", { name: "Clear", exact: true }).click();
    await wallets.getByRole("combobox", { name: "Feature" }).selectOption("Airtime");
    await shows("Low GBP");
    await page.waitForURL((url) => url.searchParams.get("feature") === feature.id);
    await wallets.getByRole("button", { name: "Not Airtime" }).click();
    await shows("Calm EUR", "Calm USD");
    await wallets.getByRole("button", { name: "Clear", exact: true }).click();
    await wallets.getByRole("button", { name: "In alarm 1" }).click();
    await wallets.getByRole("button", { name: "Not In alarm" }).click();

    // Typed: what is begun searches for nothing, and is completed by keys.
    const field = wallets.getByRole("textbox", { name: "Filter wallets" });
    await field.pressSequentially("calm -cur");
    await wallets.getByRole("group", { name: "Filters to type" }).getByRole("button").first().waitFor();
    await shows("Calm EUR", "Calm USD");
    await field.pressSequentially("rency:EUR ");
    await page.waitForURL(/currency=-EUR/);
    await expect.poll(() => field.inputValue()).toBe("calm");
    await shows("Calm USD");
    await wallets.getByRole("button", { name: "Clear", exact: true }).click();
    await shows("Calm EUR", "Calm USD", "Low GBP");
    await field.fill("currency:GB");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await field.fill("currency:GBP");
    await page.keyboard.press("Enter");
    await shows("Low GBP");
    await page.getByRole("combobox", { name: "Currency" }).waitFor();
    await expect.poll(() => page.getByRole("combobox", { name: "Currency" }).inputValue()).toBe("GBP");

    const misunderstood = page.getByRole("alert").filter({ hasText: "Not understood: state:bogus" });
    await field.fill("state:bogus");
    await page.keyboard.press("Enter");
    await misunderstood.waitFor();
    await shows("Low GBP");
    await field.fill("low");
    await misunderstood.waitFor({ state: "detached" });

    // Open alerts are filtered in the page itself.
    await goTo(page, "/alerts?state=-in_alarm");
    await page.getByRole("heading", { name: "No alert matches." }).waitFor();
    await page.getByRole("button", { name: "Not In alarm" }).click();
    await page.getByRole("region", { name: "Open alerts" }).getByText("Low GBP").waitFor();
    expect(complaints).toEqual([]);
  });

  it("find features, products, cards and endpoints", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00", { name: "Of cards" });
    for (const name of ["Gift cards", "Airtime"]) await api.post("/features", { name });
    const products: { readonly id: string }[] = [];
    for (const name of ["Voucher ten", "Voucher old"]) {
      const { body } = await api.post<{ id: string }>("/products", { name, currency: "USD", denominations: ["10.00"] });
      products.push(body);
    }
    await api.patch(`/products/${products[1]?.id}`, { status: "archived" });
    for (const [id, status] of [
      ["card_one", "active"],
      ["card_two", "frozen"],
    ]) {
      await api.post("/cards", { card_id: id, wallet_id: wallet.id, status });
    }
    await api.createEndpoint("https://one.example/hook", { description: "Bookkeeping" });
    await api.createEndpoint("https://two.example/hook");
    const { page, complaints } = await openDashboard(browser(), server(), "/features");
    const finds = async (path: string, table: string, field: string, text: string, names: readonly string[]) => {
      await goTo(page, path);
      const links = page.getByRole("table", { name: table, exact: true }).locator("td:first-child [data-row-link]");
      await links.first().waitFor();
      await page.getByRole("textbox", { name: field }).fill(text);
      await expect.poll(async () => links.allTextContents(), SOON).toEqual(names);
    };
    await finds("/features", "Features", "Filter features", "GIFT", ["Gift cards"]);
    await finds("/products", "Products", "Filter products", "old", ["Voucher old"]);
    await finds("/products?status=-archived", "Products", "Filter products", "voucher", ["Voucher ten"]);
    await finds("/cards", "Cards", "Filter cards", "TWO", ["card_two"]);
    await finds("/cards?status=-frozen", "Cards", "Filter cards", "card_", ["card_one"]);
    await finds("/webhooks", "Endpoints", "Filter endpoints", "bookkeep", ["https://one.example/hook"]);
    await page.getByRole("textbox", { name: "Filter endpoints" }).fill("nowhere");
    await page.getByRole("heading", { name: "No endpoint matches." }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("say where a search has stopped that did not reach the last row", async () => {
    await server().api.createWallet({ name: "Found before the end" });
    const { page, complaints } = await openDashboard(browser(), server(), "/features");
    // A search really stops after tens of thousands of rows.
    const stops = (path: string, found: Readonly<Record<string, string>>) =>
      page.route(`**/api/v1/${path}?*`, async (route) => {
        const answer = await route.fetch();
        const headers = { ...answer.headers(), "x-search-stopped": "true", ...found };
        await route.fulfill({ response: answer, headers });
      });
    await stops("deliveries", { "x-search-before": "2026-11-27T09:15:00.000Z" });
    await stops("wallets", {});
    await goTo(page, "/webhooks/deliveries?q=nothing-like-it");
    await page.getByRole("heading", { name: "No delivery matches." }).waitFor();
    const note = page.getByRole("status").filter({ hasText: "The search went back to" });
    await expect.poll(async () => note.locator("time").getAttribute("datetime")).toBe("2026-11-27T09:15:00.000Z");

    const wallets = page.getByRole("region", { name: "All wallets" });
    const stopped = wallets.getByText("The search stopped before the last wallet.");
    await goTo(page, "/?q=nothing-like-it");
    await page.getByRole("heading", { name: "No wallet matches." }).waitFor();
    await stopped.waitFor();
    await wallets.getByRole("textbox", { name: "Filter wallets" }).fill("before the end");
    await wallets.getByRole("link", { name: "Found before the end" }).waitFor();
    await stopped.waitFor();
    await page.unroute("**/api/v1/wallets?*");
    await wallets.getByRole("textbox", { name: "Filter wallets" }).fill("found");
    await stopped.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });
});
