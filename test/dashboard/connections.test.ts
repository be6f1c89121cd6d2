import type { Delivery } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { connectOctopus, declareMirror, LEVELS, listen, useServer } from "../support/e2e/fixtures.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { MAX_SHIFT, measure, shiftsOf } from "./measures.ts";
import { goTo, leave, openDashboard, useBrowser } from "./pages.ts";

describe("connections on the dashboard", () => {
  const server = useServer();
  const browser = useBrowser();

  it("an endpoint is added, its secret shown once, tested, rotated, disabled and enabled, and its misses replayed", async () => {
    const receiver = await startReceiver();
    const { page, complaints } = await openDashboard(browser(), server(), "/webhooks");
    await page.getByRole("heading", { name: /yet\.$/ }).waitFor();
    await page.getByRole("button", { name: "Add endpoint" }).first().click();
    const form = page.getByRole("dialog", { name: "Add endpoint" });
    await form.getByRole("textbox", { name: "URL" }).fill("nonsense");
    await form.getByRole("button", { name: "Add endpoint" }).click();
    await form.locator('input[name="url"][aria-invalid="true"]').waitFor();
    await form.getByRole("textbox", { name: "URL" }).fill(receiver.url);
    await form.getByRole("button", { name: "Add endpoint" }).click();
    const secret = await page.getByText(/^whsec_/).textContent();
    await page.getByRole("button", { name: "I have stored it" }).click();
    await page.getByText(/^whsec_/).waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Send test" }).click();
    const drawer = page.getByRole("complementary", { name: "Delivery" });
    await drawer.getByText("Delivered", { exact: true }).waitFor();
    await drawer.getByText("HTTP 200").or(drawer.getByText("HTTP 204")).waitFor();
    await drawer.getByRole("button", { name: "Copy as curl" }).waitFor();
    await drawer.getByRole("button", { name: "Close" }).click();

    await page.getByRole("button", { name: "Rotate secret" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Rotate secret" }).click();
    const rotated = await page.getByText(/^whsec_/).textContent();
    expect(rotated).not.toBe(secret);
    await page.getByRole("button", { name: "I have stored it" }).click();
    await page.getByText("Signed with the previous secret as well until").waitFor();

    await page.getByRole("button", { name: "Disable endpoint" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Disable endpoint" }).click();
    await page.getByText("Disabled", { exact: true }).waitFor();
    await server().api.createFundedWallet("5.00", { name: "Missed" });
    await page.getByRole("button", { name: /^Replay \d+ skipped/ }).waitFor();
    await page.getByRole("button", { name: "Enable endpoint" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Enable endpoint" }).click();
    await page.getByText("Enabled", { exact: true }).waitFor();
    await page.getByRole("button", { name: /^Replay \d+ skipped/ }).click();
    await page
      .getByRole("alertdialog")
      .getByText(/^At 10 per second this takes/)
      .waitFor();
    await page
      .getByRole("alertdialog")
      .getByRole("button", { name: /^Replay/ })
      .click();
    await page.getByRole("button", { name: /^Replay \d+ skipped/ }).waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
    await leave(page);
    await receiver.close();
  });

  it("a delivery that waits for its next attempt says when that is, and is not said to be replayed", async () => {
    const { api } = server();
    const { id: endpoint } = await api.createEndpoint("http://127.0.0.1:9/dead", { event_types: ["wallet.updated"] });
    const wallet = await api.createWallet();
    await api.patch(`/wallets/${wallet.id}`, { name: "Renamed" });
    const tried = async () =>
      (await api.get<Delivery[]>(`/deliveries?endpoint_id=${endpoint}`)).body.find(
        ({ last_attempt: last }) => last !== null,
      );
    await expect.poll(tried).toBeDefined();
    const { page, complaints } = await openDashboard(
      browser(),
      server(),
      `/webhooks/deliveries?d=${(await tried())?.id}`,
    );
    const drawer = page.getByRole("complementary", { name: "Delivery" });
    await drawer.getByText(/^Sent again by itself/).waitFor();
    await expect.poll(() => drawer.getByRole("button", { name: /^Replay/ }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await leave(page);
  });

  it("the list and the page of an endpoint follow what its receiver answers", async () => {
    const fields = { event_types: ["wallet.created"], max_attempts: 1 };
    const { endpoint } = await listen(server(), fields, (_request, index) => (index === 0 ? 200 : 500));
    const { page, complaints } = await openDashboard(browser(), server(), "/webhooks");
    const row = page.getByRole("row").filter({ hasText: endpoint.url });
    await row.waitFor();
    const { headers } = await server().api.get("/webhook-endpoints?limit=1");
    const tabs = page.getByRole("navigation", { name: "Webhooks" });
    await tabs.getByRole("link", { name: `Endpoints ${headers.get("x-total-count")}` }).waitFor();
    await expect.poll(() => row.getByRole("cell", { name: "–", exact: true }).count()).toBe(3);
    await server().api.createWallet();
    await row.getByRole("cell", { name: "100 % of 1 in 24 h", exact: true }).waitFor();
    await row.getByRole("cell", { name: /^200 (now|\d+ s ago)$/ }).waitFor();
    await server().api.createWallet();
    await row.getByRole("cell", { name: "50 % of 2 in 24 h", exact: true }).waitFor();
    await row.getByRole("cell", { name: /^500 / }).waitFor();
    await row.getByRole("link", { name: endpoint.url }).click();
    const fact = (name: string) => page.locator(".facts > div").filter({ has: page.getByText(name, { exact: true }) });
    await fact("Delivered").getByText("1 of 2 in 24 h").waitFor();
    await fact("Last answer").getByText("500", { exact: true }).waitFor();
    await fact("Last answer").getByText(/ms$/).waitFor();
    await fact("Failed").getByText("1", { exact: true }).waitFor();
    await page.getByText(/^Failing for \d+ s of 5 days: no good answer since /).waitFor();
    // What is saved on the page does not take its counts away, and what it misses is counted.
    await page.getByRole("button", { name: "Disable endpoint" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Disable endpoint" }).click();
    await page.getByText("Disabled", { exact: true }).waitFor();
    await fact("Delivered").getByText("1 of 2 in 24 h").waitFor();
    await server().api.createWallet();
    await fact("Skipped").getByText("1", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("an endpoint that does not answer says why, and how many are still being sent", async () => {
    const { receiver, endpoint } = await listen(server(), { event_types: ["wallet.created"], max_attempts: 20 });
    await receiver.close();
    const { page } = await openDashboard(browser(), server(), `/webhooks/${endpoint.id}`);
    await page.getByText("none delivered or failed in 24 h").waitFor();
    await server().api.createWallet();
    await page.getByText("in 24 h, 1 retrying").waitFor();
    const answer = page.locator(".facts > div").filter({ has: page.getByText("Last answer", { exact: true }) });
    await answer.getByText("No answer", { exact: true }).waitFor();
    await answer.getByText(/refused/).waitFor();
    await receiver.listen();
    await page.getByText("1 of 1 in 24 h").waitFor();
    await answer.getByText("200", { exact: true }).waitFor();
    await page.getByText(/^Failing for/).waitFor({ state: "detached" });
  });

  it("the live tail shows events as they happen, and says how many wait while it is paused", async () => {
    await listen(server());
    const { page } = await openDashboard(browser(), server(), "/webhooks/events");
    const tail = page.getByRole("list", { name: "Events, newest first" });
    await page.getByText("Live", { exact: true }).first().waitFor();
    await server().api.createFundedWallet("5.00", { name: "Tailed" });
    await tail.getByText("Tailed").first().waitFor();
    await page.getByRole("button", { name: "Pause tail" }).click();
    await server().api.createFundedWallet("5.00", { name: "Waiting" });
    await page.getByText(/paused, [1-9]\d* wait/).waitFor();
    await expect.poll(() => tail.getByText("Waiting").count()).toBe(0);
    await page.getByRole("button", { name: "Resume tail" }).click();
    await tail.getByText("Waiting").first().waitFor();
    // An alert's event carries its wallet elsewhere than a movement's; both lead to it.
    const low = await server().api.createFundedWallet("5.00", { name: "Low", alert_settings: LEVELS });
    const alert = tail.getByRole("listitem").filter({ hasText: "wallet.balance.alert" });
    await alert.getByRole("link", { name: "Low" }).first().waitFor();
    const credit = tail.getByRole("listitem").filter({ hasText: "wallet.credited" }).first();
    await credit.getByRole("link", { name: `Wallet ${low.id}` }).waitFor();
    await page.getByRole("textbox", { name: "Filter events" }).fill("topup.overdue");
    const catalogue = page.getByRole("region", { name: "Event catalogue" });
    await catalogue.getByText("topup.overdue").first().click();
    await catalogue.getByRole("button", { name: "Copy example" }).waitFor();
  });

  it("every delivery leads to its wallet, that of an alert as well, and deliveries of all endpoints are filtered", async () => {
    await listen(server(), { event_types: ["wallet.balance.alert", "wallet.created"] });
    const { endpoint } = await listen(server(), { event_types: ["wallet.debited"] });
    const alarming = await server().api.createFundedWallet("5.00", { name: "Alarming", alert_settings: LEVELS });
    const { page, complaints } = await openDashboard(browser(), server(), "/webhooks/deliveries");
    const deliveries = page.getByRole("table", { name: "Deliveries" });
    // What each is about stands in its row, whatever its event; a test is about nothing.
    const sent = deliveries.getByRole("row").filter({ hasText: "wallet.debited" }).filter({ hasText: endpoint.url });
    const about = sent.getByRole("link", { name: "Alarming" });
    await server().api.debit(alarming.id, "1.00");
    await about.waitFor();
    await server().api.post(`/webhook-endpoints/${endpoint.id}/test`, { type: "wallet.debited" });
    await sent.nth(1).waitFor();
    await expect.poll(() => about.count()).toBe(1);
    for (const type of ["wallet.balance.alert", "wallet.created"]) {
      await page.getByRole("combobox", { name: "Event", exact: true }).selectOption(type);
      await page.waitForURL((url) => url.searchParams.get("type") === type);
      await deliveries.getByRole("button", { name: type }).first().click();
      await deliveries
        .getByRole("row")
        .filter({ hasText: type })
        .getByRole("link", { name: "Alarming" })
        .first()
        .waitFor();
      const drawer = page.getByRole("complementary", { name: "Delivery" });
      await drawer.getByRole("link", { name: "Open wallet" }).waitFor();
      await drawer.getByRole("button", { name: "Close" }).click();
    }
    await page.getByRole("combobox", { name: "Endpoint", exact: true }).selectOption(endpoint.id);
    await page.getByRole("heading", { name: "No delivery matches." }).waitFor();
    // A link opens the same view.
    await page.reload();
    await page.getByRole("heading", { name: "No delivery matches." }).waitFor();
    expect(new URL(page.url()).searchParams.get("type")).toBe("wallet.created");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await deliveries.getByRole("button", { name: "wallet.created" }).first().waitFor();
    expect(new URL(page.url()).search).toBe("");
    expect(complaints).toEqual([]);
  });

  it("a provider says how it is read and what it refused; campaigns are announced and ended", async () => {
    const { provider, target } = await connectOctopus(server());
    await declareMirror(server(), provider, { name: "Mirrored" });
    await fetch(`${target.url}${target.hookUrl}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Signature": "0".repeat(64) },
      body: "{}",
    });
    const { page } = await openDashboard(browser(), server(), "/providers");
    await page.getByText("1 hook refused").waitFor();
    await page.getByRole("link", { name: provider.name }).click();
    await page.getByText(/^0 hooks in the last hour, one refused .+ ago$/).waitFor();
    const parts = page.getByRole("navigation", { name: "Parts of the provider" });
    await parts.getByRole("link", { name: "Inbound 1 bad" }).waitFor();
    await parts.getByRole("link", { name: "Wallets 1" }).click();
    await page.getByRole("link", { name: "Mirrored" }).waitFor();
    // A mirror that appears is counted without a reload.
    await declareMirror(server(), provider, { name: "Another", external_id: "another" });
    await parts.getByRole("link", { name: "Wallets 2" }).waitFor();
    await parts.getByRole("link", { name: "Drifts 0 open" }).click();
    await page.getByRole("heading", { name: "Books agree." }).waitFor();
    await page.getByRole("link", { name: "Settings", exact: true }).last().click();
    await page.getByRole("textbox", { name: "Seconds between reads" }).fill("2");
    await page.getByRole("button", { name: "Save provider" }).click();
    await page.locator('input[name="cadence.seconds"][aria-invalid="true"]').waitFor();
    await page.getByRole("textbox", { name: "Seconds between reads" }).fill("600");
    await page.getByRole("button", { name: "Save provider" }).click();
    await page.getByText("Saved.").waitFor();

    await goTo(page, "/providers/campaigns");
    await page.getByRole("heading", { name: "No campaigns yet." }).waitFor();
    await page.getByRole("button", { name: "Announce campaign" }).click();
    const form = page.getByRole("dialog", { name: "Announce campaign" });
    await form.getByRole("textbox", { name: "Name" }).fill("Black Friday");
    await form.getByLabel("From").fill("2090-11-27T00:00");
    await form.getByRole("button", { name: "Announce campaign" }).click();
    await form.getByText("A day and a time are required.").waitFor();
    await form.getByLabel("Until").fill("2090-11-28T00:00");
    await form.getByRole("button", { name: "Announce campaign" }).click();
    await page.getByRole("row", { name: /To come Black Friday/ }).waitFor();
    await page.getByRole("button", { name: "Cancel campaign" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel campaign" }).click();
    await page.getByRole("heading", { name: "No campaigns yet." }).waitFor();
  });
});

describe("an open delivery", () => {
  const server = useServer();
  const browser = useBrowser();

  it("moves nothing when its endpoint or its payload comes late, and sends its endpoint a test", async () => {
    const receiver = await startReceiver();
    // So long that it takes more than a line.
    const url = `${receiver.url}${"/hooks-of-the-treasury".repeat(6)}`;
    await server().api.createEndpoint(url, { event_types: ["wallet.created"] });
    await server().api.createWallet();
    const { page, complaints } = await openDashboard(browser(), server(), "/webhooks/deliveries");
    const row = page.getByRole("table", { name: "Deliveries" }).locator("[data-row-link]");
    await row.waitFor();
    const held = new Map<string, () => void>();
    for (const part of ["webhook-endpoints", "events"]) {
      await page.route(`**/api/v1/${part}/*`, async (route) => {
        await new Promise<void>((resolve) => held.set(part, resolve));
        await route.continue();
      });
    }
    await row.click();
    const drawer = page.getByRole("complementary", { name: "Delivery" });
    const attempts = drawer.getByRole("list", { name: "Attempts" });
    await expect.poll(() => held.size).toBe(2);
    await drawer.getByRole("heading", { name: "wallet.created" }).waitFor();
    // What is there already stays where it is.
    const early = (await attempts.count()) === 0 ? null : await attempts.boundingBox();
    await measure(page);
    held.get("webhook-endpoints")?.();
    await drawer.getByText(url).waitFor();
    await attempts.getByRole("button", { name: /^1 20\d/ }).waitFor();
    const before = await attempts.boundingBox();
    expect(early ?? before).toEqual(before);
    held.get("events")?.();
    await drawer.getByRole("button", { name: "Copy as curl" }).waitFor();
    expect(await attempts.boundingBox()).toEqual(before);
    expect(await shiftsOf(page)).toBeLessThan(MAX_SHIFT);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await drawer.getByRole("button", { name: "Send test" }).click();
    await drawer.getByRole("heading", { name: "wallet.debited" }).waitFor();
    await expect.poll(() => row.count()).toBe(2);
    expect(complaints).toEqual([]);
    await leave(page);
    await receiver.close();
  });
});

describe("a first endpoint on the dashboard", () => {
  const server = useServer();
  const browser = useBrowser();

  it("is sent a test from the list of deliveries, which has none", async () => {
    const { receiver } = await listen(server());
    const { page } = await openDashboard(browser(), server(), "/webhooks/deliveries");
    await page.getByRole("button", { name: "Send test" }).click();
    await page.getByRole("complementary", { name: "Delivery" }).getByText("Delivered", { exact: true }).waitFor();
    await page.getByRole("table", { name: "Deliveries" }).locator("[data-row-link]").waitFor();
    // A row opens where it is clicked, and its controls do what they say.
    const drawer = page.getByRole("complementary", { name: "Delivery" });
    await drawer.getByRole("button", { name: "Close" }).click();
    const all = page.getByRole("checkbox", { name: "Select all on this page" });
    const one = page.getByRole("checkbox", { name: "Select wallet.debited" });
    await all.check();
    await page.getByText("1 selected").waitFor();
    await one.uncheck();
    await expect.poll(() => all.isChecked()).toBe(false);
    await one.check();
    await page.getByText("1 selected").waitFor();
    await expect.poll(() => drawer.count()).toBe(0);
    await page.getByRole("table", { name: "Deliveries" }).getByRole("cell").last().click();
    await drawer.waitFor();
    expect(receiver.requests).toHaveLength(1);
  });
});
