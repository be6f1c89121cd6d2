import type { Locator, Route } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useServer } from "../support/e2e/fixtures.ts";
import { openDashboard, useBrowser } from "./pages.ts";

/** Of the page's own script. */
declare const history: { back(): void };
declare const location: { reload(): void };

describe("forms", () => {
  const server = useServer();
  const browser = useBrowser();

  it("do once what is clicked twice", async () => {
    const { api } = server();
    const { page, complaints } = await openDashboard(browser(), server());
    // Answers come late, as over a slow line, so that the second click meets the first request.
    await page.route("**/api/v1/**", async (route) => {
      if (route.request().method() !== "GET") await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    const names = async (path: string) => (await api.get<{ name: string }[]>(path)).body.map(({ name }) => name);

    await page.getByRole("button", { name: "New wallet" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New wallet" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("Only one");
    await dialog.getByRole("button", { name: "Make wallet" }).dblclick();
    await page.getByRole("heading", { name: "Only one", level: 1 }).waitFor();
    expect(await names("/wallets")).toEqual(["Only one"]);

    await page.getByRole("link", { name: "Features" }).click();
    await page.getByRole("textbox", { name: "New feature’s name" }).fill("Once");
    await page.getByRole("button", { name: "Make a feature" }).dblclick();
    await page.getByRole("heading", { name: "Once", level: 1 }).waitFor();
    expect(await names("/features")).toEqual(["Once"]);

    await page.getByRole("link", { name: "Settings", exact: true }).click();
    await page.getByRole("button", { name: "Make key" }).click();
    const key = page.getByRole("dialog", { name: "Make key" });
    await key.getByRole("textbox", { name: "Name" }).fill("single");
    await key.getByRole("button", { name: "Make key" }).dblclick();
    await page.getByRole("region", { name: "New key" }).waitFor();
    expect((await names("/api-keys")).filter((name) => name === "single")).toHaveLength(1);

    // What is confirmed is done once as well: a second request would be refused, and say so.
    await page
      .getByRole("row", { name: /single/ })
      .getByRole("button", { name: "Revoke key" })
      .click();
    let revocations = 0;
    page.on("request", (request) => {
      if (request.method() === "DELETE") revocations += 1;
    });
    const confirm = page.getByRole("alertdialog", { name: "Revoke “single”?" });
    await confirm.getByRole("button", { name: "Revoke key" }).dblclick();
    await confirm.waitFor({ state: "detached" });
    expect(revocations).toBe(1);
    expect(complaints).toEqual([]);
  });

  it("refuse a name of nothing but blanks, at its field, and make nothing", async () => {
    const { api } = server();
    const count = async (path: string) => (await api.get<object[]>(path)).body.length;
    const before = [await count("/wallets"), await count("/features")];
    const { page, complaints } = await openDashboard(browser(), server());
    await page.getByRole("button", { name: "New wallet" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New wallet" });
    const name = dialog.getByRole("textbox", { name: "Name" });
    await name.fill("   ");
    await dialog.getByRole("button", { name: "Make wallet" }).click();
    await dialog.getByRole("alert").getByText("name must not be blank").waitFor();
    await name.and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Escape");
    await dialog.getByRole("button", { name: "Discard changes" }).click();
    await dialog.waitFor({ state: "detached" });

    await page.getByRole("link", { name: "Features" }).click();
    await page.getByRole("textbox", { name: "New feature’s name" }).fill("   ");
    await page.getByRole("button", { name: "Make a feature" }).click();
    await page.getByText("name must not be blank").waitFor();
    expect([await count("/wallets"), await count("/features")]).toEqual(before);
    expect(complaints).toEqual([]);
  });

  it("ask in the same words before they discard, and take Escape, the backdrop and Close for “Keep editing” then", async () => {
    const { api } = server();
    const feature = await api.createFeature(null, { name: "Asked twice" });
    const { page, complaints } = await openDashboard(browser(), server(), `/features/${feature.id}`);
    const beside = async () => page.mouse.click(4, 4);
    const escape = async () => page.keyboard.press("Escape");
    const asked = [
      ["Edit feature", "Type", []],
      ["Alert Settings", "Critical", ["Close"]],
    ] as const;
    for (const [item, label, closers] of asked) {
      await page.getByRole("button", { name: "More actions" }).click();
      await page.getByRole("menuitem", { name: item }).click();
      const dialog = page.getByRole("dialog", { name: item });
      const field = dialog.getByRole("textbox", { name: label });
      await field.fill("12");
      const question = dialog.getByText("Discard what you changed?");
      const close = closers.map((name) => async () => dialog.getByRole("button", { name }).click());
      for (const press of [escape, beside, ...close]) {
        await escape();
        await question.waitFor();
        await dialog.getByRole("button", { name: "Keep editing" }).and(page.locator(":focus")).waitFor();
        await expect
          .poll(() => dialog.locator("footer button").allTextContents())
          .toEqual(["Keep editing", "Discard changes"]);
        await press();
        await question.waitFor({ state: "detached" });
        await field.and(page.locator(":focus")).waitFor();
        await expect.poll(() => field.inputValue()).toBe("12");
      }
      // The question takes the place of the button that asked it.
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await escape();
      await dialog.locator("input:focus").first().waitFor();
      await escape();
      await dialog.getByRole("button", { name: "Discard changes" }).click();
      await dialog.waitFor({ state: "detached" });
    }
    expect((await api.get(`/features/${feature.id}`)).body).toMatchObject({ type: feature.type, alert_settings: null });
    expect(complaints).toEqual([]);
  });

  it("wait for what is on its way: while a form or a confirmation is sent, nothing closes it", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("5.00", { name: "On its way" });
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}/topups`);
    /** Holds what `press` sends until all that might close the dialog was tried. */
    const held = async (method: string, dialog: Locator, press: () => Promise<void>, cancel: string) => {
      const waiting: Route[] = [];
      await page.route("**/api/v1/**", async (route) => {
        if (route.request().method() === method) waiting.push(route);
        else await route.continue();
      });
      const sent = page.waitForRequest((request) => request.method() === method);
      await press();
      await sent;
      await expect.poll(() => waiting.length).toBe(1);
      await page.keyboard.press("Escape");
      await page.mouse.click(4, 4);
      await dialog.getByRole("button", { name: cancel }).click({ force: true });
      await expect.poll(() => dialog.getByText("Discard what you changed?").count()).toBe(0);
      await dialog.locator(".btn[aria-disabled=true]").first().waitFor();
      await waiting[0]?.continue();
      await dialog.waitFor({ state: "detached" });
      await page.unroute("**/api/v1/**");
    };
    await page.getByRole("button", { name: "Announce top-up" }).first().click();
    const form = page.getByRole("dialog", { name: "Announce top-up" });
    await form.getByRole("textbox", { name: "Amount" }).fill("21");
    await held("POST", form, async () => page.keyboard.press("Enter"), "Cancel");
    await page.getByText("Announced USD 21.00 for On its way.").waitFor();

    await page.getByRole("navigation", { name: "Parts of the wallet" }).getByRole("link", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Freeze wallet" }).click();
    const confirm = page.getByRole("alertdialog", { name: "Freeze On its way?" });
    const freeze = confirm.getByRole("button", { name: "Freeze wallet" });
    await held("PATCH", confirm, async () => freeze.click(), "Keep active");
    await page.getByText("Frozen.", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("say of what has no answer whether it may have been done, and do it once when it is tried again", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("5.00", { name: "Unanswered" });
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}/topups`);
    const unknown = "The server did not answer, so it is not known whether this was done.";
    /** The request arrives and its answer is lost. */
    const lost = async (press: () => Promise<void>, dialog: Locator, text: string) => {
      await page.route("**/api/v1/**", async (route) => {
        if (route.request().method() === "GET") return route.continue();
        await route.fetch();
        await route.abort();
      });
      await press();
      await dialog.getByText(text, { exact: true }).waitFor();
      await page.unrouteAll({ behavior: "wait" });
    };
    const click = (place: Locator, name: string) => async () => place.getByRole("button", { name }).click();
    await page.getByRole("button", { name: "Announce top-up" }).first().click();
    const topup = page.getByRole("dialog", { name: "Announce top-up" });
    await topup.getByRole("textbox", { name: "Amount" }).fill("21");
    await lost(click(topup, "Announce top-up"), topup, `${unknown} Trying again does not do it twice.`);
    await topup.getByRole("button", { name: "Announce top-up" }).click();
    await topup.waitFor({ state: "detached" });
    expect((await api.get<object[]>(`/topups?wallet_id=${wallet.id}`)).body).toHaveLength(1);

    await page.getByRole("navigation", { name: "Parts of the wallet" }).getByRole("link", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Freeze wallet" }).click();
    const freeze = page.getByRole("alertdialog", { name: "Freeze Unanswered?" });
    await lost(click(freeze, "Freeze wallet"), freeze, `${unknown} Trying again does not do it twice.`);
    await freeze.getByRole("button", { name: "Freeze wallet" }).click();
    await freeze.getByText("It is frozen already.").waitFor();
    await freeze.getByRole("button", { name: "Close" }).click();

    await page.getByRole("link", { name: "Overview" }).first().click();
    await page.getByRole("button", { name: "New wallet" }).first().click();
    const made = page.getByRole("dialog", { name: "New wallet" });
    await made.getByRole("textbox", { name: "Name" }).fill("Perhaps made");
    await lost(click(made, "Make wallet"), made, `${unknown} Look before you try again.`);
    expect(complaints).toEqual([]);
  });

  it("ask before Back, a link or a reload takes what was changed, and not once it is saved", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("5.00", { name: "Left" });
    const { page, complaints } = await openDashboard(browser(), server(), `/wallets/${wallet.id}`);
    const at = async (path: string) => {
      await expect.poll(() => new URL(page.url()).pathname).toBe(path);
    };
    const tabs = page.getByRole("navigation", { name: "Parts of the wallet" });
    const tab = (name: string) => tabs.getByRole("link", { name });
    const back = async () => page.evaluate(() => history.back());
    const settings = `/wallets/${wallet.id}/settings`;
    await tab("Settings").click();
    const field = page.getByRole("textbox", { name: "Wire instructions of this wallet" });
    await field.fill("IBAN 1");
    const question = page.getByRole("alertdialog", { name: "Discard what you changed?" });
    for (const go of [back, async () => tab("Spend").click()]) {
      await go();
      await question.getByRole("button", { name: "Keep editing" }).and(page.locator(":focus")).waitFor();
      await page.keyboard.press("Escape");
      await question.waitFor({ state: "detached" });
      await at(settings);
      await expect.poll(() => field.inputValue()).toBe("IBAN 1");
    }
    const asked = page.waitForEvent("dialog");
    await page.evaluate(() => void setTimeout(() => location.reload()));
    expect((await asked).type()).toBe("beforeunload");
    await (await asked).dismiss();
    await expect.poll(() => field.inputValue()).toBe("IBAN 1");
    await page.getByRole("button", { name: "Save wallet" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    await tab("Spend").click();
    await at(`/wallets/${wallet.id}/spend`);

    await back();
    await field.fill("IBAN 2");
    await back();
    await question.getByRole("button", { name: "Discard changes" }).click();
    await at(`/wallets/${wallet.id}`);
    await question.waitFor({ state: "detached" });
    expect((await api.get(`/wallets/${wallet.id}`)).body).toMatchObject({ topup: { instructions: "IBAN 1" } });

    // A dialog asks its own question.
    await tab("Settings").click();
    await page.keyboard.press("e");
    const dialog = page.getByRole("dialog", { name: "Alert Settings" });
    await dialog.getByRole("textbox", { name: "Critical" }).fill("12");
    await back();
    await dialog.getByText("Discard what you changed?").waitFor();
    await at(settings);
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    await back();
    await dialog.getByRole("button", { name: "Discard changes" }).click();
    await dialog.waitFor({ state: "detached" });
    await at(settings);
    await tab("Top-ups").click();
    await page.getByRole("button", { name: "Announce top-up" }).first().click();
    const form = page.getByRole("dialog", { name: "Announce top-up" });
    await form.getByRole("textbox", { name: "Amount" }).fill("21");
    await back();
    await form.getByText("Discard what you changed?").waitFor();
    await form.getByRole("button", { name: "Keep editing" }).click();
    await form.getByRole("button", { name: "Announce top-up" }).click();
    await form.waitFor({ state: "detached" });
    await back();
    await at(settings);
    expect(complaints).toEqual([]);
  });

  it("take the only wallet that matches by Enter, and none of several", async () => {
    const { api } = server();
    const feature = await api.createFeature(null, { name: "Linked by Enter" });
    for (const name of ["Enter one", "Enter two"]) await api.createWallet({ name });
    const { page, complaints } = await openDashboard(browser(), server(), `/features/${feature.id}`);
    await page.getByRole("button", { name: "Link wallet" }).click();
    const dialog = page.getByRole("dialog", { name: "Link wallet" });
    const field = dialog.getByRole("combobox", { name: "Wallet" });
    await field.fill("Enter");
    await page.getByRole("option").nth(1).waitFor();
    await field.press("Enter");
    await dialog.getByText("Choose a wallet from the list.").waitFor();
    await expect.poll(() => field.inputValue()).toBe("Enter");
    await field.fill("Enter t");
    await expect.poll(() => page.getByRole("option").allTextContents()).toEqual([expect.stringContaining("Enter two")]);
    await field.press("Enter");
    await expect.poll(() => field.inputValue()).toBe("Enter two");
    // Taken is not yet linked: that is the next Enter.
    await dialog.waitFor();
    await field.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("row", { name: /Enter two/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("keep a name that no wallet has, say so, and say it no longer once one is chosen", async () => {
    const { api } = server();
    await api.createWallet({ name: "Airtime there" });
    const { page, complaints } = await openDashboard(browser(), server(), "/topups");
    await page.getByRole("button", { name: "Announce top-up" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Announce top-up" });
    const field = dialog.getByRole("combobox", { name: "Wallet" });
    const problem = dialog.getByRole("alert");
    await field.press("Enter");
    await problem.getByText("A wallet is required.").waitFor();
    await field.fill("nosuch");
    await field.press("Enter");
    await problem.getByText("No wallet matches “nosuch”.").waitFor();
    await expect.poll(() => field.inputValue()).toBe("nosuch");
    await dialog.getByRole("textbox", { name: "Amount" }).click();
    await page.getByRole("listbox").waitFor({ state: "detached" });
    await expect.poll(() => field.inputValue()).toBe("nosuch");
    await field.fill("Airtime t");
    await page.getByRole("option", { name: /Airtime there/ }).click();
    await expect.poll(() => field.inputValue()).toBe("Airtime there");
    await problem.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  it("show each problem at its field, whatever the field is made of, and the rest above the buttons", async () => {
    const { page } = await openDashboard(browser(), server(), "/webhooks");
    await page.getByRole("button", { name: "Add endpoint" }).first().click();
    const form = page.getByRole("dialog", { name: "Add endpoint" });
    await form.getByRole("textbox", { name: "URL" }).fill("https://acme.example/hooks");
    await form.getByRole("checkbox", { name: /^Every event/ }).uncheck();
    await form.getByRole("checkbox", { name: "wallet.debited" }).uncheck();
    await form.getByRole("button", { name: "Add endpoint" }).click();
    const events = form.getByRole("group", { name: "Events" });
    await events.getByRole("alert").waitFor();
    await events
      .getByRole("checkbox", { name: /^Every event/ })
      .and(page.locator(":focus"))
      .waitFor();
  });

  it("read the API's description once, however much is saved", async () => {
    const { page } = await openDashboard(browser(), server(), "/webhooks");
    let descriptions = 0;
    page.on("request", (request) => {
      if (request.url().endsWith("/openapi.json")) descriptions += 1;
    });
    for (const url of ["https://acme.example/first", "https://acme.example/second"]) {
      await page.getByRole("link", { name: /^Endpoints/ }).click();
      await page.getByRole("button", { name: "Add endpoint" }).first().click();
      const form = page.getByRole("dialog", { name: "Add endpoint" });
      await form.getByRole("textbox", { name: "URL" }).fill(url);
      await form.getByRole("checkbox", { name: /^Every event/ }).uncheck();
      await form.getByRole("checkbox", { name: "wallet.debited" }).waitFor();
      await form.getByRole("button", { name: "Add endpoint" }).click();
      await page.getByRole("button", { name: "I have stored it" }).click();
    }
    await page.getByRole("link", { name: "Event catalogue", exact: true }).click();
    await page.getByRole("region", { name: "Event catalogue" }).getByText("topup.overdue").first().waitFor();
    expect(descriptions).toBe(1);
  });
});
