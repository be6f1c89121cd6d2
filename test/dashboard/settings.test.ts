import { describe, expect, it } from "vitest";
import { connectOctopus, useServer } from "../support/e2e/fixtures.ts";
import { goTo, openDashboard, useBrowser } from "./pages.ts";

const PAGES = [
  ["/topups", "No money in flight."],
  ["/topups/plan", "Nothing to move."],
  ["/orders", "No orders yet."],
  ["/cards", "No cards yet."],
  ["/products", "No products yet."],
  ["/features", "No features yet."],
  ["/alerts", "No open alerts."],
  ["/providers", "No providers yet."],
  ["/providers/campaigns", "No campaigns yet."],
  ["/webhooks", /yet\.$/],
  ["/webhooks/deliveries", "Nothing sent yet."],
  ["/settings/defaults", "No defaults yet."],
] as const;

const MISSING = [
  ["/wallets/999", "This wallet does not exist.", "All wallets"],
  ["/wallets/none", "This wallet does not exist.", "All wallets"],
  ["/features/feat_none", "This feature does not exist.", "All features"],
  ["/providers/prov_none", "This provider does not exist.", "All providers"],
  ["/webhooks/ep_none", "This endpoint does not exist.", "All endpoints"],
  ["/alerts/episodes/ep_none", "This alert does not exist.", "All alerts"],
  ["/settings/nothing", "This page does not exist.", "Settings"],
] as const;

/** What a key that may only read is not offered. */
const CHANGES = /^(Announce|Add|Connect|Make|Save|Revoke|Set rate|New wallet|Mark|Approve|Sync)/;

describe("settings and states on the dashboard", () => {
  const server = useServer();
  const browser = useBrowser();

  it("a key that may only read sees every page, empty, and no way to change it; what is missing is said", async () => {
    const { body: key } = await server().api.post<{ key: string }>("/api-keys", { name: "reader", scopes: ["read"] });
    const { page, complaints } = await openDashboard(browser(), server(), "/", { key: key.key });
    for (const [path, words] of PAGES) {
      await goTo(page, path);
      await page.getByRole("heading", { name: words }).waitFor();
      const offered = await page.getByRole("button", { name: CHANGES }).allTextContents();
      expect({ path, offered }).toEqual({ path, offered: [] });
    }
    for (const [path, words, home] of MISSING) {
      await goTo(page, path);
      await page.getByRole("heading", { name: words }).waitFor();
      await page.getByRole("main").getByRole("link", { name: home, exact: true }).waitFor();
    }
    // What is gone leads to what there is, without a new load of the page.
    await goTo(page, "/wallets/999");
    await page.evaluate("globalThis.wasHere = true");
    await page.getByRole("link", { name: "All wallets" }).click();
    await page.waitForURL(`${server().url}/`);
    expect(await page.evaluate("globalThis.wasHere")).toBe(true);
    await goTo(page, "/settings/account");
    await page.getByText("Saving needs a key with admin.").waitFor();
    expect(complaints).toEqual([]);
  });

  it("what is missing beside its list leads back to the list, filtered as it was", async () => {
    const wallet = await server().api.createWallet({ name: "Whole" });
    const { provider } = await connectOctopus(server());
    const { page, complaints } = await openDashboard(browser(), server());
    for (const [what, list, missing] of [
      ["order", "/orders?status=PENDING", "/orders/999?status=PENDING"],
      ["card", "/cards", "/cards/none"],
      ["product", "/products", "/products/prod_none"],
      ["transaction", `/wallets/${wallet.id}/transactions?kind=order`, "&t=999"],
      ["delivery", "/webhooks/deliveries?status=failed", "&d=dlv_none"],
      ["channel", "/settings/channels", "?c=chan_none"],
      ["message", "/settings/channels", "?n=ntf_none"],
      ["message", "/alerts?tab=silences", "&n=ntf_none"],
      ["drift", `/providers/${provider.id}/drifts`, "/drift_none"],
    ] as const) {
      await goTo(page, missing.startsWith("/") && what !== "drift" ? missing : `${list}${missing}`);
      await page.getByRole("heading", { name: `This ${what} does not exist.` }).waitFor();
      await page
        .getByRole("link", { name: `All ${what === "delivery" ? "deliveries" : `${what}s`}`, exact: true })
        .click();
      await page.waitForURL(`${server().url}${list}`);
      await page.getByRole("heading", { name: `This ${what} does not exist.` }).waitFor({ state: "detached" });
    }
    expect(complaints).toEqual([]);
  });

  it("only digits are an id: no other way to write a number opens what has it", async () => {
    const wallet = await server().api.createWallet({ name: "By its digits" });
    const { page } = await openDashboard(browser(), server());
    for (const other of [`${wallet.id}e0`, `0${wallet.id}`, `${wallet.id}.0`, `0x${wallet.id.toString(16)}`]) {
      await goTo(page, `/wallets/${other}`);
      await page.getByRole("heading", { name: "This wallet does not exist." }).waitFor();
      await goTo(page, "/features");
      await page.getByRole("heading", { name: "Features", level: 1 }).waitFor();
    }
    await goTo(page, `/wallets/${wallet.id}`);
    await page.getByRole("heading", { name: "By its digits" }).waitFor();
  });

  it("a path that is not even text is a page that does not exist", async () => {
    const { page } = await openDashboard(browser(), server(), "/%E0%A4%A");
    await page.getByRole("heading", { name: "This page does not exist." }).waitFor();
  });

  it("a part that does not load says so, and loads when it is tried again; others stay", async () => {
    const { page } = await openDashboard(browser(), server(), "/settings/account");
    await page.getByRole("textbox", { name: "Cut-off" }).waitFor();
    // Only what is tried again loads: a part that an event of another test reads again stays as it is.
    let loads = false;
    await page.route("**/api/v1/topups?*", (route) => {
      return loads ? route.continue() : route.fulfill({ status: 500, body: "{}" });
    });
    await goTo(page, "/topups");
    await page.getByRole("heading", { name: "Top-ups did not load." }).waitFor();
    await page.getByRole("link", { name: "Rebalancing plan" }).waitFor();
    const again = page.getByRole("button", { name: "Try again" });
    loads = true;
    await again.first().click();
    await page.getByRole("heading", { name: "No money in flight." }).waitFor();
    loads = false;
    await again.waitFor();
    loads = true;
    await again.click();
    await page.getByRole("heading", { name: "None has settled yet." }).waitFor();
  });

  it("keys are made, shown once and revoked; rates set; the account saved with each message under its field", async () => {
    const { api } = server();
    const { page, complaints } = await openDashboard(browser(), server(), "/settings/keys");
    await page.getByRole("button", { name: "Make key" }).click();
    const making = page.getByRole("dialog", { name: "Make key" });
    await making.getByRole("textbox", { name: "Name" }).fill("ci-deploy");
    await making.getByRole("combobox", { name: "Scope" }).selectOption("write");
    // What was typed is not lost by a key pressed in passing.
    await page.keyboard.press("Escape");
    await making.getByText("Discard what you changed?").waitFor();
    await making.getByRole("button", { name: "Keep editing" }).click();
    await making.getByRole("button", { name: "Make key" }).click();
    const made = await page.locator("code").textContent();
    expect((await api.as(made).get("/wallets")).status).toBe(200);
    await page.getByRole("button", { name: "I have stored it" }).click();
    await expect.poll(() => page.getByText(made ?? "").count()).toBe(0);
    // Uses are recorded once a minute, which is too long to wait for.
    await page.route("**/api-keys?*", async (route) => {
      const answer = await route.fetch();
      const keys = (await answer.json()) as { readonly name: string }[];
      const used = { last_used_at: new Date(Date.now() - 4.5 * 60_000).toISOString() };
      await route.fulfill({ response: answer, json: keys.map((key) => ({ ...key, ...used })) });
    });
    await page.reload();
    await page
      .getByRole("row", { name: /ci-deploy/ })
      .getByRole("button", { name: "Revoke key" })
      .click();
    await page
      .getByRole("alertdialog", { name: "Revoke “ci-deploy”?" })
      .getByText(/^Last used [45] min ago\. Requests with it fail at once\./)
      .waitFor();
    await page
      .getByRole("alertdialog", { name: "Revoke “ci-deploy”?" })
      .getByRole("button", { name: "Revoke key" })
      .click();
    await page.getByRole("row", { name: /ci-deploy.*revoked/ }).waitFor();
    expect((await api.as(made).get("/wallets")).status).toBe(401);

    await page.getByRole("link", { name: "Currencies" }).click();
    await page.getByRole("button", { name: "Set rate" }).click();
    const rate = page.getByRole("dialog", { name: "Set rate" });
    await rate.getByRole("textbox", { name: "From currency" }).fill("usd");
    await rate.getByRole("textbox", { name: "To currency" }).fill("EUR");
    await rate.getByRole("textbox", { name: "Rate" }).fill("0.92");
    await rate.getByRole("button", { name: "Save rate" }).click();
    await page.getByRole("row", { name: /USD EUR 0\.92/ }).waitFor();

    await page.getByRole("link", { name: "Account" }).click();
    await page.getByRole("textbox", { name: "Business days that a wire takes" }).fill("3");
    await page.getByRole("textbox", { name: "Cut-off" }).fill("25:00");
    await page.getByRole("textbox", { name: "Another key approves top-ups above" }).fill("50,000.00");
    await page.getByRole("button", { name: "Save account" }).click();
    await page.locator('input[name="cutoff"][aria-invalid="true"]:focus').waitFor();
    await page.getByRole("textbox", { name: "Cut-off" }).fill("14:00");
    await page.getByRole("textbox", { name: "Holidays" }).fill("2026-12-25\n2027-01-01");
    await page.getByRole("button", { name: "Save account" }).click();
    await page.getByText("Saved.").waitFor();
    expect((await api.get("/account")).body).toMatchObject({
      lead_time_business_days: 3,
      cutoff: "14:00",
      holidays: ["2026-12-25", "2027-01-01"],
      topup_approval: { above: "50000.00" },
    });
    expect(complaints).toEqual([]);
  });

  it("the audit log says who changed what, and finds it again", async () => {
    const { api } = server();
    const wallet = await api.createWallet({ name: "Before" });
    await api.patch(`/wallets/${wallet.id}`, { name: "<b>After</b>" });
    const { page, complaints } = await openDashboard(browser(), server(), "/settings/audit");
    const row = page.getByRole("row", { name: new RegExp(`update Wallet ${wallet.id}`) });
    await row.getByText("name “Before” to “<b>After</b>”").waitFor();
    await page.getByRole("textbox", { name: "Filter by who" }).fill("no such name");
    await row.waitFor({ state: "detached" });
    expect(new URL(page.url()).searchParams.get("actor")).toBe("no such name");
    expect(complaints).toEqual([]);
  });
});
