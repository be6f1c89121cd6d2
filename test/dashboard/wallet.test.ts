import { describe, expect, it } from "vitest";
import { LEVELS, useServer } from "../support/e2e/fixtures.ts";
import { overflowOf } from "./axe.ts";
import { MAX_SHIFT, measure, shiftsOf } from "./measures.ts";
import { goTo, leave, openDashboard, useBrowser } from "./pages.ts";

/** Of the page's own script. */
interface Placed {
  getBoundingClientRect(): { readonly left: number; readonly top: number; readonly width: number };
}

describe("a wallet on the dashboard", () => {
  const server = useServer();
  const browser = useBrowser();

  it("has a chart whose range is in the URL, which is walked through by keys and shown as a table", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00", { name: "Charted", alert_settings: LEVELS });
    for (const amount of ["60.00", "25.00"]) {
      await api.post(`/wallets/${wallet.id}/debits`, { amount }, { "Idempotency-Key": `chart ${amount}` });
    }
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}`);
    const panel = page.getByRole("region", { name: "Available balance" });
    const chart = panel.getByRole("img", { name: /^From 100\.00 to 15\.00 USD over 3 transactions, now Info\./ });
    await chart.waitFor();
    for (const [label, range] of [
      ["24 h", "24h"],
      ["30 d", "30d"],
      ["90 d", "90d"],
    ] as const) {
      await panel.getByText(label, { exact: true }).click();
      await page.waitForURL((url) => url.searchParams.get("range") === range);
      await chart.waitFor();
    }
    await page.reload();
    await panel.getByRole("radio", { name: "90 d" }).and(page.locator(":checked")).waitFor({ state: "attached" });
    await chart.focus();
    await page.keyboard.press("ArrowLeft");
    await panel.getByText(/usage −25\.00 · 15\.00 USD/).waitFor();
    await page.keyboard.press("ArrowLeft");
    await panel.getByText(/usage −60\.00 · 40\.00 USD/).waitFor();
    await panel.getByRole("button", { name: "Show as table" }).click();
    await expect.poll(() => panel.getByRole("table", { name: "Balance over time" }).getByRole("row").count()).toBe(4);
    await panel.getByText("5 d", { exact: true }).click();
    await page.waitForURL((url) => !url.searchParams.has("range"));
    expect(complaints).toEqual([]);
  });

  it("with more transactions than can be drawn one by one is drawn in parts, with the balance of each", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("5000.00", { name: "Busy" });
    for (let batch = 0; batch < 2; batch++) {
      const items = Array.from({ length: 600 }, (_, index) => ({
        wallet_id: wallet.id,
        transaction_type: "DEBIT",
        amount: "1.00",
        idempotency_key: `busy ${batch} ${index}`,
      }));
      await api.post("/transactions", items);
    }
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}`);
    const panel = page.getByRole("region", { name: "Available balance" });
    await panel.getByText(/^Drawn in 240 parts/).waitFor();
    await panel.getByRole("button", { name: "Show as table" }).click();
    const last = panel.getByRole("table", { name: "Balance over time" }).getByRole("row").nth(1);
    await last.getByText("3,800").first().waitFor();
    await last.getByText("5,000").waitFor();
    expect(complaints).toEqual([]);
  });

  it("its tabs say how many alerts and top-ups it has had, live, and nothing moves when they come", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00", { name: "Counted", alert_settings: LEVELS });
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}/settings`);
    const parts = page.getByRole("navigation", { name: "Parts of the wallet" });
    await page.goto(page.url());
    await measure(page);
    // It was empty before it was funded, for which a top-up was proposed.
    await parts.getByRole("link", { name: "Alerts 1", exact: true }).waitFor();
    await parts.getByRole("link", { name: "Top-ups 1", exact: true }).waitFor();
    await page.getByText("Live", { exact: true }).first().waitFor();
    const places = async () =>
      parts.getByRole("link").evaluateAll((links) =>
        links.map((each) => {
          const { left, width } = (each as unknown as Placed).getBoundingClientRect();
          return { left, width };
        }),
      );
    const before = await places();
    await api.debit(wallet.id, "95.00");
    await parts.getByRole("link", { name: "Alerts 2", exact: true }).waitFor();
    await api.post("/topups", { wallet_id: wallet.id, amount: "50.00" });
    await parts.getByRole("link", { name: "Top-ups 2", exact: true }).waitFor();
    expect(await places()).toEqual(before);
    expect(await shiftsOf(page)).toBeLessThan(MAX_SHIFT);
    // What a save answers has no counts; they stay.
    await page.getByRole("textbox", { name: "Name" }).fill("Still counted");
    await page.getByRole("button", { name: "Save wallet" }).click();
    await page.getByRole("heading", { name: "Still counted", level: 1 }).waitFor();
    await expect.poll(() => parts.getByRole("link", { name: "Alerts 2", exact: true }).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it("says what was changed in its settings, beside what happened to its alerts, to a key that may audit", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00", { name: "Audited", alert_settings: LEVELS });
    await api.patch(`/wallets/${wallet.id}`, { name: "Audited twice", status: "frozen" });
    const path = `/wallets/${wallet.id}/alerts`;
    const { page, complaints } = await openDashboard(browser(), server(), path);
    const activity = page.getByRole("region", { name: "Activity" });
    await activity.getByText("name “Audited” to “Audited twice”; status “active” to “frozen”").waitFor();
    await activity.getByText("In alarm to OK").first().waitFor();
    await api.patch(`/wallets/${wallet.id}`, {
      alert_settings: { critical: { threshold: "7.00", condition: "below" } },
    });
    await activity.getByText(/^Critical ≤ .* to ≤ 7\.00/).waitFor();
    expect(complaints).toEqual([]);
    await leave(page);

    const { body: key } = await api.post<{ key: string }>("/api-keys", { name: "reader", scopes: ["read"] });
    const reader = await openDashboard(browser(), server(), path, { key: key.key });
    const read = reader.page.getByRole("region", { name: "Activity" });
    await read.getByRole("listitem").first().waitFor();
    await expect.poll(() => read.getByText("Settings changed").count()).toBe(0);
    expect(reader.complaints).toEqual([]);
  });

  it("shows what its advice is made from, to the last digit, and the parts add up", async () => {
    const { api } = server();
    await api.patch("/account", { lead_time_business_days: 3 });
    const wallet = await api.createFundedWallet("100.00", { name: "Advised", expected_daily_spend: "98.15" });
    await api.post("/topups", { wallet_id: wallet.id, amount: "25.50", expected_at: new Date().toISOString() });
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}`);
    const advice = page.getByRole("region", { name: "What to do" });
    const part = async (name: string | RegExp) => {
      const value = advice
        .locator(".kv > div")
        .filter({ has: page.locator("dt", { hasText: name }) })
        .locator("dd");
      return (await value.textContent())?.replaceAll(",", "").replace("\u2212", "-") ?? "";
    };
    await advice.getByText("To wire, rounded up").waitFor();
    expect(await part("A day’s spend")).toBe("98.15");
    expect(await part("Days it is to last")).toBe("× 5");
    expect(await part("Target")).toBe("490.75");
    expect(await part("Lead time")).toBe("3");
    expect(await part(/^Available$/)).toBe("-100.00");
    expect(await part("In flight")).toBe("-25.50");
    expect(await part(/^Spent until \w{3} \d/)).toBe("+125.50");
    expect(await part("To wire")).toBe("500.00");
    expect(await part(/^Expected day/)).toBe("98.15");
    expect(await part("Available ÷ expected day")).toBe("1 d");
    expect(complaints).toEqual([]);
  });

  it("names the present pace by which a runway was counted, and it divides out", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("1000.00", { name: "Paced", expected_daily_spend: "10.00" });
    for (let order = 0; order < 2; order += 1) await api.debit(wallet.id, "100.00");
    const { page } = await openDashboard(browser(), server(), `/wallets/${wallet.id}`);
    const workings = page.getByRole("region", { name: "What to do" }).locator(".kv");
    const texts = async () => (await workings.locator("> div").allTextContents()).map((text) => text.trim());
    await expect.poll(texts).toContain("Available ÷ present pace4 h");
    expect(await texts()).toContain("Present pace, an hour200.00");
    expect((await texts()).join()).not.toContain("÷ expected day");
  });

  it("keeps what is typed into its settings while its balance moves", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00", { name: "Busy" });
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}/settings`);
    const name = page.getByRole("textbox", { name: "Name" });
    await name.fill("Busier");
    const seen = page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith(`/wallets/${wallet.id}`));
    await api.debit(wallet.id, "10.00");
    await seen;
    await page.getByRole("button", { name: "Freeze wallet" }).click();
    await page.getByText(/^Debits.* 90\.00 USD stay where they are/).waitFor();
    await page.getByRole("button", { name: "Keep active" }).click();
    await expect.poll(() => name.inputValue()).toBe("Busier");
    await page.getByRole("button", { name: "Save wallet" }).click();
    await page.getByRole("heading", { name: "Busier", level: 1 }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("says empty when it is, nothing while that is not known, and is red only below what is allowed", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("50.00", { name: "Spent", overdraft_limit: "100.00" });
    const { page, complaints } = await openDashboard(browser(), server());
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route("**/runway*", async (route) => {
      await held;
      await route.continue();
    });
    await goTo(page, `/wallets/${wallet.id}`);
    const lasts = page.locator(".facts > div", { hasText: "Lasts" }).locator("dd").first();
    await expect.poll(async () => lasts.textContent()).toBe("–");
    const forecast = page.getByRole("region", { name: "Available balance" }).locator("figcaption");
    expect((await forecast.textContent())?.trim()).toBe("");
    answer();
    await expect.poll(async () => lasts.textContent()).toBe("not enough history");
    await forecast.getByText("Not enough history to say how long it lasts.").waitFor();
    await api.debit(wallet.id, "80.00");
    await expect.poll(async () => lasts.textContent()).toBe("empty");
    const red = page.locator(".bad", { hasText: "−30.00" });
    await expect.poll(() => red.count()).toBe(0);
    await api.updateWallet(wallet.id, { overdraft_limit: "20.00" });
    await page.reload();
    await red.waitFor();
    await goTo(page, "/");
    await page.getByRole("row", { name: /Spent/ }).locator(red).waitFor();
    expect(complaints).toEqual([]);
  });

  it("says in the list how old a balance is that is stale, and what is held, if anything is", async () => {
    const { api } = server();
    const some = await api.createFundedWallet("5000.00", { name: "Holding" });
    await api.createFundedWallet("5000.00", { name: "Holding none" });
    await api.post("/holds", { wallet_id: some.id, amount: "1250.00", expires_in: 600 }, { "Idempotency-Key": "held" });
    const { page } = await openDashboard(browser(), server());
    const row = (name: string) => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
    await row("Holding").getByTitle("1,250.00 held").waitFor();
    await row("Holding none").getByText("5,000").waitFor();
    await expect.poll(() => row("Holding none").getByTitle(/held/).count()).toBe(0);

    const heights = async () =>
      Promise.all(["Holding", "Holding none"].map(async (name) => (await row(name).boundingBox())?.height));
    const usual = await heights();
    // As if they were mirrors that have not been read for long.
    await page.route("**/wallets?*", async (route) => {
      const answer = await route.fetch();
      const wallets = (await answer.json()) as readonly object[];
      const old = { stale: true, synced_at: new Date(Date.now() - 42.5 * 60_000).toISOString() };
      await route.fulfill({ response: answer, json: wallets.map((wallet) => ({ ...wallet, ...old })) });
    });
    await page.reload();
    await row("Holding").getByText("as of 42 min ago").waitFor();
    // The rows of a list that is drawn in parts are all as high as one.
    await expect.poll(heights).toEqual(usual);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(async () => (await row("Holding").boundingBox())?.height).toBe(66);
  });

  it("on a phone, says of a transaction what it was in its second line, and its filters take two lines", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00", { name: "Small" });
    await api.post(
      `/wallets/${wallet.id}/debits`,
      { amount: "1.25", kind: "usage", remarks: "Morning batch" },
      { "Idempotency-Key": "small" },
    );
    const path = `/wallets/${wallet.id}/transactions`;
    const { page, complaints } = await openDashboard(browser(), server(), path, { width: 390, height: 844 });
    const row = page.getByRole("table", { name: "Transactions", exact: true }).getByRole("row").nth(1);
    const boxOf = async (text: string) =>
      (await row.getByText(text).first().boundingBox()) ?? { x: 0, y: 0, height: 0 };
    await row.getByText("Morning batch").waitFor();
    const [kind, what, amount] = [await boxOf("Usage"), await boxOf("Morning batch"), await boxOf("\u22121")];
    expect(what.y).toBeGreaterThanOrEqual(kind.y + kind.height);
    expect(amount.x).toBeGreaterThan(kind.x);
    expect(Math.abs(amount.y - kind.y)).toBeLessThan(kind.height);
    const controls = page.getByRole("group", { name: "Filter" }).locator(".field, .chip");
    const tops = await controls.evaluateAll((all) =>
      all.map((each) => Math.round((each as unknown as Placed).getBoundingClientRect().top / 20)),
    );
    expect(new Set(tops).size).toBe(2);
    expect(await overflowOf(page)).toBe(0);
    // What it can be done with is in its menu, for which its bar has room.
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Move money" }).waitFor();
    await page.getByRole("menuitem", { name: "Alert Settings" }).click();
    await page.getByRole("dialog", { name: "Wallet Alert Settings" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("has its alert settings among its settings, and whose they are", async () => {
    const { api } = server();
    const feature = await api.createFeature(LEVELS, { name: "Airtime" });
    const wallet = await api.createFundedWallet("50.00", { name: "Watched", feature_ids: [feature.id] });
    const { page } = await openDashboard(browser(), server(), `/wallets/${wallet.id}/settings`);
    const panel = page.getByRole("region", { name: "Alert settings" });
    await panel.getByText("From feature Airtime").waitFor();
    await panel.getByRole("button", { name: "Edit" }).click();
    await page.getByRole("dialog", { name: "Wallet Alert Settings" }).waitFor();
  });

  it("is frozen and unfrozen, given an overdraft, and closed", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00", { name: "Kept" });
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}/settings`);
    const debit = (amount: string, key: string) =>
      api.post(`/wallets/${wallet.id}/debits`, { amount }, { "Idempotency-Key": key });

    await page.getByRole("button", { name: "Freeze wallet" }).click();
    const asking = page.getByRole("alertdialog", { name: "Freeze Kept?" });
    await asking.getByText(/100\.00 USD stay where they are/).waitFor();
    await asking.getByRole("button", { name: "Freeze wallet" }).click();
    await page.getByRole("button", { name: "Unfreeze wallet" }).waitFor();
    expect((await debit("1.00", "frozen")).status).toBeGreaterThanOrEqual(400);
    await page.getByRole("button", { name: "Unfreeze wallet" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Unfreeze wallet" }).click();
    await page.getByRole("button", { name: "Freeze wallet" }).waitFor();

    expect((await debit("130.00", "too much")).status).toBe(402);
    await page.getByRole("textbox", { name: "Overdraft limit" }).fill("-1");
    await page.getByRole("button", { name: "Save wallet" }).click();
    await page.locator('input[name="overdraft_limit"][aria-invalid="true"]').waitFor();
    await page.getByRole("textbox", { name: "Overdraft limit" }).fill("50.00");
    await page.getByRole("button", { name: "Save wallet" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    expect((await debit("130.00", "within")).status).toBe(201);

    await page.getByRole("button", { name: "Close wallet" }).click();
    const closing = page.getByRole("alertdialog", { name: "Close Kept?" });
    await closing.getByRole("button", { name: "Close wallet" }).click();
    await closing.getByText("The name typed is another.").waitFor();
    await closing.getByRole("textbox", { name: "Type the name to confirm" }).fill("Kept");
    await closing.getByRole("button", { name: "Close wallet" }).click();
    await page.getByText("This wallet is closed. Its history stays.").waitFor();
    expect((await api.wallet(wallet.id)).status).toBe("closed");
    expect(complaints).toEqual([]);
  });
});
