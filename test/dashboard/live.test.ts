import type { Provider } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { newAccount } from "../support/e2e/accounts.ts";
import { expectStatus } from "../support/e2e/api.ts";
import { LEVELS, useServer } from "../support/e2e/fixtures.ts";
import { startServer } from "../support/e2e/server.ts";
import { lastingPort } from "../support/lasting-port.ts";
import { openDashboard, openPage, signIn, useBrowser } from "./pages.ts";

describe("the dashboard", () => {
  const shared = useServer();
  const browser = useBrowser();

  it("refuses a wrong key in words, shows nothing without one, and comes back to the page of the URL", async () => {
    const server = await newAccount(shared());
    const { page } = await openPage(browser());
    await page.goto(`${server.url}/features`);
    await page.getByLabel("API key").fill("pk_wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("This key is not known here. Keys start with pk_ and are shown once, when made.").waitFor();
    await page.getByLabel("API key").fill(server.data.adminKey);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Features", level: 1 }).waitFor();
    const kept = await page.evaluate(() => {
      const storage = (globalThis as unknown as { localStorage: object }).localStorage;
      return JSON.stringify(storage);
    });
    expect(kept).not.toContain(server.data.adminKey);
  });

  it("shows a crossing without a reload: sentence, row, title; and survives a restart of the server", async () => {
    const server = await startServer({ args: ["--port", String(await lastingPort())] });
    const wallet = await server.api.createFundedWallet("50.00", { name: "Prepaid USD", alert_settings: LEVELS });
    const { page } = await openDashboard(browser(), server);
    await page.getByRole("heading", { name: "The only wallet is above its levels." }).waitFor();
    await server.api.post(`/wallets/${wallet.id}/debits`, { amount: "50.00" }, { "Idempotency-Key": "crossing" });
    await page.getByRole("heading", { name: /^1 of 1 wallet needs you\./ }).waitFor();
    await page.getByRole("region", { name: "Needs attention" }).getByText("In alarm").first().waitFor();
    await expect.poll(() => page.title()).toBe("(1 in alarm) Overview · Plimsoll");
    await expect.poll(() => page.locator('link[rel="icon"]').getAttribute("href")).toContain("data:image/svg+xml");

    await server.stop();
    await page.getByText("Not live since").first().waitFor();
    await page.getByRole("button", { name: "Now" }).first().click();
    const again = await server.restart();
    await again.api.post(`/wallets/${wallet.id}/credits`, { amount: "100.00" }, { "Idempotency-Key": "back" });
    await page.getByRole("heading", { name: "The only wallet is above its levels." }).waitFor();
  });

  it("shows a page that is opened while the server is away once it is back", async () => {
    const server = await startServer({ args: ["--port", String(await lastingPort())] });
    const { page } = await openDashboard(browser(), server);
    await page.getByRole("heading", { name: "From nothing to your first alert in four steps" }).waitFor();
    // A part of it that was still on its way would need a new load of the page.
    await page.locator("main:not([data-arriving])").waitFor();
    await page.evaluate("globalThis.isTheSamePage = true");
    await server.kill();
    await page.getByText("Not live since").first().waitFor();
    await page.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name: "Providers" }).click();
    await page.getByRole("heading", { name: "Loading", level: 1 }).waitFor();
    await server.restart();
    await page.getByRole("heading", { name: "Providers", level: 1 }).waitFor();
    expect(await page.evaluate("globalThis.isTheSamePage")).toBe(true);
  });

  it("is loaded again, once, for a part that the server no longer has", async () => {
    const server = await newAccount(shared());
    const { page } = await openDashboard(browser(), server);
    await page.getByRole("heading", { name: "From nothing to your first alert in four steps" }).waitFor();
    await page.evaluate("globalThis.isTheSamePage = true");
    await page.route("**/assets/ProvidersPage-*.js", (route) => route.fulfill({ status: 404 }));
    await page.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name: "Providers" }).click();
    await page.getByText("The server does not have this part of the dashboard.").waitFor();
    expect(await page.evaluate("globalThis.isTheSamePage")).toBeUndefined();
    await page.unrouteAll();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Providers", level: 1 }).waitFor();
  });

  it("misses nothing that happens while its stream is being opened", async () => {
    const server = await newAccount(shared());
    const wallet = await server.api.createFundedWallet("50.00", { name: "Early", alert_settings: LEVELS });
    const { page } = await openPage(browser());
    let letThrough = (): void => undefined;
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    await page.route("**/api/v1/stream*", async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(server.url);
    await signIn(page, server.data.adminKey);
    await page.getByRole("heading", { name: "The only wallet is above its levels." }).waitFor();
    await server.api.post(`/wallets/${wallet.id}/debits`, { amount: "50.00" }, { "Idempotency-Key": "early" });
    letThrough();
    await page.getByRole("heading", { name: /^1 of 1 wallet needs you\./ }).waitFor();
  });

  it("shows within half a minute what is no event", async () => {
    const server = await newAccount(shared());
    const fields = { kind: "octopus", name: "Before", webhook_secret: "s" };
    const provider = expectStatus(201, await server.api.post<Provider>("/providers", fields));
    const { page } = await openDashboard(browser(), server, `/providers/${provider.id}`);
    await page.getByRole("heading", { name: "Before", level: 1 }).waitFor();
    await page.getByText("Live", { exact: true }).first().waitFor();
    await server.api.patch(`/providers/${provider.id}`, { name: "After" });
    await page.getByRole("heading", { name: "After", level: 1 }).waitFor({ timeout: 50_000 });
  });

  it("shows at once how long a wallet lasts when a hold takes some of it", async () => {
    const server = await newAccount(shared());
    const wallet = await server.api.createFundedWallet("100.00", { name: "Held" });
    const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    await server.api.put(`/wallets/${wallet.id}/spend-history`, { days: [{ date: day, amount: "100.00" }] });
    const { page } = await openDashboard(browser(), server, `/wallets/${wallet.id}`);
    await page.getByText("1 d", { exact: true }).first().waitFor();
    await page.getByText("Live", { exact: true }).first().waitFor();
    await server.api.post(
      "/holds",
      { wallet_id: wallet.id, amount: "50.00", expires_in: 600 },
      { "Idempotency-Key": "held" },
    );
    await page.getByText("12 h", { exact: true }).first().waitFor();
  });

  it("is used by keyboard alone, and offers a key that may only read no change", async () => {
    const server = await newAccount(shared());
    const { body: feature } = await server.api.post<{ id: string }>("/features", { name: "Orders" });
    const { body: key } = await server.api.post<{ key: string }>("/api-keys", { name: "reader", scopes: ["read"] });
    const { page } = await openDashboard(browser(), server, `/features/${feature.id}`, { key: key.key });
    await page.getByRole("heading", { name: "Orders", level: 1 }).waitFor();
    await page.keyboard.press("e");
    const dialog = page.getByRole("dialog", { name: "Feature Alert Settings" });
    await dialog.getByText("This key may only read. Saving needs a key with write.").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.waitForURL(`${server.url}/`);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find" }).fill("ord");
    await page.getByRole("option", { name: "Orders" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Orders", level: 1 }).waitFor();
  });
});
