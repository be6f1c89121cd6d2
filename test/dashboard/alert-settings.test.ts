import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useServer } from "../support/e2e/fixtures.ts";
import { openDashboard, useBrowser } from "./pages.ts";

/** Of the page's own script. */
declare const document: { readonly title: string; readonly activeElement: unknown };

async function openByKey(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "More actions" }).waitFor();
  await page.keyboard.press("e");
  const dialog = page.getByRole("dialog", { name: "Wallet Alert Settings" });
  await dialog.waitFor();
  return dialog;
}

describe("alert settings on the dashboard", () => {
  const server = useServer();
  const browser = useBrowser();

  it("are configured step by step, with each message of the rules, and fire at once", async () => {
    const { api } = server();
    const { body: feature } = await api.post<{ id: string }>("/features", { name: "Gift card orders" });
    const wallet = await api.createFundedWallet("15.00", { name: "Prepaid USD", feature_ids: [feature.id] });
    const { page, complaints } = await openDashboard(browser(), server());

    await page.getByRole("link", { name: "Features" }).click();
    await page.getByRole("link", { name: "Gift card orders" }).click();
    await page.getByText("Alerts off", { exact: true }).waitFor();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Alert Settings" }).click();
    const dialog = page.getByRole("dialog", { name: "Feature Alert Settings" });
    await dialog.waitFor();
    const field = (name: string) => dialog.getByRole("textbox", { name, exact: true });
    await dialog.getByRole("switch", { name: "Enable alerts" }).and(page.locator(":focus")).waitFor();

    await dialog.getByRole("switch", { name: "Enable alerts" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("at least one threshold (critical, warning, or info) is required").waitFor();

    await dialog.getByRole("radiogroup", { name: "Alert when available is" }).waitFor();
    await expect.poll(() => dialog.getByRole("radio", { name: "Below ≤" }).isChecked()).toBe(true);
    await field("Warning").fill("10");
    await dialog.getByText("critical threshold is required when warning threshold is provided").waitFor();
    await field("Critical").fill("12");
    await dialog.getByText("warning threshold must be greater than critical threshold for 'below' condition").waitFor();
    await expect.poll(() => field("Warning").getAttribute("aria-invalid")).toBe("true");
    await dialog.getByRole("button", { name: "Save" }).click();
    expect(await field("Warning").evaluate((element) => element === document.activeElement)).toBe(true);
    expect((await api.get(`/features/${feature.id}`)).body).toMatchObject({ alert_settings: null });

    // The problem is read out with its field, wherever the field stands.
    await dialog.getByRole("button", { name: "Change" }).click();
    await field("Clear margin").fill("wide");
    await expect
      .poll(async () => page.locator(`[id="${await field("Clear margin").getAttribute("aria-describedby")}"]`).count())
      .toBe(1);
    await field("Clear margin").fill("");

    await field("Critical").fill("0");
    await field("Info").fill("20");
    await dialog.getByText("1 wallet would be in Info.").waitFor();
    await dialog.getByText("1 wallet fires now: Prepaid USD.").waitFor();
    await dialog.getByText("No wallet between 0 and 10.").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Saved. 1 wallet now in Info.").waitFor();
    await page.getByText("Alerts on").waitFor();
    const activity = page.getByRole("region", { name: "Activity" });
    await activity.getByText("OK to info").waitFor();
    await activity.getByText("Critical none to ≤ 0.00").waitFor();
    await activity.getByText("15.00 USD").waitFor();
    await activity.getByText("took available to or below Info 20.00.").waitFor();
    await page.getByRole("definition").filter({ hasText: "≤ 10.00" }).waitFor();
    await page.getByText("Info ≤ 20.00").waitFor();
    await activity.getByText("Alerts", { exact: true }).click();
    await activity.getByText("Critical none to ≤ 0.00").waitFor({ state: "detached" });
    await page.waitForURL(/activity=alerts/);
    await activity.getByText("Settings", { exact: true }).click();
    await activity.getByText("OK to info").waitFor({ state: "detached" });
    await activity.getByText("Critical none to ≤ 0.00").waitFor();
    await activity.getByText("All", { exact: true }).click();

    // A debit elsewhere is seen without a reload.
    await api.post(`/wallets/${wallet.id}/debits`, { amount: "15.00" }, { "Idempotency-Key": "all-of-it" });
    await page.getByRole("region", { name: "Activity" }).getByText("Info to in alarm").waitFor();
    await page.waitForFunction(() => document.title.startsWith("(1 in alarm)"));
    expect(complaints).toEqual([]);
  });

  it("loses nothing that was set: a level is removed and added, and Cancel changes nothing", async () => {
    const { api } = server();
    const levels = {
      alert_enabled: true,
      critical: { threshold: "12000.00", condition: "below" },
      warning: { threshold: "25000.00", condition: "below" },
    };
    const { body: feature } = await api.post<{ id: string }>("/features", { name: "Airtime", alert_settings: levels });
    const { page } = await openDashboard(browser(), server(), `/features/${feature.id}`);
    const open = async () => {
      await page.getByRole("button", { name: "More actions" }).click();
      await page.getByRole("menuitem", { name: "Alert Settings" }).click();
      return page.getByRole("dialog", { name: "Feature Alert Settings" });
    };
    let dialog = await open();
    await expect.poll(() => dialog.getByRole("textbox", { name: "Critical" }).inputValue()).toBe("12,000.00");
    await dialog.getByRole("button", { name: "Remove warning" }).click();
    await dialog.getByRole("button", { name: "Add warning" }).waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.getByText("Discard what you changed?").waitFor();
    await dialog.getByRole("button", { name: "Keep editing" }).and(page.locator(":focus")).click();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.getByRole("button", { name: "Discard changes" }).click();
    await dialog.waitFor({ state: "detached" });
    expect((await api.get(`/features/${feature.id}`)).body).toMatchObject({ alert_settings: levels });

    dialog = await open();
    await dialog.getByRole("button", { name: "Remove warning" }).click();
    await dialog.getByRole("button", { name: "Add block orders" }).click();
    await dialog.getByRole("textbox", { name: "Block orders" }).fill("5,000.00");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    expect((await api.get(`/features/${feature.id}`)).body).toMatchObject({
      alert_settings: { critical: levels.critical, warning: null, block: { threshold: "5000.00", condition: "below" } },
    });
  });

  it("take an emptied field as no level, ask where one is stored, and say what levels without alerts do", async () => {
    const { api } = server();
    const { body: feature } = await api.post<{ id: string }>("/features", { name: "Emptied" });
    const { page, complaints } = await openDashboard(browser(), server(), `/features/${feature.id}`);
    const dialog = page.getByRole("dialog", { name: "Feature Alert Settings" });
    const open = async () => {
      await page.getByRole("button", { name: "More actions" }).click();
      await page.getByRole("menuitem", { name: "Alert Settings" }).click();
      await dialog.waitFor();
    };
    const save = async () => {
      await dialog.getByRole("button", { name: "Save", exact: true }).click();
      await dialog.waitFor({ state: "detached" });
    };
    const field = (name: string) => dialog.getByRole("textbox", { name, exact: true });
    const stored = async () =>
      (await api.get<{ alert_settings: object | null }>(`/features/${feature.id}`)).body.alert_settings;
    const silent = dialog.getByText("nothing is sent until alerts are on");

    await open();
    await field("Critical").fill("5");
    await silent.waitFor();
    await field("Warning").fill("3");
    await dialog.getByText("warning threshold must be greater").waitFor();
    await field("Warning").fill("");
    await dialog.getByText("warning threshold must be greater").waitFor({ state: "detached" });
    await expect.poll(() => field("Warning").getAttribute("aria-invalid")).toBe("false");
    await save();
    expect(await stored()).toMatchObject({
      alert_enabled: false,
      critical: { threshold: "5", condition: "below" },
      warning: null,
    });

    await page.getByText("Critical none to ≤ 5").waitFor();
    await open();
    await silent.waitFor();
    await dialog.getByRole("switch", { name: "Enable alerts" }).click();
    await silent.waitFor({ state: "detached" });
    await dialog.getByRole("button", { name: "Add warning" }).click();
    await dialog.getByRole("button", { name: "Remove warning" }).click();
    await dialog.getByRole("button", { name: "Add warning" }).click();
    await field("Info")
      .or(dialog.getByRole("button", { name: "Add info" }))
      .waitFor();
    await save();
    expect(await stored()).toMatchObject({ alert_enabled: true, warning: null });
    await page.getByText("Alerts on", { exact: true }).waitFor();

    await open();
    const scale = dialog.getByRole("img", { name: "Levels and the wallets' present balances on one scale" });
    await scale.getByText("Critical").waitFor();
    await field("Critical").fill("");
    await scale.getByText("Critical").waitFor({ state: "detached" });
    await dialog.getByText("Type a level, or remove it with the × beside it.").waitFor();
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await field("Critical").and(page.locator(":focus")).waitFor();
    await dialog.getByRole("button", { name: "Remove critical" }).click();
    await dialog.getByRole("button", { name: "Add info" }).click();
    await field("Info").fill("9");
    await dialog.getByText("No state changes.").waitFor();
    await save();
    expect(await stored()).toMatchObject({ critical: null, info: { threshold: "9", condition: "below" } });
    expect(complaints).toEqual([]);
  });

  it("keep Save in its place whatever is said above it, so that a press right after the last key saves", async () => {
    const { api } = server();
    const { body: feature } = await api.post<{ id: string }>("/features", { name: "Pressed" });
    await api.createFundedWallet("15.00", { name: "Linked", feature_ids: [feature.id] });
    const { page, complaints } = await openDashboard(browser(), server(), `/features/${feature.id}`);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Alert Settings" }).click();
    const dialog = page.getByRole("dialog", { name: "Feature Alert Settings" });
    const field = (name: string) => dialog.getByRole("textbox", { name, exact: true });
    const save = dialog.getByRole("button", { name: "Save", exact: true });
    await dialog.getByText("No state changes.").waitFor();
    const place = await save.boundingBox();
    if (place === null) throw new Error("Save is not in view");

    await dialog.getByRole("switch", { name: "Enable alerts" }).click();
    await field("Critical").fill("12");
    await dialog.getByText("Saving checks the wallet at once.").waitFor();
    expect(await save.boundingBox()).toEqual(place);
    await field("Warning").fill("1");
    const problem = dialog.getByText("warning threshold must be greater than critical threshold for 'below' condition");
    await problem.waitFor();
    expect(await save.boundingBox()).toEqual(place);
    // Near its edge, where any shift of the button takes it away from the pointer.
    await page.mouse.move(place.x + place.width / 2, place.y + place.height - 3);
    await field("Warning").press("End");
    await field("Warning").press("4");
    const answered = page.waitForResponse(/alert-settings\/preview$/);
    await page.mouse.down();
    await answered;
    expect(await save.boundingBox()).toEqual(place);
    await page.mouse.up();
    await dialog.waitFor({ state: "detached" });
    expect((await api.get(`/features/${feature.id}`)).body).toMatchObject({
      alert_settings: { critical: { threshold: "12" }, warning: { threshold: "14" } },
    });
    expect(complaints).toEqual([]);
  });

  it("move nothing that is being pressed: messages come when the pointer is up", async () => {
    const wallet = await walletWithLevels("Held");
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}`);
    const dialog = await openByKey(page);
    const field = (name: string) => dialog.getByRole("textbox", { name, exact: true });
    const message = dialog.getByText("Type a level, or remove it with the × beside it.");
    const add = dialog.getByRole("button", { name: "Add info" });
    await dialog.getByText("No state changes.").waitFor();
    // What is checked a moment after the last key is checked once the press has begun.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 1_000);
    await field("Critical").fill("");
    await field("Warning").fill("");
    await add.hover();
    await page.mouse.down();
    const place = await add.boundingBox();
    const answered = page.waitForResponse(/alert-settings\/preview$/);
    await page.clock.resume();
    await answered;
    expect(await add.boundingBox()).toEqual(place);
    await page.mouse.up();
    await field("Info").and(page.locator(":focus")).waitFor();
    await expect.poll(() => message.count()).toBe(2);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("keep the focus at the level that is added or removed by keyboard", async () => {
    const wallet = await walletWithLevels("By keyboard");
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}`);
    const dialog = await openByKey(page);
    const focused = page.locator(":focus");
    await dialog.getByRole("button", { name: "Add info" }).press("Enter");
    await dialog.getByRole("textbox", { name: "Info", exact: true }).and(focused).waitFor();
    await page.keyboard.type("30");
    for (const name of ["info", "warning", "critical"]) {
      await dialog.getByRole("button", { name: `Remove ${name}` }).press("Enter");
      await dialog
        .getByRole("button", { name: `Add ${name}` })
        .and(focused)
        .waitFor();
    }
    expect(complaints).toEqual([]);
  });

  it("say that the server cannot be reached, and what would fire once it can", async () => {
    const wallet = await walletWithLevels("Out of reach");
    const { page } = await openDashboard(browser(), server(), `/wallets/${wallet.id}`);
    const dialog = await openByKey(page);
    const preview = dialog.getByRole("complementary", { name: "Preview" });
    await preview.getByText("No state changes.").waitFor();
    await page.route("**/api/v1/**", (route) => route.abort());
    await dialog.getByRole("textbox", { name: "Critical", exact: true }).fill("6");
    await preview.getByText("The server cannot be reached.").waitFor();
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.getByText("The server did not answer. Nothing was changed.").waitFor();
    await preview.getByText("The server cannot be reached.").waitFor();
    await page.unroute("**/api/v1/**");
    await preview.getByText("No state changes.").waitFor();
  });

  it("are shown to a key that may only read, which changes nothing", async () => {
    const wallet = await walletWithLevels("Only read");
    const { body: key } = await server().api.post<{ key: string }>("/api-keys", { name: "reader", scopes: ["read"] });
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}`, { key: key.key });
    const dialog = await openByKey(page);
    await dialog.getByText("This key may only read. Saving needs a key with write.").waitFor();
    const critical = dialog.getByRole("textbox", { name: "Critical", exact: true });
    await expect.poll(() => critical.inputValue()).toBe("5");
    const inputs = dialog.getByRole("textbox").or(dialog.getByRole("radio")).or(dialog.getByRole("switch"));
    for (const input of await inputs.all()) await expect.poll(() => input.isDisabled()).toBe(true);
    await expect.poll(() => dialog.getByRole("button").allTextContents()).toEqual(["", "Close"]);
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await dialog.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  /** Has 15.00, critical at 5 and warning at 10. */
  async function walletWithLevels(name: string) {
    return server().api.createFundedWallet("15.00", {
      name,
      alert_settings: {
        alert_enabled: true,
        critical: { threshold: "5", condition: "below" },
        warning: { threshold: "10", condition: "below" },
      },
    });
  }
});
