import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { useServer } from "../support/e2e/fixtures.ts";
import { goTo, openDashboard, useBrowser } from "./pages.ts";

/** Of the page's own script. */
declare function getSelection(): { selectAllChildren(of: unknown): void; removeAllRanges(): void };

describe("details", () => {
  const server = useServer();
  const browser = useBrowser();

  it("of an order, a card and a product open beside their lists, each with its own URL", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("1000.00", { name: "Shop" });
    const { body: product } = await api.post<{ id: string }>("/products", {
      name: "Gift card 10",
      currency: "USD",
      denominations: ["10.00", "25.00"],
      discount: "4",
      fee: { amount: "0.50" },
    });
    const order = (code: string, quantity: number) =>
      api.post<{ id: number }>("/orders", {
        product_id: product.id,
        denomination: "10.00",
        quantity,
        wallet_id: wallet.id,
        reference_code: code,
      });
    const { body: first } = await order("ORD-1", 5);
    await order("ORD-2", 1);
    await api.post(`/orders/${first.id}/deliveries`, { quantity: 2 });
    await api.post("/cards", { card_id: "card_42", wallet_id: wallet.id, status: "active", expires: "2030-01" });
    const { page, complaints } = await openDashboard(browser(), server(), "/orders");

    await page.getByRole("button", { name: "Partially delivered" }).click();
    await page.waitForURL(/status=PARTIALLY_DELIVERED/);
    const rows = page.getByRole("table", { name: "Orders" }).getByRole("row");
    await page.getByRole("link", { name: "ORD-2" }).waitFor({ state: "detached" });
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByRole("link", { name: "ORD-1" }).click();
    await page.waitForURL((url) => url.pathname === `/orders/${first.id}` && url.search !== "");
    await expect.poll(() => rows.count()).toBe(2);
    const drawer = page.getByRole("complementary", { name: "Order" });
    await drawer.getByText("2 of 5").waitFor();
    await drawer.getByText("48.50").first().waitFor();
    await drawer.getByRole("table", { name: "Transactions of the order" }).getByText("−48").waitFor();
    await drawer.getByRole("button", { name: "Cancel order" }).click();
    const asking = page.getByRole("alertdialog", { name: "Cancel order ORD-1?" });
    await asking.getByText("3 pieces of 5 are not delivered.").waitFor();
    await asking.getByRole("button", { name: "Cancel order" }).click();
    await drawer.getByText("Cancelled", { exact: true }).waitFor();
    await drawer.getByRole("table", { name: "Transactions of the order" }).getByText("Refund").waitFor();

    await drawer.getByRole("link", { name: "Gift card 10" }).click();
    const quote = page.getByRole("complementary", { name: "Product" });
    await quote.getByRole("textbox", { name: "Denomination" }).fill("11");
    await quote.getByRole("button", { name: "Work out price" }).click();
    await quote.locator('input[name="denomination"][aria-invalid="true"]').waitFor();
    await quote.getByRole("textbox", { name: "Denomination" }).fill("25");
    await quote.getByRole("textbox", { name: "Pieces" }).fill("4");
    await quote.getByRole("button", { name: "Work out price" }).click();
    await quote.getByRole("status").getByText("96.50").waitFor();

    await goTo(page, "/cards");
    await page.getByRole("link", { name: "card_42" }).click();
    await page.waitForURL(/\/cards\/card_42$/);
    const card = page.getByRole("complementary", { name: "Card" });
    await card.getByRole("button", { name: "Freeze card" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Freeze card" }).click();
    await card.getByText("Frozen", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    await page.waitForURL(/\/cards$/);
    expect(complaints).toEqual([]);
  });

  it("a wallet's transactions are filtered, added up and downloaded", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00", { name: "Books" });
    const debit = (amount: string, reference: string) =>
      api.post(
        `/wallets/${wallet.id}/debits`,
        { amount, kind: "usage", reference_number: reference },
        { "Idempotency-Key": reference },
      );
    for (let i = 1; i <= 60; i++) await debit("1.00", `REF-${i}`);
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}/transactions`);
    const statement = page.getByRole("region", { name: "Statement" });
    await statement.getByText("60.00").waitFor();
    await statement.getByText("40.00").waitFor();

    await page.getByRole("button", { name: "Older" }).click();
    await page.waitForURL(/page=2/);
    await page.getByText("REF-9", { exact: true }).waitFor();
    await page.getByRole("textbox", { name: "Filter transactions" }).fill("ref-42");
    await page.waitForURL((url) => url.searchParams.get("q") === "ref-42" && !url.searchParams.has("page"));
    const rows = page.getByRole("table", { name: "Transactions", exact: true }).getByRole("row");
    await rows.nth(2).waitFor({ state: "detached" });
    await rows.nth(1).getByText("REF-42").waitFor();
    await page.getByRole("combobox", { name: "Direction" }).selectOption("CREDIT");
    await page.getByRole("heading", { name: "No transaction matches." }).waitFor();

    const downloading = page.waitForEvent("download");
    await statement.getByRole("link", { name: "Download transactions" }).click();
    const lines = (await readFile(await (await downloading).path(), "utf8")).trim().split("\r\n");
    expect(lines).toHaveLength(62);
    expect(lines[0]).toContain("reference_number");
    expect(complaints).toEqual([]);
  });

  it("of a row open wherever it is clicked, but not when its text is selected", async () => {
    const { api } = server();
    await api.createFundedWallet("1234.00", { name: "Clicked" });
    await api.createFeature(null, { name: "Pressed" });
    const { page, complaints } = await openDashboard(browser(), server());
    const amount = page.getByRole("row", { name: /Clicked/ }).getByText("1,234");
    // As a mouse that is dragged leaves it.
    await amount.evaluate((element) => getSelection().selectAllChildren(element));
    await amount.dispatchEvent("click");
    expect(new URL(page.url()).pathname).toBe("/");
    await page.evaluate(() => getSelection().removeAllRanges());
    await amount.click();
    await page.getByRole("heading", { name: "Clicked", level: 1 }).waitFor();
    await page.goBack();
    const opened = page.context().waitForEvent("page");
    await amount.click({ modifiers: ["ControlOrMeta"] });
    const other = await opened;
    await expect.poll(() => new URL(other.url()).pathname).toMatch(/^\/wallets\/\d+$/);
    expect(new URL(page.url()).pathname).toBe("/");
    await goTo(page, "/features");
    await page
      .getByRole("row", { name: /Pressed/ })
      .getByRole("cell")
      .last()
      .click();
    await page.getByRole("heading", { name: "Pressed", level: 1 }).waitFor();
    expect(complaints).toEqual([]);
  });
});
