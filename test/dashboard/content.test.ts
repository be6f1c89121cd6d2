import type { Feature, Overview, Silence, Transfer, Wallet } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { eventually } from "../support/e2e/eventually.ts";
import { LEVELS, listen, useServer } from "../support/e2e/fixtures.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { goTo, openDashboard, useBrowser } from "./pages.ts";

const DAY_MS = 86_400_000;

function week(amount: string): object {
  const days = [7, 6, 5, 4, 3, 2, 1].map((ago) => ({
    date: new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10),
    amount,
  }));
  return { days };
}

describe("what pages say and do", () => {
  const server = useServer();
  const browser = useBrowser();

  it("the overview names who received a message, adds up currencies, and offers another way when a wire is too late", async () => {
    const { api } = server();
    const receiver = await startReceiver();
    const config = { webhook_url: receiver.url };
    const { body: channel } = await api.post<{ id: string }>("/channels", { kind: "slack", name: "Treasury", config });
    await api.patch("/routes/route_page", { channel_ids: [channel.id] });
    await api.createFundedWallet("5000.00", { name: "Reserve" });
    await api.createFundedWallet("1000", { name: "Yen", currency: "JPY" });
    await api.put("/fx-rates", { from: "JPY", to: "USD", rate: "0.0065" });
    const levels = { ...LEVELS, critical: { threshold: "9.00", condition: "below" } };
    const late = await api.createFundedWallet("50.00", { name: "Gift cards" });
    await api.updateWallet(late.id, { alert_settings: levels });
    await api.put(`/wallets/${late.id}/spend-history`, week("40.00"));
    await api.debit(late.id, "42.00");
    const { page, complaints } = await openDashboard(browser(), server());

    const attention = page.getByRole("region", { name: "Needs attention" });
    await attention.getByText(/^Treasury \w+: In alarm$/).waitFor();
    await page.getByText("available in 2 currencies, at account rates of").waitFor();
    await page.getByText("How this was worked out").first().click();
    await page.getByText("1,000 JPY × 0.0065").waitFor();
    await page.getByText("5,014.50").first().waitFor();

    await attention.getByText("It lands after the wallet is empty.").waitFor();
    for (const width of [1440, 1024, 901]) {
      await page.setViewportSize({ width, height: 900 });
      const frame = await attention.boundingBox();
      const todo = await attention.locator(".todo").boundingBox();
      expect((todo?.x ?? 0) + (todo?.width ?? 0)).toBeLessThanOrEqual((frame?.x ?? 0) + (frame?.width ?? 0));
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await attention.getByRole("button", { name: "Other ways" }).click();
    const ways = page.getByRole("dialog", { name: "Other ways for Gift cards" });
    await ways.getByRole("row", { name: /Reserve/ }).waitFor();
    // A movement reads the overview again, but not what was asked of it.
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    const readAgain = page.waitForResponse((response) => response.url().endsWith("/api/v1/overview"));
    await api.debit(late.id, "0.01");
    await readAgain;
    expect(asked.filter((path) => path.endsWith("/alternatives"))).toEqual([]);
    // Nor is an answer kept for the next time it is opened.
    await ways.getByRole("button", { name: "Close" }).click();
    await page.route("**/alternatives*", async (route) => route.fulfill({ json: [] }));
    await attention.getByRole("button", { name: "Other ways" }).click();
    await ways.getByText(/^A wallet gives only what it has above its own levels and does not spend until/).waitFor();
    await ways.getByRole("button", { name: "Close" }).click();
    await page.unroute("**/alternatives*");
    await attention.getByRole("button", { name: "Other ways" }).click();
    await ways.getByRole("row", { name: /Reserve/ }).waitFor();
    await ways
      .getByRole("row", { name: /Reserve/ })
      .getByRole("button", { name: /^Move USD / })
      .click();
    const review = page.getByRole("alertdialog", { name: /^Move USD / });
    await review.getByText("Gift cards").waitFor();
    await review.getByText("lasts").first().waitFor();
    await review.getByRole("button", { name: /^Move USD / }).click();
    await review.waitFor({ state: "detached" });
    // In no danger any more; at its pace of the last hour it still ends before a wire lands.
    await attention.getByText(/^Treasury \w+: In alarm$/).waitFor({ state: "detached" });
    await attention.getByText(/^1 wallet runs out before a wire sent now lands:/).waitFor();
    expect((await api.get<Transfer[]>("/transfers")).body).toHaveLength(1);

    // The toast offers the way back, and its review says what it does.
    await page.locator(".toast").getByRole("button", { name: "Move back" }).click();
    await page.getByRole("heading", { name: "Gift cards", level: 1 }).waitFor();
    await page.waitForURL(/back=trf_/);
    await review.getByText("Reserve").waitFor();
    await review.getByRole("button", { name: "Keep as it is" }).click();
    await review.waitFor({ state: "detached" });
    await api.delete(`/channels/${channel.id}`);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("money is moved between two wallets after a review, and a transaction leads to the transfer back", async () => {
    const { api } = server();
    const from = await api.createFundedWallet("80.00", { name: "From here" });
    const to = await api.createFundedWallet("1.00", { name: "To there", currency: "EUR" });
    await api.put("/fx-rates", { from: "USD", to: "EUR", rate: "0.5" });
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${from.id}`);
    await page.getByRole("button", { name: "Move money" }).click();
    const form = page.getByRole("dialog", { name: "Move money" });
    await form.getByRole("combobox", { name: "To" }).fill("To there");
    await page.getByRole("option", { name: /To there/ }).click();
    await form.getByRole("textbox", { name: "Amount" }).fill("90.00");
    await form.getByRole("button", { name: "Review move" }).click();
    await form.getByText("the balance is too low").or(form.getByRole("alert")).first().waitFor();
    await form.getByRole("textbox", { name: "Amount" }).fill("30.00");
    await form.getByRole("button", { name: "Review move" }).click();
    const review = page.getByRole("alertdialog", { name: "Move USD 30.00?" });
    await review.getByText("At 0.5: EUR 15.00 arrive.").waitFor();
    await review.getByRole("button", { name: "Move USD 30.00" }).click();
    await review.waitFor({ state: "detached" });
    expect((await api.wallet(to.id)).available).toBe("16.00");

    await goTo(page, `/wallets/${to.id}/transactions`);
    await page.getByRole("link", { name: /^Fx, transaction \d+/ }).click();
    await page.waitForURL(/t=\d+/);
    const drawer = page.getByRole("complementary", { name: "Transaction" });
    await drawer.getByText("Transfer from From here at 0.5").waitFor();
    await drawer.getByRole("button", { name: "Transfer back" }).click();
    const back = page.getByRole("alertdialog", { name: "Move EUR 15.00?" });
    await back.getByRole("button", { name: "Move EUR 15.00" }).click();
    await back.waitFor({ state: "detached" });
    await eventually(async () => (await api.wallet(from.id)).available === "80.00");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("who saves alert settings second sees both versions and decides", async () => {
    const { api } = server();
    const { body: feature } = await api.post<Feature>("/features", { name: "Shared", alert_settings: LEVELS });
    const { page, complaints } = await openDashboard(browser(), server(), `/features/${feature.id}`);
    const dialog = page.getByRole("dialog", { name: "Feature Alert Settings" });
    const open = async () => {
      await page.getByRole("button", { name: "More actions" }).click();
      await page.getByRole("menuitem", { name: "Alert Settings" }).click();
      await dialog.getByRole("textbox", { name: "Info" }).waitFor();
    };
    const info = (threshold: string) => ({ info: { threshold, condition: "below" } });
    const stored = async () => (await api.get<Feature>(`/features/${feature.id}`)).body.alert_settings?.info?.threshold;
    await open();
    await api.updateFeature(feature.id, { alert_settings: info("25.00") });
    await dialog.getByRole("textbox", { name: "Info" }).fill("30.00");
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    const both = dialog.getByRole("table", { name: "Both versions" });
    await both.getByRole("row", { name: "Info ≤ 25.00 ≤ 30.00" }).waitFor();
    expect(await stored()).toBe("25.00");
    await dialog.getByRole("button", { name: "Take theirs" }).click();
    await expect.poll(() => dialog.getByRole("textbox", { name: "Info" }).inputValue()).toBe("25.00");
    await api.updateFeature(feature.id, { alert_settings: info("26.00") });
    await dialog.getByRole("textbox", { name: "Info" }).fill("40.00");
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.getByRole("button", { name: "Save mine" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await stored()).toBe("40.00");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("a feature is renamed, and wallets are linked to it and unlinked on its page", async () => {
    const { api } = server();
    const { body: feature } = await api.post<Feature>("/features", { name: "Old name", alert_settings: LEVELS });
    const { body: other } = await api.post<Feature>("/features", { name: "Another" });
    const wallet = await api.createFundedWallet("15.00", { name: "To be linked", feature_ids: [other.id] });
    await api.post("/holds", { wallet_id: wallet.id, amount: "3.00", expires_in: 600 });
    const { page, complaints } = await openDashboard(browser(), server(), `/features/${feature.id}`);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Edit feature" }).click();
    const edit = page.getByRole("dialog", { name: "Edit feature" });
    await edit.getByRole("textbox", { name: "Name" }).fill("New name");
    await edit.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "New name", level: 1 }).waitFor();

    const wallets = page.getByRole("region", { name: "Wallets", exact: true });
    await wallets.getByRole("button", { name: "Link wallet" }).click();
    const link = page.getByRole("dialog", { name: "Link wallet" });
    await link.getByRole("combobox", { name: "Wallet" }).fill("To be");
    await page.getByRole("option", { name: /To be linked/ }).click();
    await link.getByRole("button", { name: "Link wallet" }).click();
    const row = wallets.getByRole("row", { name: /Info To be linked/ });
    await row.getByText("Info ≤ 20.00").waitFor();
    await row.getByTitle("3.00 held").waitFor();
    const linked = async () => (await api.get<Wallet>(`/wallets/${wallet.id}`)).body.feature_ids.toSorted();
    expect(await linked()).toEqual([feature.id, other.id].toSorted());
    await row.getByRole("button", { name: "Unlink To be linked" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Unlink wallet" }).click();
    await expect.poll(linked).toEqual([other.id]);
    await row.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("a silence shows before the server has stored it, and its end likewise, each with an Undo", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("15.00", { name: "Noisy", alert_settings: LEVELS });
    const { page, complaints } = await openDashboard(browser(), server(), "/alerts");
    const row = page.getByRole("region", { name: "Open alerts" }).getByRole("link", { name: /Noisy/ });
    await row.click();
    await page.getByRole("region", { name: "Episode", exact: true }).getByRole("heading", { name: "Noisy" }).waitFor();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(/\/silences$/, async (route) => {
      if (route.request().method() === "POST") await held;
      await route.continue();
    });
    await page.keyboard.press("s");
    await page.getByRole("menuitem", { name: "For 1 h" }).click();
    await row.getByText(/^silenced until /).waitFor();
    expect((await api.get<Silence[]>("/silences")).body).toEqual([]);
    release();
    await page
      .locator(".toast")
      .getByText(/^Noisy silenced until /)
      .waitFor();
    await page.unroute(/\/silences$/);

    await goTo(page, "/alerts?tab=silences");
    const silences = page.getByRole("table", { name: "Silences" });
    let free = (): void => undefined;
    const kept = new Promise<void>((resolve) => (free = resolve));
    await page.route(/\/silences\/sil_/, async (route) => {
      await kept;
      await route.continue();
    });
    await silences.getByRole("button", { name: "End silence" }).click();
    await silences.getByText("Over").waitFor();
    expect((await api.get<Silence[]>("/silences")).body[0]?.active).toBe(true);
    free();
    await page
      .locator(".toast")
      .filter({ hasText: "The silence has ended." })
      .getByRole("button", { name: "Undo" })
      .click();
    await silences.getByText("Silent").waitFor();
    await eventually(async () => {
      const { body } = await api.get<Silence[]>("/silences");
      return body.some(({ active, filter }) => active && filter.wallet_ids?.[0] === wallet.id);
    });
    const { body: overview } = await api.get<Overview>("/overview");
    expect(overview.wallets.total).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("a chart has the lines of relative levels, and its points lead to their transactions", async () => {
    const { api } = server();
    const settings = { alert_enabled: true, critical: { spend_percent: "100", condition: "below" } };
    const wallet = await api.createFundedWallet("100.00", { name: "Relative", alert_settings: settings });
    await api.put(`/wallets/${wallet.id}/spend-history`, week("12.00"));
    const debit = await api.debit(wallet.id, "7.00");
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}`);
    await page.locator(".balance-chart").getByText("Critical 12.00").waitFor();
    await page.locator(".balance-chart").focus();
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("link", { name: `transaction ${debit.id}`, exact: true }).waitFor();
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("complementary", { name: "Transaction" });
    await drawer.getByText("93.00").waitFor();
    await page.waitForURL(new RegExp(`t=${debit.id}$`));
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("a replay of many shows how far it is, and stops", async () => {
    const { api } = server();
    const { endpoint } = await listen(server(), { rate_limit_per_second: 1 }, 200);
    await api.updateEndpoint(endpoint.id, { status: "disabled" });
    const wallet = await api.createWallet({ name: "Counted" });
    for (let number = 0; number < 6; number++) await api.credit(wallet.id, "1.00");
    await eventually(async () => (await api.deliveries(endpoint.id, "&status=skipped")).length >= 6);
    await api.updateEndpoint(endpoint.id, { status: "enabled" });
    const { page, complaints } = await openDashboard(browser(), server(), `/webhooks/${endpoint.id}`);
    await page.getByRole("button", { name: /^Replay \d+ skipped/ }).click();
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: /^Replay \d+$/ })
      .click();
    await page.getByText(/^Replaying [1-9] of \d+ deliveries to/).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page
      .locator(".toast")
      .getByText(/^Stopped after \d of \d+ deliveries\.$/)
      .waitFor();
    const left = (await api.deliveries(endpoint.id, "&status=skipped")).length;
    expect(left).toBeGreaterThan(0);
    await page.getByRole("button", { name: `Replay ${left} skipped…` }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("says what it knows: since when, what would change, what was sent, until when and from where", async () => {
    const { api } = server();
    const { body: feature } = await api.post<Feature>("/features", { name: "Watched" });
    const wallet = await api.createFundedWallet("15.00", { name: "Would change", feature_ids: [feature.id] });
    const { endpoint, receiver } = await listen(server(), { event_types: ["wallet.debited"] }, 500);
    await api.debit(wallet.id, "1.00");
    const { page, complaints } = await openDashboard(browser(), server(), `/features/${feature.id}`);

    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Alert Settings" }).click();
    const dialog = page.getByRole("dialog", { name: "Feature Alert Settings" });
    await dialog.getByRole("switch", { name: "Enable alerts" }).click();
    await dialog.getByRole("textbox", { name: "Critical", exact: true }).fill("20");
    const changes = dialog.getByRole("list", { name: "Wallets that would change" });
    await changes.getByText("Would change").waitFor();
    await changes.getByText("OK to in alarm").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await goTo(page, "/alerts?q=Would");
    await page
      .getByRole("region", { name: "Open alerts" })
      .getByRole("img", { name: /^In alarm since \d\d:\d\d$/ })
      .waitFor();

    await goTo(page, `/webhooks/${endpoint.id}`);
    await page
      .getByText(/next attempt (in \d+ (s|min)|now)/)
      .first()
      .waitFor();
    const { secret_ending: ending } = await api.endpoint(endpoint.id);
    await page.getByText(`secret ending ${ending}`).waitFor();
    await page.getByRole("button", { name: "wallet.debited" }).click();
    const drawer = page.getByRole("complementary", { name: "Delivery" });
    await drawer.getByText(`(secret ending ${ending})`).waitFor();
    await expect.poll(() => drawer.locator("mark").allTextContents()).toContain('"14.00"');
    await page.getByRole("button", { name: "Rotate secret" }).click();
    const rotate = page.getByRole("alertdialog", { name: `Rotate the secret of ${new URL(receiver.url).host}?` });
    await rotate.getByText(/^We sign with both for 24 h, until \w+ \d+ \w+ \d\d:\d\d\./).waitFor();
    await rotate.getByRole("button", { name: "Keep secret" }).click();

    const day = 86_400_000;
    const period = { starts_at: new Date().toISOString(), ends_at: new Date(Date.now() + 2 * day).toISOString() };
    await api.post("/campaigns", { name: "Black Friday", ...period });
    await goTo(page, "/providers/campaigns");
    const calendar = page.getByRole("table", { name: "Campaign calendar" });
    await expect.poll(() => calendar.getByText("Black Friday").count()).toBeGreaterThanOrEqual(2);
    await calendar.locator("[aria-current=date]").getByText("Black Friday").waitFor();

    const { body: key } = await api.post<{ key: string; name: string }>("/api-keys", {
      name: "deploy",
      scopes: ["write"],
    });
    await api.as(key.key).post("/features", { name: "Made by it" });
    await goTo(page, "/settings/keys");
    await page
      .getByRole("row", { name: /deploy/ })
      .getByRole("button", { name: "Revoke key" })
      .click();
    await page
      .getByRole("alertdialog", { name: "Revoke “deploy”?" })
      .getByText("1 change in the last 7 days, from 1 address.")
      .waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
