import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { expectStatus } from "../support/e2e/api.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { connectOctopus, declareMirror, listen, useServer } from "../support/e2e/fixtures.ts";
import { goTo, openDashboard, useBrowser } from "./pages.ts";

/** Critical while anything may still run out. */
const DANGEROUS = { alert_enabled: true, critical: { threshold: "10.00", condition: "below" } } as const;

/** Of the page's own script. */
declare const localStorage: { getItem(name: string): string | null };

/** As it is measured in the page. */
interface Box {
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<Box>;
}

/** The tables of a page that are wider than their place, and the cells whose text runs into the next. */
async function cutTables(page: Page): Promise<readonly string[]> {
  return page
    .locator(".table, .table tbody td")
    .evaluateAll((boxes) =>
      (boxes as unknown as Box[])
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(
          (box) =>
            `${box.getAttribute("aria-label") ?? box.textContent}: ${box.scrollWidth} in ${box.clientWidth}; ` +
            [...box.querySelectorAll("thead th")].map((head) => `${head.textContent} ${head.clientWidth}`).join(", "),
        ),
    );
}

/** The text of each row's cell of an index, from the top. */
async function cells(page: Page, table: string, index: number): Promise<string[]> {
  const rows = page.getByRole("table", { name: table, exact: true }).locator("tbody tr");
  return rows.evaluateAll(
    (all, at) =>
      all.map((row) => (row as unknown as { cells: { textContent: string }[] }).cells[at]?.textContent ?? ""),
    index,
  );
}

describe("rows", () => {
  const server = useServer();
  const browser = useBrowser();

  it("of a list stay under the pointer, and new ones wait behind a bar until it is pressed or the pointer leaves", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("1000.00", { name: "Steady" });
    const debit = (reference: string) =>
      api.post(
        `/wallets/${wallet.id}/debits`,
        { amount: "1.00", kind: "usage", reference_number: reference },
        { "Idempotency-Key": reference },
      );
    for (const name of ["first", "second", "third"]) await debit(name);
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}/transactions`);
    const table = page.getByRole("table", { name: "Transactions", exact: true });
    await table.getByText("third").waitFor();
    await page.getByText("Live", { exact: true }).first().waitFor();
    const before = await cells(page, "Transactions", 2);

    const row = table.getByRole("row").nth(2);
    await row.hover();
    await page.mouse.move(600, 1 + Math.round((await row.boundingBox())?.y ?? 0));
    const place = await row.boundingBox();
    await debit("fourth");
    const bar = page.getByRole("button", { name: "1 new transaction · Show" });
    await bar.waitFor();
    await debit("fifth");
    await page.getByRole("button", { name: "2 new transactions · Show" }).waitFor();
    expect(await cells(page, "Transactions", 2)).toEqual(before);
    expect(await row.boundingBox()).toEqual(place);
    await page.getByRole("button", { name: "2 new transactions · Show" }).click();
    await table.getByText("fifth").waitFor();
    expect(await cells(page, "Transactions", 2)).toEqual(["fifth", "fourth", ...before]);

    await row.hover();
    await page.mouse.move(620, 2 + Math.round((await row.boundingBox())?.y ?? 0));
    await debit("sixth");
    await bar.waitFor();
    await page.mouse.move(600, 5);
    await bar.waitFor({ state: "detached" });
    await table.getByText("sixth").waitFor();

    // The focus holds rows as the pointer does.
    await page.getByRole("region", { name: "Transactions, scrollable" }).focus();
    await debit("seventh");
    await bar.waitFor();
    await page.getByRole("textbox", { name: "Filter transactions" }).focus();
    await table.getByText("seventh").waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("of Overview's wallets in danger and of open alerts keep their order under the pointer", async () => {
    const { api } = server();
    const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const endangered = async (name: string, balance: string, spend: string) => {
      const wallet = await api.createFundedWallet(balance, { name, alert_settings: DANGEROUS });
      await api.put(`/wallets/${wallet.id}/spend-history`, { days: [{ date: day, amount: spend }] });
      return wallet;
    };
    const longest = await endangered("Danger A", "8.00", "40.00");
    const longer = await endangered("Danger B", "9.00", "40.00");
    const { page, complaints } = await openDashboard(browser(), server());
    const attention = page.getByRole("region", { name: "Needs attention" });
    const names = () => attention.locator(".row .head .name").allTextContents();
    const pointAt = async (place: Locator, name: string) => {
      await place.getByText(name, { exact: true }).hover();
      // A second place of the row: a pointer that moves.
      await page.mouse.move(500, 1 + Math.round((await place.getByText(name, { exact: true }).boundingBox())?.y ?? 0));
    };
    await expect.poll(names).toEqual(["Danger A", "Danger B"]);
    await page.getByText("Live", { exact: true }).first().waitFor();
    await pointAt(attention, "Danger B");
    // The second is now the first to end, and a third is new.
    await api.post(`/wallets/${longer.id}/debits`, { amount: "8.00" }, { "Idempotency-Key": "soonest" });
    await endangered("Danger C", "0.50", "400.00");
    await attention.getByRole("button", { name: "1 new wallet · Show" }).waitFor();
    await attention.getByText(/^1\.00/).waitFor();
    expect(await names()).toEqual(["Danger A", "Danger B"]);
    await page.mouse.move(600, 5);
    await expect.poll(async () => (await names()).at(-1)).toBe("Danger A");
    expect((await names()).toSorted()).toEqual(["Danger A", "Danger B", "Danger C"]);

    // A wallet that has recovered turns grey, and goes when it may.
    await pointAt(attention, "Danger A");
    await api.credit(longest.id, "500.00");
    await attention.locator(".row.gone", { hasText: "Danger A" }).waitFor();
    await page.mouse.move(600, 5);
    await expect.poll(async () => (await names()).toSorted()).toEqual(["Danger B", "Danger C"]);

    await goTo(page, "/alerts");
    const entries = page.getByRole("region", { name: "Open alerts" });
    const listed = async () => (await entries.locator(".name").allTextContents()).toSorted();
    await expect.poll(listed).toEqual(["Danger B", "Danger C"]);
    const entry = await entries.getByText("Danger B").boundingBox();
    await page.mouse.move(400, 3 + Math.round(entry?.y ?? 0));
    await page.mouse.move(402, 4 + Math.round(entry?.y ?? 0));
    await endangered("Danger D", "0.50", "4000.00");
    const bar = entries.getByRole("button", { name: "1 new alert · Show" });
    await bar.waitFor();
    expect(await listed()).toEqual(["Danger B", "Danger C"]);
    await bar.click();
    await expect.poll(listed).toEqual(["Danger B", "Danger C", "Danger D"]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("show at once what was done on the page itself, whatever holds them", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("10.00", { name: "Carded" });
    for (const id of ["kept", "cooled"]) await api.post("/cards", { card_id: id, wallet_id: wallet.id });
    const { page, complaints } = await openDashboard(browser(), server(), "/cards/cooled?status=active");
    const link = page.getByRole("table", { name: "Cards" }).getByRole("link", { name: "cooled" });
    await link.waitFor();
    await page.getByRole("button", { name: "Active 2" }).waitFor();
    const drawer = page.getByRole("complementary", { name: "Card" });
    await drawer.getByRole("button", { name: "Freeze card" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Freeze card" }).click();
    await drawer.getByText("Frozen", { exact: true }).waitFor();
    await link.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Active 1" }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("of a provider's wallets are sorted as the URL says; columns are chosen and given widths, which is kept", async () => {
    const { provider } = await connectOctopus(server());
    for (const [name, balance] of [
      ["Beta", "5.00"],
      ["Alpha", "9.00"],
      ["Gamma", "1.00"],
    ] as const) {
      await declareMirror(server(), provider, { name, balance, external_id: name });
    }
    const { page, complaints } = await openDashboard(browser(), server(), `/providers/${provider.id}/wallets`);
    const table = page.getByRole("table", { name: "Wallets" });
    const names = () => cells(page, "Wallets", 1);
    await expect.poll(async () => (await names()).toSorted()).toEqual(["Alpha", "Beta", "Gamma"]);
    await table.getByRole("button", { name: "Available" }).click();
    await page.waitForURL(/sort=available/);
    await expect.poll(names).toEqual(["Gamma", "Beta", "Alpha"]);
    await page.reload();
    await expect.poll(names).toEqual(["Gamma", "Beta", "Alpha"]);
    await expect
      .poll(() => table.getByRole("columnheader", { name: "Available" }).getAttribute("aria-sort"))
      .toBe("ascending");

    const head = (name: string) => table.getByRole("columnheader", { name });
    await page.getByRole("button", { name: "Columns of Wallets" }).click();
    const menu = page.getByRole("dialog", { name: "Columns of Wallets" });
    await menu.getByRole("checkbox", { name: "Named there" }).uncheck();
    await head("Named there").waitFor({ state: "detached" });
    await expect.poll(() => menu.getByRole("checkbox", { name: "Wallet" }).isDisabled()).toBe(true);
    const width = async (name: string) => Math.round((await head(name).boundingBox())?.width ?? 0);
    const wide = await width("State");
    await menu.getByRole("button", { name: "State wider" }).click();
    await expect.poll(() => width("State")).toBe(wide + 24);
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "hidden" });
    // By the pointer, at the edge of the head.
    const edge = await head("State").boundingBox();
    if (edge === null) throw new Error("the head is shown");
    await page.mouse.move(edge.x + edge.width - 4, edge.y + edge.height / 2);
    await page.mouse.down();
    await page.mouse.move(edge.x + edge.width + 56, edge.y + edge.height / 2, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => width("State")).toBe(wide + 24 + 60);
    await page.reload();
    await expect.poll(names).toEqual(["Gamma", "Beta", "Alpha"]);
    expect(await width("State")).toBe(wide + 24 + 60);
    await expect.poll(() => head("Named there").count()).toBe(0);
    await page.getByRole("button", { name: "Columns of Wallets" }).click();
    await menu.getByRole("button", { name: "As at first" }).click();
    await head("Named there").waitFor();
    expect(await page.evaluate(() => localStorage.getItem("plimsoll-columns-Wallets"))).toBeNull();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("of Overview's wallets have the columns that were chosen", async () => {
    await server().api.createFundedWallet("5.00", { name: "Chosen" });
    const { page, complaints } = await openDashboard(browser(), server());
    const table = page.getByRole("table", { name: "Wallets" });
    await table.getByRole("link", { name: "Chosen" }).waitFor();
    await page.getByRole("button", { name: "Columns of All wallets" }).click();
    const menu = page.getByRole("dialog", { name: "Columns of All wallets" });
    await menu.getByRole("checkbox", { name: "Typical day" }).uncheck();
    await menu.getByRole("checkbox", { name: "State" }).uncheck();
    await page.keyboard.press("Escape");
    await page.reload();
    await table.getByRole("link", { name: "Chosen" }).waitFor();
    await expect
      .poll(() => table.getByRole("columnheader").allTextContents())
      .toEqual(["Wallet", "Available", "7 days", "Lasts", "Seen"]);
    // Those that are new wait as in every list.
    await page.getByText("Live", { exact: true }).first().waitFor();
    await table.getByRole("row", { name: /Chosen/ }).hover();
    const row = await table.getByRole("row", { name: /Chosen/ }).boundingBox();
    await page.mouse.move(500, 5 + Math.round(row?.y ?? 0));
    await page.mouse.move(504, 6 + Math.round(row?.y ?? 0));
    await server().api.createFundedWallet("5.00", { name: "Came later" });
    const bar = page.getByRole("region", { name: "All wallets" }).getByRole("button", { name: "1 new wallet · Show" });
    await bar.waitFor();
    await expect.poll(() => table.getByRole("link", { name: "Came later" }).count()).toBe(0);
    await bar.click();
    await table.getByRole("link", { name: "Came later" }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("of channels, routes and silences stay in place too", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("1000.00", { name: "Hushed" });
    const ends = new Date(Date.now() + 3_600_000).toISOString();
    const made = {
      channel: (name: string) =>
        api.post("/channels", { kind: "slack", name, config: { webhook_url: "https://example.com/services/a" } }),
      route: (name: string) => api.post("/routes", { name, on: ["info"], channel_ids: [] }),
      silence: (reason: string) =>
        api.post("/silences", { filter: { wallet_ids: [wallet.id] }, ends_at: ends, reason }),
    };
    const { page, complaints } = await openDashboard(browser(), server());
    for (const [noun, path, table] of [
      ["channel", "/settings/channels", "Channels"],
      ["route", "/settings/routes", "Routes"],
      ["silence", "/alerts?tab=silences", "Silences"],
    ] as const) {
      expectStatus(201, await made[noun](`${noun} before`));
      await goTo(page, path);
      const rows = page.getByRole("table", { name: table, exact: true });
      await rows.getByText(`${noun} before`).first().waitFor();
      await page.getByText("Live", { exact: true }).first().waitFor();
      await rows.getByText(`${noun} before`).first().hover();
      const { x = 0, y = 0 } = (await rows.getByText(`${noun} before`).first().boundingBox()) ?? {};
      // A pointer that moves.
      await page.mouse.move(x + 4, y + 4);
      expectStatus(201, await made[noun](`${noun} after`));
      const bar = page.getByRole("button", { name: `1 new ${noun} · Show` });
      await bar.waitFor();
      await expect.poll(() => rows.getByText(`${noun} after`).count()).toBe(0);
      await bar.click();
      await rows.getByText(`${noun} after`).first().waitFor();
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("are stepped through with the drawer of an order, a card or a product open", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("1000.00", { name: "Stepped" });
    const denominations = { currency: "USD", denominations: ["2.00"] };
    const { body: product } = await api.post<{ id: string }>("/products", { name: "One", ...denominations });
    await api.post("/products", { name: "Two", ...denominations });
    for (const code of ["STEP-1", "STEP-2"]) {
      const order = { wallet_id: wallet.id, product_id: product.id, denomination: "2.00", quantity: 1 };
      expectStatus(201, await api.post("/orders", { ...order, reference_code: code }));
    }
    for (const id of ["card_1", "card_2"]) await api.post("/cards", { card_id: id, wallet_id: wallet.id });
    const { page, complaints } = await openDashboard(browser(), server(), "/orders");
    for (const [path, name] of [
      ["/orders", "Order"],
      ["/cards", "Card"],
      ["/products", "Product"],
    ] as const) {
      await goTo(page, path);
      const links = page
        .getByRole("table", { name: `${name}s`, exact: true })
        .locator("td:first-child [data-row-link]");
      await links.nth(1).waitFor();
      let answer = (): void => undefined;
      const answered = new Promise<void>((resolve) => (answer = resolve));
      await page.route(`**/api/v1${path}/*`, async (route) => {
        await answered;
        await route.continue();
      });
      await links.first().click();
      const drawer = page.getByRole("complementary", { name });
      // The list stays while the first one is read, with the focus where it was.
      await drawer.getByRole("button", { name: "Next" }).waitFor();
      const [first = "", second = ""] = await links.allTextContents();
      answer();
      await drawer.getByRole("heading", { name: first, exact: true }).waitFor();
      await links.first().and(page.locator(":focus")).waitFor();
      await expect
        .poll(() => drawer.getByRole("button", { name: "Previous" }).getAttribute("aria-disabled"))
        .toBe("true");
      // From the row into its drawer, through its list, and back to the row.
      await page.keyboard.press("Enter");
      await drawer.and(page.locator(":focus")).waitFor();
      await drawer.getByRole("button", { name: "Next" }).focus();
      await page.keyboard.press("Enter");
      await drawer.getByRole("heading", { name: second, exact: true }).waitFor();
      await drawer.getByRole("button", { name: "Next" }).and(page.locator(":focus")).waitFor();
      await page.keyboard.press("k");
      await drawer.getByRole("heading", { name: first, exact: true }).waitFor();
      await drawer.getByRole("button", { name: "Close", exact: true }).focus();
      await page.keyboard.press("Enter");
      await drawer.waitFor({ state: "detached" });
      await links.first().and(page.locator(":focus")).waitFor();
      expect(new URL(page.url()).pathname).toBe(path);
      await links.nth(1).click();
      await drawer.getByRole("heading", { name: second, exact: true }).waitFor();
      await page.goBack();
      await drawer.waitFor({ state: "detached" });
      expect(new URL(page.url()).pathname).toBe(path);
      await page.unrouteAll();
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("of deliveries are replayed by r without their drawer, and of wallets in danger silenced by s", async () => {
    const { api } = server();
    for (const name of ["Loud one", "Loud two"]) {
      await api.createFundedWallet("5.00", { name, alert_settings: DANGEROUS });
    }
    await api.createFundedWallet("500.00", { name: "Quiet" });
    const { receiver, endpoint } = await listen(server(), { max_attempts: 1 }, 500);
    await api.post(`/webhook-endpoints/${endpoint.id}/test`, {});
    await eventually(() => receiver.requests.length >= 1);
    const { page, complaints } = await openDashboard(browser(), server(), `/webhooks/${endpoint.id}`);
    await page.getByRole("table", { name: "Deliveries" }).getByText("Failed").waitFor();
    const before = receiver.requests.length;
    // Without a row there is nothing to replay.
    await page.keyboard.press("r");
    await page.keyboard.press("j");
    expect(receiver.requests).toHaveLength(before);
    await page.keyboard.press("r");
    await eventually(() => receiver.requests.length === before + 1);

    await goTo(page, "/");
    const attention = page.getByRole("region", { name: "Needs attention" });
    await attention.getByRole("link", { name: "Loud one" }).focus();
    await page.keyboard.press("s");
    await page.getByRole("menuitem", { name: "For 1 h" }).click();
    await page.getByText(/^Loud one silenced until/).waitFor();
    await attention.getByRole("link", { name: "Loud one" }).waitFor({ state: "detached" });
    await attention.getByRole("link", { name: "Loud two" }).waitFor();
    // A key of a row that has no such button leaves the other rows alone.
    await page.getByRole("table", { name: "Wallets" }).getByRole("link", { name: "Quiet" }).focus();
    await page.keyboard.press("a");
    await page.keyboard.press("s");
    await expect.poll(() => page.getByRole("menu").count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe("a list on a narrow desk", () => {
  const server = useServer();
  const browser = useBrowser();

  it("has everything that its rows say in view, without scrolling sideways", async () => {
    const { api } = server();
    const long = (name: string) => `${name} of the subsidiary in ${"Aotearoa, ".repeat(6)}New Zealand`;
    const { provider } = await connectOctopus(server());
    const { body: feature } = await api.post<{ id: string }>("/features", {
      name: long("Gift cards"),
      alert_settings: DANGEROUS,
    });
    const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const wallet = await api.createFundedWallet("12345678.90", { name: long("Treasury"), feature_ids: [feature.id] });
    await api.put(`/wallets/${wallet.id}/spend-history`, { days: [{ date: day, amount: "1234567.89" }] });
    await declareMirror(server(), provider, { name: long("Mirror"), balance: "9876543.21" });
    const small = await api.createFundedWallet("5.00", { name: long("Empty"), feature_ids: [feature.id] });
    await api.debit(wallet.id, "100.00", { remarks: long("Paid"), reference_number: long("Invoice") });
    const denominations = { currency: "USD", denominations: ["2.00", "5.00", "10.00", "25.00", "50.00", "100.00"] };
    const { body: product } = await api.post<{ id: string }>("/products", { name: long("Card"), ...denominations });
    const order = { wallet_id: wallet.id, product_id: product.id, denomination: "100.00", quantity: 100 };
    expectStatus(201, await api.post("/orders", { ...order, reference_code: long("Order").slice(0, 64) }));
    expectStatus(201, await api.post("/cards", { card_id: "6f1a2b3c4d5e6f1a2b3c4d5e", wallet_id: wallet.id }));
    await api.post(
      "/topups",
      { wallet_id: small.id, amount: "1500000.00", reference: long("Wire").slice(0, 64) },
      { "Idempotency-Key": "announced" },
    );
    const { endpoint } = await listen(server(), { description: long("Books") }, 500);
    await api.createEndpoint(`https://acme.example/${"long-".repeat(40)}`, { description: long("Books") });
    await api.post(`/webhook-endpoints/${endpoint.id}/test`, {});
    await eventually(async () => (await api.get<{ id: string }[]>("/deliveries")).body.length > 0);
    const config = { webhook_url: "https://hooks.slack.com/services/T000/B000/XXXX" };
    await api.post("/channels", { kind: "slack", name: long("Channel"), config });
    await api.post("/silences", {
      filter: {},
      ends_at: new Date(Date.now() + 9e8).toISOString(),
      reason: long("Known"),
    });
    await api.post("/campaigns", {
      name: long("Campaign"),
      starts_at: new Date(Date.now() + 9e7).toISOString(),
      ends_at: new Date(Date.now() + 9e8).toISOString(),
    });
    const { page, complaints } = await openDashboard(browser(), server(), "/", { width: 1280 });
    const cut: object[] = [];
    for (const path of [
      "/",
      `/wallets/${wallet.id}/transactions`,
      `/wallets/${small.id}/alerts`,
      "/features",
      `/features/${feature.id}`,
      "/alerts?tab=history",
      "/alerts?tab=silences",
      "/topups",
      "/topups/plan",
      "/orders",
      "/cards",
      "/products",
      "/providers",
      `/providers/${provider.id}/wallets`,
      "/providers/campaigns",
      "/webhooks",
      "/webhooks/deliveries",
      `/webhooks/${endpoint.id}`,
      "/settings/keys",
      "/settings/channels",
      "/settings/routes",
      "/settings/audit",
    ]) {
      await goTo(page, path);
      await page.locator(".table tbody td").first().waitFor();
      await page.locator("[aria-label=Loading], [data-arriving]").first().waitFor({ state: "detached" });
      for (const width of [1440, 1280, 1024]) {
        await page.setViewportSize({ width, height: 900 });
        const tables = await cutTables(page);
        if (tables.length > 0) cut.push({ path, width, tables });
      }
    }
    expect(cut).toEqual([]);

    // On a phone a row has its name and amount beside each other, and a long name ends in an ellipsis.
    await goTo(page, "/");
    await page.setViewportSize({ width: 390, height: 844 });
    const name = page.getByRole("table", { name: "Wallets" }).getByRole("link", { name: long("Treasury") });
    const amount = page.getByRole("row", { name: /Treasury/ }).locator(".available .amt");
    await name.waitFor();
    const text = await name.locator("bdi").evaluate((element) => {
      const { scrollWidth, clientWidth } = element as unknown as Box;
      const style = (
        globalThis as unknown as { getComputedStyle(of: unknown): { textOverflow: string } }
      ).getComputedStyle(element);
      return { isCut: scrollWidth > clientWidth, end: style.textOverflow };
    });
    expect(text).toEqual({ isCut: true, end: "ellipsis" });
    const [left, right] = [await name.locator("bdi").boundingBox(), await amount.first().boundingBox()];
    expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual(right?.x ?? 0);
    expect(left?.width).toBeGreaterThan(80);
    expect(complaints).toEqual([]);
  });
});
