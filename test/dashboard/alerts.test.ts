import type { Channel, Episode, Route, Silence } from "@plimsoll/contract";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { eventually } from "../support/e2e/eventually.ts";
import { LEVELS, listen, QUICK_RETRIES, useServer } from "../support/e2e/fixtures.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import type { Server } from "../support/e2e/server.ts";
import { goTo, leave, openDashboard, useBrowser } from "./pages.ts";

const HOSTILE = `<img src=x onerror=alert(1)> \u202Egnitset 🎁 ${"w".repeat(160)}`;

/** A wallet that has gone through info and warning into alarm. */
async function inAlarm({ api }: Server, name: string) {
  const wallet = await api.createFundedWallet("50.00", { name });
  await api.updateWallet(wallet.id, { alert_settings: LEVELS });
  for (const amount of ["35.00", "8.00", "7.00"]) await api.debit(wallet.id, amount);
  return wallet;
}

async function openEpisode({ api }: Server, walletId: number): Promise<Episode> {
  const { body } = await api.get<Episode[]>(`/episodes?state=open&wallet_id=${walletId}`);
  const [episode] = body;
  if (episode === undefined) throw new Error("the wallet has no open episode");
  return episode;
}

async function slackTo({ api }: Server, url: string, name: string): Promise<Channel> {
  const { body } = await api.post<Channel>("/channels", { kind: "slack", name, config: { webhook_url: url } });
  return body;
}

function episodeOn(page: Page) {
  return page.getByRole("region", { name: "Episode", exact: true });
}

describe("alerts on the dashboard", () => {
  const server = useServer({ env: QUICK_RETRIES });
  const browser = useBrowser();

  it("a crossing appears by itself, with who received it; it is acknowledged, taken back, silenced, by keys alone", async () => {
    const receiver = await startReceiver((_request, index) => (index === 0 ? 500 : 200));
    const { receiver: hooks } = await listen(server());
    const channel = await slackTo(server(), receiver.url, "Treasury");
    const { body: route } = await server().api.patch<Route>("/routes/route_page", { channel_ids: [channel.id] });
    expect(route.active).toBe(true);
    const { page, complaints } = await openDashboard(browser(), server(), "/alerts");
    await page.getByRole("heading", { name: "No open alerts." }).waitFor();

    const wallet = await inAlarm(server(), "Gift cards AED");
    const row = page.getByRole("region", { name: "Open alerts" }).getByRole("link", { name: /Gift cards AED/ });
    await row.getByText("In alarm").waitFor();
    await row.getByText("not acknowledged").waitFor();
    const episode = episodeOn(page);
    const timeline = episode.getByRole("list", { name: "Timeline, newest first" });
    const steps = timeline.locator("b").filter({ hasText: " to " });
    await expect.poll(() => steps.allTextContents()).toEqual(["Warning to in alarm", "Info to warning", "OK to info"]);
    await timeline.getByText(/^Transaction \d+ took available to or below Critical 0\.00\./).waitFor();
    await timeline.getByRole("button", { name: /^Treasury retried, then / }).waitFor();
    await timeline
      .getByRole("link", { name: new RegExp(`^${new URL(hooks.url).host} \\d`) })
      .first()
      .waitFor();
    await episode.getByRole("img", { name: /^Gift cards AED: 3 changes of state/ }).waitFor();
    await page.waitForFunction("document.title.startsWith('(1 in alarm)')");

    // The message beside it, in the URL.
    await timeline.getByRole("button", { name: /^Treasury/ }).click();
    const message = page.getByRole("complementary", { name: "Message" });
    await message.getByRole("heading", { name: "2 attempts" }).waitFor();
    await message.getByText("500", { exact: true }).waitFor();
    await page.waitForURL(/n=/);
    await page.keyboard.press("Escape");
    await message.waitFor({ state: "detached" });

    // By keys alone.
    await page.locator("body").click({ position: { x: 5, y: 5 } });
    await page.keyboard.press("a");
    await row.getByText(/^acknowledged by /).waitFor();
    // The page shows it before the server has stored it.
    const acknowledged = await eventually(async () => (await openEpisode(server(), wallet.id)).acknowledged);
    await timeline.getByText(`${acknowledged.by} acknowledged`).waitFor();
    await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await row.getByText("not acknowledged").waitFor();
    await eventually(async () => (await openEpisode(server(), wallet.id)).acknowledged === null);

    await episode.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Acknowledge with a note…" }).click();
    const note = page.getByRole("dialog", { name: "Acknowledge Gift cards AED" });
    await note.getByRole("textbox", { name: "Holds for" }).fill("soon");
    await note.getByRole("button", { name: "Acknowledge" }).click();
    await note.locator('input[name="minutes"][aria-invalid="true"]:focus').waitFor();
    await note.getByRole("textbox", { name: "Holds for" }).fill("120");
    await note.getByRole("textbox", { name: "Note" }).fill("Wire goes out before 14:00");
    await note.getByRole("button", { name: "Acknowledge" }).click();
    await timeline.getByText("“Wire goes out before 14:00”").waitFor();

    await page.keyboard.press("s");
    await page.getByRole("menuitem", { name: "For 1 h" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await row.getByText(/^silenced until /).waitFor();
    await episode.getByText(/^silenced until /).waitFor();
    const toast = page.locator(".toast").filter({ hasText: "silenced until" });
    await toast.getByRole("button", { name: "Undo" }).click();
    await row.getByText(/^silenced until /).waitFor({ state: "detached" });
    await expect
      .poll(async () =>
        (await server().api.get<Silence[]>("/silences")).body.map((one) => [one.active, one.created_by]),
      )
      .toEqual([[false, acknowledged.by]]);

    // Another person takes it back, and the page shows it without a reload.
    await server().api.delete(`/episodes/${(await openEpisode(server(), wallet.id)).id}/acknowledge`);
    await row.getByText("not acknowledged").waitFor({ timeout: 20_000 });

    // Silenced until it has recovered, which ends by itself.
    await page.keyboard.press("s");
    await page.getByRole("menuitem", { name: "Until recovered" }).click();
    await row.getByText("silenced until recovered").waitFor();
    await episode.getByText("silenced until recovered").waitFor();
    await page
      .locator(".toast")
      .filter({ hasText: "silenced until recovered." })
      .getByRole("button", { name: "Undo" })
      .waitFor();
    await goTo(page, "/alerts?tab=silences");
    const lasting = page.getByRole("table", { name: "Silences" }).getByRole("row").filter({ hasText: "recovered" });
    await lasting.getByText("Silent").waitFor();
    await goTo(page, "/alerts");

    // It ends, and the page says that nothing is open.
    const { id } = await openEpisode(server(), wallet.id);
    await server().api.credit(wallet.id, "100.00");
    const [newest] = (await server().api.get<Silence[]>("/silences")).body;
    expect(newest).toMatchObject({ active: false, until_recovered: true, recovering: [] });
    await page.getByRole("heading", { name: "No open alerts." }).waitFor();
    await goTo(page, `/alerts/episodes/${id}`);
    await page.getByRole("heading", { name: "Gift cards AED", level: 1 }).waitFor();
    await page.getByText("episode closed").waitFor();
    await expect.poll(() => page.getByRole("button", { name: "Acknowledge" }).count()).toBe(0);
    await server().api.delete(`/channels/${channel.id}`);
    expect(complaints).toEqual([]);
  });

  it("filters, the chosen alert and the tabs are in the URL; j and k walk; a hostile name breaks nothing", async () => {
    const { api } = server();
    const hostile = await inAlarm(server(), HOSTILE.slice(0, 200));
    const { body: feature } = await api.post<{ id: string }>("/features", { name: "Orders", alert_settings: LEVELS });
    const second = await api.createFundedWallet("15.00", { name: "Airtime" });
    await api.updateWallet(second.id, { feature_ids: [feature.id] });
    const { page, complaints } = await openDashboard(browser(), server(), "/alerts");
    const scripts: string[] = [];
    page.on("dialog", (dialog) => scripts.push(dialog.message()));
    const rows = page.getByRole("region", { name: "Open alerts" }).getByRole("link");
    await expect.poll(() => rows.count()).toBe(2);
    await rows.nth(1).getByText("Airtime").waitFor();
    // The long name is cut, and leaves the amount its place.
    const widths = () =>
      rows.filter({ hasText: HOSTILE.slice(0, 20) }).evaluate((row) => {
        const { scrollWidth, clientWidth } = row as unknown as {
          readonly scrollWidth: number;
          readonly clientWidth: number;
        };
        return scrollWidth - clientWidth;
      });
    await expect.poll(widths).toBe(0);
    await page.keyboard.press("j");
    await page.waitForURL(/[?&]e=epi_/);
    await episodeOn(page).getByRole("heading", { name: "Airtime" }).waitFor();
    await page.keyboard.press("k");
    await episodeOn(page)
      .getByRole("heading", { name: HOSTILE.slice(0, 28) })
      .waitFor();
    const chosen = page.url();
    await page.reload();
    await episodeOn(page)
      .getByRole("heading", { name: HOSTILE.slice(0, 28) })
      .waitFor();
    expect(page.url()).toBe(chosen);

    await page.getByRole("combobox", { name: "Feature" }).selectOption({ label: "Orders" });
    await page.waitForURL(/feature=feat_/);
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByRole("button", { name: "In alarm 1" }).click();
    await page.getByRole("heading", { name: "No alert matches." }).waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect.poll(() => rows.count()).toBe(2);
    await page.keyboard.press("/");
    await page.keyboard.type("airt");
    await expect.poll(() => rows.count()).toBe(1);

    await page.getByRole("navigation", { name: "Parts of the alerts" }).getByRole("link", { name: "History" }).click();
    const episodes = page.getByRole("table", { name: "Episodes" });
    await episodes.getByRole("row", { name: /Info Airtime/ }).waitFor();
    await goTo(page, "/alerts?tab=history&page=2");
    await page.getByRole("button", { name: "Newer" }).waitFor();
    await page.getByRole("button", { name: "In alarm" }).click();
    await page.waitForURL(/tab=history&worst=in_alarm$/);
    await episodes.getByRole("row", { name: /Info Airtime/ }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Over" }).click();
    await episodes.getByRole("row", { name: /In alarm Gift cards AED/ }).waitFor();
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await page.getByRole("combobox", { name: "Wallet" }).fill("Airt");
    await page.getByRole("option", { name: /Airtime/ }).click();
    await page.waitForURL(/wallet=\d+/);
    await expect.poll(() => episodes.getByRole("row").count()).toBe(2);

    // A silence with every field, and what it keeps back.
    const receiver = await startReceiver();
    const channel = await slackTo(server(), receiver.url, "On duty");
    await api.patch("/routes/route_page", { channel_ids: [channel.id] });
    await page.getByRole("navigation", { name: "Parts of the alerts" }).getByRole("link", { name: "Silences" }).click();
    await page.getByRole("button", { name: "Add silence" }).click();
    const form = page.getByRole("dialog", { name: "Add silence" });
    await form.getByRole("button", { name: "Add silence" }).click();
    await form.getByText("A day and a time are required.").waitFor();
    await form.getByLabel("Until").fill("2090-01-01T12:00");
    await form.getByRole("textbox", { name: "Only currencies" }).fill("us dollars");
    await form.getByRole("button", { name: "Add silence" }).click();
    await form.locator('input[name="reason"][aria-invalid="true"]').waitFor();
    await form.locator('input[name="filter.currencies"][aria-invalid="true"]').waitFor();
    await form.getByRole("textbox", { name: "Only currencies" }).fill("");
    await form.getByRole("textbox", { name: "Reason" }).fill("Provider maintenance");
    await form.getByRole("button", { name: "Add silence" }).click();
    await form.getByText("a silence may last 366 days at most").waitFor();
    await form.getByLabel("Until").fill(localDay(3));
    await form.getByRole("combobox", { name: "Add wallet" }).fill("Airt");
    await page.getByRole("option", { name: /Airtime/ }).click();
    await form.getByRole("button", { name: "Remove Airtime" }).waitFor();
    await form.getByRole("button", { name: "Add silence" }).click();
    await page.getByRole("row", { name: /Silent Airtime Provider maintenance/ }).waitFor();
    const airtime = (await api.openAlerts()).find(({ wallet_name: name }) => name === "Airtime");
    await api.debit(airtime?.wallet_id ?? 0, "15.00");
    await page
      .getByRole("table", { name: "Not sent" })
      .getByRole("button", { name: /Airtime/ })
      .waitFor();
    expect(receiver.requests).toEqual([]);
    await page.getByRole("button", { name: "End silence" }).click();
    await page.getByRole("row", { name: /Over Airtime/ }).waitFor();
    await eventually(() => receiver.requests.length > 0);
    await api.delete(`/channels/${channel.id}`);
    expect((await openEpisode(server(), hostile.id)).wallet_name).toBe(HOSTILE.slice(0, 200));
    expect(scripts).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("an alert is acknowledged after a visit to the top-up plan", async () => {
    const wallet = await inAlarm(server(), "Planned");
    const { page, complaints } = await openDashboard(browser(), server(), "/topups/plan");
    await page.getByRole("region", { name: "Moves", exact: true }).waitFor();
    await page
      .getByRole("navigation", { name: "Main", exact: true })
      .getByRole("link", { name: /^Alerts/ })
      .click();
    await page
      .getByRole("region", { name: "Open alerts" })
      .getByRole("link", { name: /Planned/ })
      .click();
    await episodeOn(page).getByRole("heading", { name: "Planned" }).waitFor();
    await episodeOn(page).getByRole("button", { name: "Acknowledge" }).click();
    await eventually(async () => (await openEpisode(server(), wallet.id)).acknowledged !== null);
    expect(complaints).toEqual([]);
  });

  it("the palette offers what can be done with the alert in view, and does it", async () => {
    const wallet = await inAlarm(server(), "Paletted");
    const { id } = await openEpisode(server(), wallet.id);
    const { page, complaints } = await openDashboard(browser(), server(), `/alerts/episodes/${id}`);
    await episodeOn(page).getByRole("button", { name: "Acknowledge" }).waitFor();
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Find or do" });
    await palette.getByRole("option", { name: "Silence Paletted…" }).waitFor();
    await palette.getByRole("combobox", { name: "Find" }).fill("acknowledge");
    await palette.getByRole("option", { name: "Acknowledge Paletted", selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await eventually(async () => (await openEpisode(server(), wallet.id)).acknowledged !== null);
    await page.keyboard.press("Control+k");
    await palette.getByRole("combobox", { name: "Find" }).fill("silence");
    await palette.getByRole("option", { name: "Silence Paletted…" }).click();
    await page.getByRole("menuitem", { name: "For 1 h" }).click();
    await eventually(async () => (await server().api.get<unknown[]>("/silences")).body.length > 0);
    expect(complaints).toEqual([]);
  });

  it("the end of a limited acknowledgement stays when its note changes, when that is undone, and after taking back", async () => {
    const wallet = await inAlarm(server(), "Limited");
    const { id } = await openEpisode(server(), wallet.id);
    const { body } = await server().api.post<Episode>(`/episodes/${id}/acknowledge`, { note: "Wire", minutes: 120 });
    const end = new Date(body.acknowledged?.until ?? "").getTime();
    const { page, complaints } = await openDashboard(browser(), server(), `/alerts/episodes/${id}`);
    /** Says this, and ends at the same time, to the minute. */
    const stands = (note: string) =>
      eventually(async () => {
        const { acknowledged } = await openEpisode(server(), wallet.id);
        const until = new Date(acknowledged?.until ?? "").getTime();
        return acknowledged?.note === note && until >= end && until < end + 120_000;
      });

    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Change the note…" }).click();
    const form = page.getByRole("dialog", { name: "Acknowledge Limited" });
    await expect.poll(() => form.getByRole("textbox", { name: "Holds for" }).inputValue()).toBe("120");
    await form.getByRole("textbox", { name: "Note" }).fill("Wire is out");
    await form.getByRole("button", { name: "Acknowledge" }).click();
    await stands("Wire is out");
    await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await stands("Wire");

    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Take acknowledgement back" }).click();
    await eventually(async () => (await openEpisode(server(), wallet.id)).acknowledged === null);
    await page.locator(".toast").filter({ hasText: "no longer" }).getByRole("button", { name: "Undo" }).click();
    await stands("Wire");
    expect(complaints).toEqual([]);
  });

  it("the chart of an episode draws relative levels where the wallet's pace puts them", async () => {
    const { api } = server();
    const relative = (percent: string) => ({ spend_percent: percent, condition: "below" });
    const wallet = await api.createFundedWallet("400.00", { name: "Paced" });
    const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    await api.put(`/wallets/${wallet.id}/spend-history`, { days: [{ date: day, amount: "100.00" }] });
    await api.updateWallet(wallet.id, {
      alert_settings: { alert_enabled: true, critical: relative("50"), warning: relative("300") },
    });
    await api.debit(wallet.id, "150.00");
    const { id } = await openEpisode(server(), wallet.id);
    const { page, complaints } = await openDashboard(browser(), server(), `/alerts/episodes/${id}`);
    const chart = episodeOn(page).getByRole("img", { name: /^Paced: / });
    const heightOf = async (text: string) => (await chart.getByText(text).boundingBox())?.y ?? 0;
    await chart.getByText("Warning 300 % of a day").waitFor();
    await chart.getByText("Critical 50 % of a day").waitFor();
    expect(await heightOf("Warning 300 %")).toBeLessThan(await heightOf("Critical 50 %"));
    expect(complaints).toEqual([]);
  });

  it("Overview shows the last three things done about a wallet in danger, and leads to the rest", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("100.00", { name: "Followed", alert_settings: LEVELS });
    for (const amount of ["85.00", "10.00", "5.00"]) await api.debit(wallet.id, amount);
    const { id } = await openEpisode(server(), wallet.id);
    const { page, complaints } = await openDashboard(browser(), server());
    const row = page.getByRole("region", { name: "Needs attention" }).locator(".row").filter({ hasText: "Followed" });
    const says = async (...lines: readonly RegExp[]): Promise<void> => {
      const shown = async () =>
        (await row.getByRole("listitem").allTextContents()).map((text) => text.replaceAll(/\s+/g, " "));
      await expect.poll(shown).toEqual(lines.map((line) => expect.stringMatching(line)));
    };
    // That it is not acknowledged is said before what has happened.
    await says(/^not acknowledged$/, /USD 75\.00 proposed$/, /Warning ?to in alarm, at 0\.00$/, /^and 2 more$/);
    await api.post(`/episodes/${id}/acknowledge`, {});
    await says(
      /^\d\d:\d\d ?\S+ acknowledged$/,
      /USD 75\.00 proposed$/,
      /Warning ?to in alarm, at 0\.00$/,
      /^and 2 more$/,
    );
    await api.post("/topups", { wallet_id: wallet.id, amount: "50.00" });
    await says(/USD 50\.00 \w+, due /, /acknowledged$/, /USD 75\.00 proposed$/, /^and 3 more$/);
    // Among all wallets, its badge says since when.
    const badge = page
      .getByRole("table", { name: "Wallets" })
      .getByRole("row", { name: /Followed/ })
      .getByRole("img");
    await expect.poll(() => badge.getAttribute("aria-label")).toMatch(/^In alarm since \d\d:\d\d$/);
    await expect.poll(() => badge.getAttribute("title")).toMatch(/at or below Critical 0\.00, by its own settings$/);
    await row.getByRole("link", { name: "and 3 more" }).click();
    await page.waitForURL(`${server().url}/alerts/episodes/${id}`);
    expect(complaints).toEqual([]);
  });

  it("Overview and the wallet say who acknowledged; a key that may only read sees it and cannot", async () => {
    const { api } = server();
    const wallet = await inAlarm(server(), "Prepaid USD");
    const { id } = await openEpisode(server(), wallet.id);
    const { page } = await openDashboard(browser(), server());
    const attention = page.getByRole("region", { name: "Needs attention" });
    const row = attention.locator(".row").filter({ hasText: "Prepaid USD" });
    await row.getByRole("button", { name: "Acknowledge" }).click();
    await row.getByRole("link", { name: / acknowledged$/ }).waitFor();
    await row.getByRole("link", { name: "Prepaid USD" }).click();
    await page.getByRole("heading", { name: "Prepaid USD", level: 1 }).waitFor();
    await page.getByText(/^acknowledged by /).waitFor();
    await page.getByRole("navigation", { name: "Parts of the wallet" }).getByRole("link", { name: "Alerts" }).click();
    await page.getByRole("table", { name: "Episodes" }).getByRole("link", { name: "Prepaid USD" }).first().click();
    await page.waitForURL(`${server().url}/alerts/episodes/${id}`);
    await leave(page);

    const { body: key } = await api.post<{ key: string }>("/api-keys", { name: "reader", scopes: ["read"] });
    const reader = await openDashboard(browser(), server(), `/alerts/episodes/${id}`, { key: key.key });
    await reader.page
      .getByText(/^acknowledged by /)
      .first()
      .waitFor();
    await goTo(reader.page, "/alerts");
    await reader.page.getByRole("region", { name: "Open alerts" }).waitFor();
    await episodeOn(reader.page).getByRole("heading", { level: 2 }).first().waitFor();
    await expect
      .poll(() => reader.page.getByRole("button", { name: /^(Acknowledge|Silence|More actions)/ }).count())
      .toBe(0);
    await goTo(reader.page, "/alerts?tab=silences");
    await reader.page.getByRole("table", { name: "Silences" }).waitFor();
    await expect.poll(() => reader.page.getByRole("button", { name: /silence$/ }).count()).toBe(0);
    await goTo(reader.page, "/alerts/episodes/epi_none");
    await reader.page.getByRole("heading", { name: "This alert does not exist." }).waitFor();
    await reader.page.route("**/api/v1/alerts?*", (request) => request.fulfill({ status: 500, body: "{}" }));
    await reader.page.reload();
    await goTo(reader.page, "/alerts");
    await reader.page.getByRole("heading", { name: "Open alerts did not load." }).waitFor();
    await reader.page.unroute("**/api/v1/alerts?*");
    await reader.page.getByRole("button", { name: "Try again" }).click();
    await reader.page.getByRole("region", { name: "Open alerts" }).waitFor();
  });
});

/** A day to come, as a field of the page takes it. */
function localDay(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T12:00`;
}

describe("the episode beside the alerts", () => {
  const server = useServer({ env: QUICK_RETRIES });
  const browser = useBrowser();

  it("keeps what became of a message within it, however narrow it is", async () => {
    await listen(server(), { event_types: ["wallet.balance.alert"], max_attempts: 3 }, 500);
    const wallet = await inAlarm(server(), "Narrow USD");
    const { id } = await openEpisode(server(), wallet.id);
    const { page, complaints } = await openDashboard(browser(), server(), `/alerts?e=${id}`);
    await page.setViewportSize({ width: 1024, height: 900 });
    const episode = episodeOn(page);
    const tag = episode.getByRole("link", { name: /failed after 3 attempts$/ }).first();
    await tag.waitFor({ timeout: 10_000 });
    const [inner, outer] = [await tag.boundingBox(), await episode.boundingBox()];
    expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThanOrEqual((outer?.x ?? 0) + (outer?.width ?? 0));
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
