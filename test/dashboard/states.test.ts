import { describe, expect, it } from "vitest";
import { newAccount } from "../support/e2e/accounts.ts";
import { LEVELS, listen, useServer } from "../support/e2e/fixtures.ts";
import { startServer } from "../support/e2e/server.ts";
import { lastingPort } from "../support/lasting-port.ts";
import { goTo, openDashboard, openPage, signIn, useBrowser } from "./pages.ts";

/** Of the page's own script. */
declare function getComputedStyle(element: unknown): {
  readonly color: string;
  getPropertyValue(name: string): string;
};
declare const document: { readonly documentElement: unknown };
declare const navigator: { readonly clipboard: { readText(): Promise<string> } };

describe("the dashboard says", () => {
  const server = useServer();
  const browser = useBrowser();

  it("how many rows each status has, on its chip", async () => {
    const { endpoint } = await listen(server(), { max_attempts: 1 }, 500);
    const { api } = server();
    for (let i = 0; i < 2; i++) await api.post(`/webhook-endpoints/${endpoint.id}/test`, {});
    const { page, complaints } = await openDashboard(browser(), server(), `/webhooks/${endpoint.id}`);
    await page.getByRole("button", { name: "Failed 2" }).waitFor();
    await page.getByRole("button", { name: "Skipped 0" }).waitFor();
    await page.getByRole("button", { name: "Delivered", exact: true }).waitFor();
    // Of what matches the other filters.
    await page.getByRole("textbox", { name: "Filter deliveries" }).fill("nothing like it");
    await page.getByRole("button", { name: "Failed 0" }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("that values are from before the stream was lost: in words, and greyed until it is back", async () => {
    const own = await startServer({ args: ["--port", String(await lastingPort())] });
    const wallet = await own.api.createFundedWallet("50.00", { name: "Greyed" });
    const { page } = await openDashboard(browser(), own, `/wallets/${wallet.id}`);
    const amount = page.locator(".facts .amount").first();
    await amount.waitFor();
    await page.getByText("Live", { exact: true }).first().waitFor();
    const colours = () =>
      amount.evaluate((element) => {
        // A colour of the theme as the page computes it.
        const root = getComputedStyle(document.documentElement);
        const hex = root.getPropertyValue("--ink-3").trim().slice(1);
        const parts = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
        return { own: getComputedStyle(element).color, quiet: `rgb(${parts.join(", ")})` };
      });
    const before = await colours();
    expect(before.own).not.toBe(before.quiet);
    await own.stop();
    await page.getByText("What you see is from then.").first().waitFor();
    await expect.poll(async () => (await colours()).own).toBe(before.quiet);
    await own.restart();
    await page.getByText("Live", { exact: true }).first().waitFor();
    await expect.poll(async () => (await colours()).own).toBe(before.own);
    await page.context().close();
  });

  it("a time in full under the pointer and with the focus, until Escape", async () => {
    await server().api.createFundedWallet("50.00", { name: "Timed" });
    const { page, complaints } = await openDashboard(browser(), server(), "/settings/audit");
    const time = page.getByRole("table", { name: "Audit log" }).locator("time").first();
    const card = page.getByRole("tooltip");
    await time.hover();
    await card.getByText(/^\d{1,2} \w{3} \d{4},? \d{2}:\d{2}:\d{2} UTC[+−]\d{2}:\d{2}$/).waitFor();
    await card.getByText(/ ago$/).waitFor();
    await page.mouse.move(600, 5);
    await card.waitFor({ state: "detached" });
    // By the keyboard: the region of the table, then what is in it.
    await page.getByRole("region", { name: "Audit log, scrollable" }).focus();
    await page.keyboard.press("Tab");
    await time.and(page.locator(":focus")).waitFor();
    await card.getByText("UTC", { exact: true }).waitFor();
    await expect.poll(() => time.getAttribute("aria-describedby")).toBe(await card.getAttribute("id"));
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("that it loads by the list's own grid, that it reads again by a line, and why it failed with the request's id", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("50.00", { name: "Loading" });
    const product = { name: "One", currency: "USD", denominations: ["2.00"] };
    const { body } = await api.post<{ id: string }>("/products", product);
    const place = (code: string) =>
      api.post("/orders", {
        wallet_id: wallet.id,
        product_id: body.id,
        denomination: "2.00",
        quantity: 1,
        reference_code: code,
      });
    await place("LOAD-1");
    const { page, complaints } = await openDashboard(browser(), server(), "/settings/account");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByText("Live", { exact: true }).first().waitFor();
    let letThrough = (): void => undefined;
    const hold = async (): Promise<void> => {
      const held = new Promise<void>((resolve) => (letThrough = resolve));
      await page.route("**/api/v1/orders?*limit=50*", async (route) => {
        await held;
        await route.continue();
      });
    };
    await hold();
    await page.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name: "Orders" }).click();
    const loading = page.getByRole("status", { name: "Loading" });
    await loading.locator("th", { hasText: "Delivered" }).waitFor();
    const heads = await loading.locator("th").allTextContents();
    letThrough();
    const table = page.getByRole("table", { name: "Orders" });
    await table.getByRole("link", { name: "LOAD-1" }).waitFor();
    await expect.poll(() => loading.count()).toBe(0);
    await expect.poll(() => table.getByRole("columnheader").allTextContents()).toEqual(heads);

    await page.unrouteAll();
    await hold();
    await place("LOAD-2");
    await page.locator(".panel .reading").waitFor();
    await table.getByRole("link", { name: "LOAD-1" }).waitFor();
    letThrough();
    await table.getByRole("link", { name: "LOAD-2" }).waitFor();
    await page.locator(".reading").first().waitFor({ state: "detached" });

    await page.unrouteAll();
    const error = { name: "Internal", code: "INTERNAL", message: "it broke", details: [] };
    await page.route("**/api/v1/cards?*limit=50*", (route) =>
      route.fulfill({ status: 500, headers: { "X-Request-ID": "req_broken" }, json: { error } }),
    );
    await page.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name: "Cards" }).click();
    const failure = page.getByRole("alert");
    await failure.getByText("Cards did not load.").waitFor();
    await failure.getByText("req_broken").waitFor();
    await failure.getByRole("button", { name: "Copy request id" }).click();
    await failure.getByRole("button", { name: "Copied" }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("req_broken");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("that it saves on the button that was pressed, which keeps its width", async () => {
    const { page, complaints } = await openDashboard(browser(), server(), "/settings/keys");
    let letThrough = (): void => undefined;
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    await page.route("**/api/v1/api-keys**", async (route) => {
      if (route.request().method() !== "GET") await held;
      await route.continue();
    });
    await page.getByRole("button", { name: "Make key" }).click();
    const dialog = page.getByRole("dialog", { name: "Make key" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("slow");
    const button = dialog.getByRole("button", { name: "Make key" });
    const before = await button.boundingBox();
    await button.click();
    const saving = dialog.getByRole("button", { name: "Saving…" });
    await saving.waitFor();
    expect((await saving.boundingBox())?.width).toBe(before?.width);
    letThrough();
    await dialog.waitFor({ state: "detached" });

    await page.unrouteAll();
    let letRevoke = (): void => undefined;
    const revoked = new Promise<void>((resolve) => (letRevoke = resolve));
    await page.route("**/api/v1/api-keys/**", async (route) => {
      await revoked;
      await route.continue();
    });
    const row = page.getByRole("row", { name: /slow/ });
    await row.getByRole("button", { name: "Revoke key" }).click();
    const asking = page.getByRole("alertdialog");
    await asking.getByRole("button", { name: "Revoke key" }).click();
    await asking.getByRole("button", { name: "Saving…" }).waitFor();
    letRevoke();
    await asking.waitFor({ state: "detached" });

    // A server that fails is asked about by the request's id.
    await page.unrouteAll();
    const error = { name: "Internal", code: "INTERNAL", message: "it broke", details: [] };
    await page.route("**/api/v1/api-keys**", (route) =>
      route.request().method() === "GET"
        ? route.continue()
        : route.fulfill({ status: 500, headers: { "X-Request-ID": "req_form" }, json: { error } }),
    );
    await page.getByRole("button", { name: "Make key" }).click();
    await dialog.getByRole("textbox", { name: "Name" }).fill("broken");
    await dialog.getByRole("button", { name: "Make key" }).click();
    await dialog.getByRole("alert").getByText("req_form").waitFor();
    await dialog.getByRole("button", { name: "Copy request id" }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("by which id the server's log has what it failed at, wherever it is asked to act", async () => {
    const { api } = server();
    const { endpoint } = await listen(server(), { event_types: ["wallet.created"], max_attempts: 1 });
    const wallet = await api.createFundedWallet("10.00", { name: "Refused", expected_daily_spend: "100.00" });
    await api.updateWallet(wallet.id, {
      alert_settings: { alert_enabled: true, critical: { threshold: "5.00", condition: "below" } },
    });
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}`);
    const error = { name: "Internal", code: "INTERNAL", message: "it broke", details: [] };
    await page.route("**/api/v1/**", (route) =>
      route.request().method() === "GET"
        ? route.continue()
        : route.fulfill({ status: 500, headers: { "X-Request-ID": "req_act" }, json: { error } }),
    );
    const says = async (button: string | RegExp): Promise<void> => {
      await page.getByRole("button", { name: button }).first().click();
      await page.getByRole("alert").getByText("req_act").waitFor();
    };
    await says(/^Use \d/);

    // What is above it on the page comes late: until it is in its place, it is neither seen nor pressed.
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await page.route("**/runway", async (route) => {
      await answered;
      await route.continue();
    });
    await page.reload();
    await page.locator("[data-arriving=parts]").waitFor();
    await page.getByRole("heading", { name: "What to do" }).waitFor();
    const use = page.locator("button", { hasText: /^Use \d/ });
    await use.waitFor({ state: "attached" });
    await expect.poll(() => use.isVisible()).toBe(false);
    answer();
    await says(/^Use \d/);

    await goTo(page, `/webhooks/${endpoint.id}`);
    await says("Send test");
    await goTo(page, `/webhooks/${endpoint.id}`);
    await page.getByRole("table", { name: "Deliveries" }).locator("[data-row-link]").first().click();
    await says("Replay");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("an amount and an id to the clipboard, by the icon beside it", async () => {
    const wallet = await server().api.createFundedWallet("1234.50", { name: "Copied" });
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}`);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Copy 1,234.50 USD" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    expect(await copied()).toBe("1234.50");
    await page.getByRole("button", { name: "Copy wallet’s id" }).click();
    await expect.poll(copied).toBe(String(wallet.id));
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("to screen readers what has become of other states once a minute, and alarms at once", async () => {
    const { api } = server();
    const wallets = [];
    for (const name of ["Said one", "Said two"]) {
      wallets.push(await api.createFundedWallet("50.00", { name, alert_settings: LEVELS }));
    }
    const { page } = await openPage(browser());
    await page.clock.install({ time: new Date() });
    await page.goto(server().url);
    await signIn(page, server().data.adminKey);
    await page.getByText("Live", { exact: true }).first().waitFor();
    const polite = page.locator('.sr[aria-live="polite"]');
    for (const { id } of wallets) {
      await api.post(`/wallets/${id}/debits`, { amount: "45.00" }, { "Idempotency-Key": `warn ${id}` });
    }
    await page.getByRole("button", { name: "Warning 2" }).waitFor();
    await expect.poll(() => polite.textContent()).toBe("");
    await page.clock.fastForward(60_000);
    await expect.poll(() => polite.textContent()).toMatch(/^Now 2 wallets Warning, \d+ wallets? OK\.$/);
    const [first] = wallets;
    await api.post(`/wallets/${first?.id}/debits`, { amount: "5.00" }, { "Idempotency-Key": "alarm" });
    await expect.poll(() => page.locator('[aria-live="assertive"]').textContent()).toBe("1 wallet in alarm.");
    await page.context().close();
  });

  it("that no settings watch a wallet, wherever its state is shown, until some do", async () => {
    const { api } = server();
    const feature = await api.createFeature({ ...LEVELS, alert_enabled: false }, { name: "Silent feature" });
    await api.createFundedWallet("50.00", { name: "Watched wallet", alert_settings: LEVELS });
    const wallet = await api.createFundedWallet("50.00", { name: "Unwatched wallet", feature_ids: [feature.id] });
    await api.createFundedWallet("50.00", {
      name: "Doubly watched",
      alert_settings: LEVELS,
      feature_ids: [feature.id],
    });
    const { page, complaints } = await openDashboard(browser(), server());
    const row = (name: string) => page.getByRole("row", { name: new RegExp(`${name} wallet`) });
    await row("Unwatched").getByText("No alerts", { exact: true }).waitFor();
    await row("Watched").getByText("OK", { exact: true }).waitFor();

    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find" }).fill("watched wallet");
    await page.getByRole("option", { name: /Unwatched wallet.*No alerts/ }).waitFor();
    await expect
      .poll(() => page.getByRole("option", { name: /Watched wallet/ }).textContent())
      .not.toContain("No alerts");
    await page.keyboard.press("Escape");

    await goTo(page, `/features/${feature.id}`);
    await row("Unwatched").getByText("No alerts", { exact: true }).waitFor();
    await row("Unwatched").getByText("alerts off", { exact: true }).waitFor();
    await page.getByRole("row", { name: /Doubly watched.*its other levels/ }).waitFor();
    await page.getByRole("button", { name: "Link wallet" }).click();
    await page.getByRole("dialog").getByText("which watch nothing while its alerts are off").waitFor();
    await page.keyboard.press("Escape");
    await goTo(page, `/wallets/${wallet.id}`);
    await page.locator(".stateline").getByText("No alerts", { exact: true }).waitFor();
    await api.updateFeature(feature.id, { alert_settings: { alert_enabled: true } });
    await api.credit(wallet.id, "1.00");
    await page.locator(".stateline").getByText("OK", { exact: true }).waitFor();
    await goTo(page, "/");
    await row("Unwatched").getByText("OK", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("that a wallet in alarm by the default's levels is in alarm, on the page of a feature whose own levels are far below", async () => {
    const own = await newAccount(server());
    const { api } = own;
    await api.put("/alert-settings/default/USD", LEVELS);
    const low = { alert_enabled: true, critical: { threshold: "1.00", condition: "below" } };
    const feature = await api.createFeature(low, { name: "Low feature" });
    const wallet = await api.createFundedWallet("50.00", { name: "Doubly judged", feature_ids: [feature.id] });
    await api.debit(wallet.id, "45.00");
    expect((await api.wallet(wallet.id)).alert_state).not.toBe("ok");
    const { page } = await openDashboard(browser(), own, `/features/${feature.id}`);
    const row = page.getByRole("row", { name: /Doubly judged/ });
    await row.getByText(/, the default’s$/).waitFor();
    await row.locator(".st:not(.ok)").waitFor();
    await expect.poll(() => row.getByText("OK", { exact: true }).count()).toBe(0);
  });

  it("of how many wallets it knows that they are above their levels, and which nothing watches", async () => {
    const own = await newAccount(server());
    const { api } = own;
    const off = { ...LEVELS, alert_enabled: false };
    const watched = await api.createFundedWallet("50.00", { name: "Watched", alert_settings: LEVELS });
    await api.createFundedWallet("50.00", { name: "Watched too", alert_settings: LEVELS });
    const closed = await api.createWallet({ name: "Closed" });
    await api.post(`/wallets/${closed.id}/close`);
    const { page, complaints } = await openDashboard(browser(), own);
    const heading = (name: string) => page.getByRole("heading", { name, exact: true }).waitFor();
    await heading("All 2 wallets are above their levels.");
    await expect.poll(() => page.getByText("Nothing watches").count()).toBe(0);

    await api.createFundedWallet("50.00", { name: "Plain" });
    const silent = await api.createFundedWallet("50.00", { name: "Silent", alert_settings: off });
    await heading("All 2 watched wallets are above their levels.");
    await goTo(page, "/alerts");
    await page.getByText("All 2 watched wallets are above their levels. Nothing watches 2 wallets.").waitFor();
    await page.getByRole("link", { name: "2 wallets" }).click();
    const wallets = page.getByRole("region", { name: "All wallets" });
    const shown = async () => (await wallets.getByRole("row").getByRole("link").allTextContents()).toSorted();
    await wallets.getByRole("button", { name: "No alerts 2", pressed: true }).waitFor();
    await expect.poll(shown).toEqual(["Plain", "Silent"]);
    await wallets.getByRole("button", { name: "Not No alerts" }).click();
    await expect.poll(shown).toEqual(["Watched", "Watched too"]);
    await wallets.getByRole("button", { name: "All 4" }).click();
    await wallets.getByRole("button", { name: "OK 2" }).click();
    await expect.poll(shown).toEqual(["Watched", "Watched too"]);

    await api.put("/alert-settings/default/USD", LEVELS);
    await api.updateWallet(silent.id, { alert_settings: null });
    await heading("All 4 wallets are above their levels.");
    await api.put("/alert-settings/default/USD", off);
    await api.updateWallet(watched.id, { status: "frozen" });
    await heading("All 2 watched wallets are above their levels.");
    for (const { id } of (await api.get<{ id: number }[]>("/wallets?watched=true")).body) {
      await api.updateWallet(id, { alert_settings: off });
    }
    // Until it is hidden, the checklist says what to do.
    await heading("From nothing to your first alert in four steps");
    await page.getByRole("button", { name: "Hide checklist" }).click();
    await heading("No wallet is watched yet.");
    await page.getByText("Each will run empty without a word.").waitFor();
    await page.getByRole("link", { name: "default levels" }).click();
    await heading("Default alert settings");
    expect(complaints).toEqual([]);
  });
});
