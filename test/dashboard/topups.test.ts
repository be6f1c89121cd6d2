import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useServer } from "../support/e2e/fixtures.ts";
import { leave, openDashboard, useBrowser } from "./pages.ts";

/** Of the page's own script. */
declare const getComputedStyle: (element: never) => { readonly backgroundColor: string };
interface Placed {
  getBoundingClientRect(): { readonly left: number };
}

const LEVELS = {
  alert_enabled: true,
  critical: { threshold: "50.00", condition: "below" },
} as const;
const DAY_MS = 86_400_000;

/** Spend of the seven days before today. */
function week(amount: string): object {
  const today = Date.now();
  const days = [7, 6, 5, 4, 3, 2, 1].map((ago) => ({
    date: new Date(today - ago * DAY_MS).toISOString().slice(0, 10),
    amount,
  }));
  return { days };
}

describe("top-ups on the dashboard", () => {
  const server = useServer();
  const browser = useBrowser();

  it("lead from a proposal to a settled wire, with an approval by another key", async () => {
    const { api } = server();
    await api.patch("/account", { topup_approval: { above: "500.00" } });
    const wallet = await api.createFundedWallet("100.00", { name: "Gift cards", alert_settings: LEVELS });
    await api.put(`/wallets/${wallet.id}/spend-history`, week("40.00"));
    await api.post(`/wallets/${wallet.id}/debits`, { amount: "60.00" }, { "Idempotency-Key": "to critical" });
    const { page, complaints } = await openDashboard(browser(), server(), "/topups");

    // What the critical alert has proposed.
    const proposed = page.getByRole("region", { name: "Proposed", exact: true });
    await proposed.getByRole("row", { name: /Gift cards/ }).waitFor();
    await proposed.getByRole("button", { name: "Mark sent" }).click();
    const sending = page.getByRole("dialog");
    await sending.getByRole("textbox", { name: "Reference" }).fill("WIRE-7");
    await sending.getByRole("button", { name: "Mark sent" }).click();
    const inFlight = page.getByRole("region", { name: "In flight", exact: true });
    await inFlight.getByText("WIRE-7").waitFor();

    // What destroys nothing is not in the colour of what does.
    const colourOf = async (dialog: Locator, name: string) =>
      dialog.getByRole("button", { name }).evaluate((button) => getComputedStyle(button as never).backgroundColor);
    await inFlight.getByRole("button", { name: "Mark arrived" }).click();
    const arrived = page.getByRole("alertdialog", { name: /^Has USD .+ arrived\?$/ });
    const harmless = await colourOf(arrived, "Mark arrived");
    await page.keyboard.press("Escape");
    await arrived.waitFor({ state: "detached" });

    // Its credit settles it, without a reload.
    const { amount } = (await api.get<{ amount: string }[]>("/topups")).body[0] ?? { amount: "" };
    const credit = { amount, kind: "topup", reference_number: "WIRE-7" };
    await api.post(`/wallets/${wallet.id}/credits`, credit, { "Idempotency-Key": "arrives" });
    await page.getByRole("region", { name: "Settled", exact: true }).getByText("WIRE-7").waitFor();

    // A refused amount is said under its field, which gets the focus; nothing is sent until it is right.
    await page.getByRole("button", { name: "Announce top-up" }).first().click();
    const form = page.getByRole("dialog", { name: "Announce top-up" });
    await form.getByRole("combobox", { name: "Wallet" }).fill("gift");
    await page.getByRole("option", { name: /Gift cards/ }).click();
    await form.getByRole("textbox", { name: "Amount" }).fill("1,2");
    await form.getByRole("button", { name: "Announce top-up" }).click();
    await form.locator('input[name="amount"][aria-invalid="true"]:focus').waitFor();
    await form.getByRole("textbox", { name: "Amount" }).fill("12,000.00");
    await form.getByRole("button", { name: "Announce top-up" }).click();
    await form.waitFor({ state: "detached" });
    await inFlight.getByText("another key has to approve it").waitFor();
    await expect.poll(() => inFlight.getByRole("button", { name: "Mark sent" }).count()).toBe(0);

    const { body: second } = await api.post<{ key: string }>("/api-keys", { name: "treasury", scopes: ["write"] });
    const other = await openDashboard(browser(), server(), "/topups", { key: second.key });
    await other.page.getByRole("button", { name: "Approve" }).click();
    await other.page.getByRole("region", { name: "In flight", exact: true }).getByText("Approved").waitFor();
    await leave(other.page);
    await inFlight.getByRole("button", { name: "Mark sent" }).waitFor();

    // What hurts is asked first, with the harmless button focused; Esc keeps it.
    await inFlight.getByRole("button", { name: "Cancel top-up" }).click();
    const asking = page.getByRole("alertdialog", { name: "Cancel the top-up of USD 12,000.00?" });
    await asking.getByRole("button", { name: "Keep top-up" }).and(page.locator(":focus")).waitFor();
    expect(await colourOf(asking, "Cancel top-up")).not.toBe(harmless);
    await page.keyboard.press("Escape");
    await asking.waitFor({ state: "detached" });
    await inFlight.getByRole("button", { name: "Cancel top-up" }).click();
    await asking.getByRole("button", { name: "Cancel top-up" }).click();
    await page.getByRole("heading", { name: "No money in flight." }).waitFor();
    await page.getByRole("button", { name: "Cancelled", exact: true }).click();
    await page.waitForURL(/ended=cancelled/);
    await page.getByRole("region", { name: "Cancelled", exact: true }).getByText("12,000").waitFor();
    expect(complaints).toEqual([]);
  });

  it("have a plan: moves with their instructions, what was left out and why, and a move that is reviewed", async () => {
    const { api } = server();
    const rich = await api.createFundedWallet("9000.00", { name: "Rich reserve of all gift card brands in Europe" });
    const poor = await api.createFundedWallet("100.00", { name: "Poor and far-off subsidiary for prepaid cards" });
    await api.createFundedWallet("10.00", { name: "An old and unused ledger of a campaign, Quiet" });
    for (const { id } of [rich, poor]) await api.put(`/wallets/${id}/spend-history`, week("100.00"));
    const { page } = await openDashboard(browser(), server(), "/settings/account");
    let letThrough = (): void => undefined;
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    // The names come late.
    await page.route(/\/wallets\/\d+$/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${server().url}/topups/plan?currency=USD`);
    await page.getByRole("row", { name: new RegExp(`Wallet ${rich.id} Wallet ${poor.id}`) }).waitFor();
    const places = async () =>
      page
        .getByRole("columnheader")
        .evaluateAll((heads) =>
          heads.map((head) => Math.round((head as unknown as Placed).getBoundingClientRect().left)),
        );
    const before = await places();
    letThrough();
    const moves = page.getByRole("region", { name: "Moves", exact: true });
    const row = moves.getByRole("row", { name: /Rich.*Poor/ });
    await row.getByRole("button", { name: "Copy wire instructions" }).waitFor();
    const omitted = page.getByRole("region", { name: "Left out", exact: true });
    await omitted.getByRole("row", { name: /Quiet Nothing is known to be spent/ }).waitFor();
    await page.getByRole("row", { name: /^Poor and/ }).waitFor();
    expect(before.length).toBeGreaterThan(10);
    expect(await places()).toEqual(before);

    await row.getByRole("button", { name: "Review move" }).click();
    const review = page.getByRole("alertdialog", { name: /^Move USD / });
    await review.getByText("lasts").first().waitFor();
    await review.getByRole("button", { name: /^Move USD / }).click();
    await review.waitFor({ state: "detached" });
    await row.waitFor({ state: "detached" });
    expect((await api.get<unknown[]>("/transfers")).body).toHaveLength(1);
  });

  it("have a plan that shows its moves as soon as spend is measured, and after a server that was busy", async () => {
    const { api } = server();
    const full = await api.createFundedWallet("9000.00", { name: "Full", currency: "GBP" });
    const low = await api.createFundedWallet("100.00", { name: "Low", currency: "GBP" });
    const { page } = await openDashboard(browser(), server(), "/topups/plan?currency=GBP");
    const omitted = page.getByRole("region", { name: "Left out", exact: true });
    await omitted.getByRole("row", { name: /Full Nothing is known to be spent/ }).waitFor();
    for (const { id } of [full, low]) await api.put(`/wallets/${id}/spend-history`, week("100.00"));
    const moves = page.getByRole("region", { name: "Moves", exact: true });
    await moves.getByRole("row", { name: /Full.*Low/ }).waitFor({ timeout: 8_000 });

    let refusals = 0;
    const busy = { status: 429, headers: { "Retry-After": "1" }, json: { code: "QUEUE_FULL", message: "busy" } };
    await page.route(/rebalancing-plan/, async (route) => {
      refusals += 1;
      await (refusals > 3 ? route.continue() : route.fulfill(busy));
    });
    await page.reload();
    await page.getByRole("alert").getByText("The plan did not load.").waitFor();
    await moves.getByRole("row", { name: /Full.*Low/ }).waitFor();
    expect(refusals).toBeGreaterThan(3);
  });
});
