import { describe, expect, it } from "vitest";
import { LEVELS, listen, useServer } from "../support/e2e/fixtures.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { goTo, openDashboard, openPage, signIn, useBrowser } from "./pages.ts";

describe("the keyboard", () => {
  const server = useServer();
  const browser = useBrowser();

  it("goes to pages, walks through rows, filters and clears, copies and opens, and can be switched off", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("5.00", { name: "Alpha", alert_settings: LEVELS });
    await api.createFundedWallet("50.00", { name: "Beta" });
    await api.put(`/wallets/${wallet.id}/spend-history`, {
      days: [{ date: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10), amount: "40.00" }],
    });
    await api.post(`/wallets/${wallet.id}/debits`, { amount: "5.00" }, { "Idempotency-Key": "empty" });
    const { page, complaints } = await openDashboard(browser(), server());
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    for (const [key, path] of Object.entries({ a: "alerts", t: "topups", w: "webhooks", p: "providers" })) {
      await press("g", key);
      await page.waitForURL(`${server().url}/${path}`);
    }
    await press("g", "f");
    await page.waitForURL(`${server().url}/features`);
    await press("g", "s");
    await page.getByRole("heading", { name: "Settings", level: 1 }).and(page.locator(":focus")).waitFor();
    await press("g", "o");
    await page.getByRole("heading", { name: /needs you/ }).waitFor();

    // Rows.
    await press("j");
    await page.getByRole("link", { name: "Alpha" }).first().and(page.locator(":focus")).waitFor();
    await press("c");
    await page.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toMatch(/^Wire USD .* for wallet Alpha/);
    await press("j", "j", "j", "k");

    // Filter, then clear.
    await press("/");
    await page.keyboard.type("bet");
    await page.waitForURL(/q=bet/);
    await press("Escape", "Escape");
    await page.waitForURL((url) => !url.search.includes("bet"));
    await press("j", "Enter");
    await page.getByRole("heading", { name: "Alpha", level: 1 }).waitFor();
    await press("e");
    const dialog = page.getByRole("dialog", { name: "Wallet Alert Settings" });
    await dialog.waitFor();
    await press("Escape");
    await dialog.waitFor({ state: "detached" });

    await press("?");
    await page.getByRole("dialog", { name: "Keys" }).getByText("Copy wire instructions").waitFor();
    await press("Escape");
    await page.locator(".account summary").click();
    await page.getByRole("button", { name: "Single keys" }).click();
    await press("g", "o");
    await page.getByRole("heading", { name: "Alpha", level: 1 }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("finds the focus where the page begins after a change of the page, and in its row after an act", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("5.00", { name: "Focused", alert_settings: LEVELS });
    await api.post(`/wallets/${wallet.id}/debits`, { amount: "5.00" }, { "Idempotency-Key": "focused" });
    const { page, complaints } = await openPage(browser());
    const focused = page.locator(":focus");
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.goto(server().url);
    await signIn(page, server().data.adminKey);
    await page
      .getByRole("heading", { name: /needs? you/, level: 1 })
      .and(focused)
      .waitFor();

    // The name of a wallet comes with its data, after the page.
    const heading = page.getByRole("heading", { name: "Focused", level: 1 });
    await press("Control+k");
    const palette = page.getByRole("dialog", { name: "Find or do" });
    await palette.getByRole("combobox", { name: "Find" }).fill("focused");
    await palette.getByRole("option", { name: /^Wallets/, selected: true }).waitFor();
    await press("Enter");
    await heading.and(focused).waitFor();
    await press("g", "o");
    await page
      .getByRole("heading", { name: /needs? you/, level: 1 })
      .and(focused)
      .waitFor();
    const row = page.getByRole("region", { name: "Needs attention" }).locator(".row", { hasText: "Focused" });
    await row.getByRole("link", { name: "Focused" }).focus();
    await press("Enter");
    await heading.and(focused).waitFor();

    await press("g", "o");
    await row.getByRole("button", { name: "Acknowledge" }).focus();
    await press("Enter");
    await row.getByRole("link", { name: "Focused" }).and(focused).waitFor();
    await page.locator(".toast").getByRole("button", { name: "Undo" }).focus();
    await press("Enter");
    await row.getByRole("button", { name: "Acknowledge" }).waitFor();
    await row.getByRole("link", { name: "Focused" }).and(focused).waitFor();

    // Parts of the settings are pages, too.
    await press("Control+k");
    await palette.getByRole("combobox", { name: "Find" }).fill("routes");
    await palette.getByRole("option", { name: /Routes/, selected: true }).waitFor();
    await press("Enter");
    await page.waitForURL(`${server().url}/settings/routes`);
    expect(complaints).toEqual([]);
  });

  it("selects and replays deliveries, and walks through them with the drawer open", async () => {
    const { receiver, endpoint } = await listen(server(), { max_attempts: 1 }, 500);
    const { api } = server();
    for (let i = 0; i < 2; i++) await api.post(`/webhook-endpoints/${endpoint.id}/test`, {});
    await eventually(() => receiver.requests.length >= 2);
    const { page } = await openDashboard(browser(), server(), `/webhooks/${endpoint.id}`);
    const rows = page.getByRole("table", { name: "Deliveries" }).getByRole("row");
    await rows.nth(2).getByText("Failed 500").waitFor();
    await rows
      .nth(2)
      .getByText(/^[\d,]+ ms$/)
      .waitFor();
    const press = async (key: string) => page.keyboard.press(key);
    await press("j");
    await press("x");
    await page.getByText("1 selected").waitFor();
    await press("Enter");
    const drawer = page.getByRole("complementary", { name: "Delivery" });
    await drawer.getByRole("heading", { name: "1 attempt" }).waitFor();
    await drawer.getByText("HTTP 500").waitFor();
    const first = new URL(page.url()).searchParams.get("d");
    await press("j");
    await page.waitForURL((url) => url.searchParams.get("d") !== first);
    const second = new URL(page.url()).searchParams.get("d") ?? "";
    await drawer.getByRole("button", { name: "Previous" }).click();
    await page.waitForURL((url) => url.searchParams.get("d") === first);
    await drawer.getByRole("button", { name: "Next" }).click();
    await page.waitForURL((url) => url.searchParams.get("d") === second);
    await expect.poll(() => drawer.getByRole("button", { name: "Next" }).getAttribute("aria-disabled")).toBe("true");
    const before = receiver.requests.length;
    await drawer.getByRole("button", { name: "Replay" }).waitFor();
    await press("r");
    await eventually(() => receiver.requests.length === before + 1);
    await drawer.getByRole("heading", { name: "2 attempts" }).waitFor();
    expect((await api.get(`/deliveries/${second}`)).body).toMatchObject({ status: "failed" });
    await press("Escape");
    await drawer.waitFor({ state: "detached" });
  });

  it("opens alert settings of a feature and of a default, by e and by the palette", async () => {
    const { api } = server();
    const feature = await api.createFeature(null, { name: "Airtime" });
    const { page } = await openDashboard(browser(), server(), "/settings/defaults");
    await page.getByRole("button", { name: "Set default levels" }).waitFor();
    await page.keyboard.press("e");
    await page.getByRole("dialog", { name: "Default Alert Settings, USD" }).waitFor();
    await page.keyboard.press("Escape");
    await goTo(page, `/features/${feature.id}`);
    await page.getByRole("heading", { name: "Airtime", level: 1 }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("option", { name: "Alert settings" }).click();
    await page.getByRole("dialog", { name: "Feature Alert Settings" }).waitFor();
  });
});
