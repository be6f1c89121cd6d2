import type { Channel, Digest, Route } from "@plimsoll/contract";
import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { eventually } from "../support/e2e/eventually.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { goTo, leave, openDashboard, useBrowser } from "./pages.ts";

const HOSTILE = `<b onmouseover=alert(1)> \u202Eyad 🎁 ${"m".repeat(170)}`;

/** Of the page's own script. */
declare const document: {
  readonly body: { readonly innerText: string };
  readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number };
  readonly activeElement: { readonly textContent: string | null } | null;
};

async function add(page: Page, kind: string, name: string, fields: Readonly<Record<string, string>>): Promise<Locator> {
  await page.getByRole("button", { name: "Add channel" }).click();
  const form = page.getByRole("dialog", { name: "Add channel" });
  await form.getByRole("combobox", { name: "Kind" }).selectOption({ label: kind });
  await form.getByRole("textbox", { name: "Name" }).fill(name);
  for (const [label, value] of Object.entries(fields)) {
    await form.getByRole("textbox", { name: label, exact: true }).fill(value);
  }
  await form.getByRole("button", { name: "Add channel" }).click();
  return form;
}

function row(page: Page, name: string): Locator {
  return page.getByRole("table", { name: "Channels" }).getByRole("row").filter({ hasText: name });
}

describe("channels and routes on the dashboard", () => {
  const server = useServer();
  const browser = useBrowser();

  it("a channel of each kind is connected, refused at the field that is wrong, tested, changed, paused and deleted", async () => {
    const { api } = server();
    const receiver = await startReceiver((_request, index) => (index === 1 ? { status: 403, body: "no_team" } : 200));
    const { page, complaints } = await openDashboard(browser(), server(), "/settings/channels");
    await page.getByRole("heading", { name: / yet\.$/ }).waitFor();
    const drawer = page.getByRole("complementary", { name: "Channel" });
    const close = async () => {
      await drawer.getByRole("button", { name: "Close" }).click();
      await drawer.waitFor({ state: "detached" });
    };

    const form = await add(page, "Slack", "Treasury", { "Webhook URL": "hooks.slack.com/1" });
    await form.locator('input[name="config.webhook_url"][aria-invalid="true"]:focus').waitFor();
    await form.getByRole("textbox", { name: "Webhook URL" }).fill(receiver.urlAt("/secret-path-7Qd2"));
    await form.getByRole("button", { name: "Add channel" }).click();
    await drawer.getByText("…7Qd2").waitFor();
    await drawer.getByText("Nothing yet. Send a test to see what arrives.").waitFor();
    expect(await page.evaluate(() => document.body.innerText)).not.toContain("secret-path");
    await close();

    await row(page, "Treasury").getByText("Not tried yet").waitFor();
    await expect.poll(() => row(page, "Treasury").locator(".good").count()).toBe(0);
    await row(page, "Treasury").getByRole("button", { name: "Send test" }).click();
    await row(page, "Treasury")
      .getByText(/^Arrived in \d/)
      .waitFor();
    expect(receiver.requests[0]?.path).toBe("/secret-path-7Qd2");
    const wallets: string[] = [];
    page.on("request", (asked) => void (/\/wallets\/\d+$/.test(asked.url()) && wallets.push(asked.url())));
    await row(page, "Treasury").getByRole("button", { name: "Send test" }).click();
    await row(page, "Treasury").getByRole("button", { name: "Refused: 403" }).click();
    const message = page.getByRole("complementary", { name: "Message" });
    await message.getByText("no_team").first().waitFor();
    // The wallet of a test is a sample: the message names none, and nothing is read for it.
    await message.getByRole("heading", { name: "1 attempt" }).waitFor();
    expect(wallets).toEqual([]);
    await expect.poll(() => message.getByText("about").count()).toBe(0);
    await page.waitForURL(/n=/);
    await message.getByRole("button", { name: "Send again" }).click();
    await message.getByRole("heading", { name: "2 attempts" }).waitFor();
    await message.getByRole("button", { name: "Close" }).click();

    await add(page, "Microsoft Teams", "Teams", { "Webhook URL": receiver.urlAt("/teams-workflow") });
    await drawer.getByText("…flow").waitFor();
    await close();
    await add(page, "PagerDuty", "Pager", { "Integration key": "R0UTINGKEY7890", "Events URL": receiver.urlAt("/pd") });
    await drawer.getByText(/\/api\/v1\/channels\/chan_\w+\/inbound/).waitFor();
    await close();
    await add(page, "Datadog", "Metrics", { "API key": "D4TADOGKEY5678", "Events URL": receiver.urlAt("/dd") });
    await drawer.getByText("…5678").waitFor();
    await close();

    const mail = await add(page, "E-mail", "Finance", {
      "SMTP URL": "smtp://user:pass@127.0.0.1:9",
      From: "alerts@acme.example",
      To: "mara@acme.example\nnobody",
    });
    await mail.locator('textarea[name="config.to"]:focus').waitFor();
    await mail.getByText(/must be an e-mail address/).waitFor();
    await mail.getByRole("textbox", { name: "To" }).fill("mara@acme.example\nomar@acme.example");
    await mail.getByRole("button", { name: "Add channel" }).click();
    await drawer.getByText("mara@acme.example, omar@acme.example").waitFor();
    await close();

    const hook = await add(page, "Webhook", "Own system", {
      URL: receiver.urlAt("/own"),
      Headers: "X-Team",
      Template: "{{title}",
    });
    await hook.getByText("“X-Team” is no header: a name, a colon and a value.").waitFor();
    await hook.getByRole("textbox", { name: "Headers" }).fill("X-Team: treasury-1234");
    await hook.getByRole("button", { name: "Add channel" }).click();
    await hook.locator('textarea[name="config.body"]:focus').waitFor();
    await hook.getByRole("textbox", { name: "Template" }).fill('{"text": "{{title}}"}');
    await hook.getByRole("button", { name: "Add channel" }).click();
    await drawer.getByText("X-Team: …1234").waitFor();
    await close();
    await row(page, "Own system").getByRole("button", { name: "Send test" }).click();
    await row(page, "Own system")
      .getByText(/^Arrived in/)
      .waitFor();
    const own = receiver.requests.find(({ path }) => path === "/own");
    expect(own?.headers["x-team"]).toBe("treasury-1234");
    expect(Object.keys(JSON.parse(own?.body ?? "{}") as object)).toEqual(["text"]);

    // Changed by name alone: the secrets stay.
    await row(page, "Own system").getByRole("button", { name: "Change" }).click();
    const change = page.getByRole("dialog", { name: "Change Own system" });
    await change.getByRole("textbox", { name: "Name" }).fill("Own books");
    await change.getByRole("textbox", { name: "Template" }).fill("");
    await change.getByRole("button", { name: "Save channel" }).click();
    await row(page, "Own books").getByRole("button", { name: "Send test" }).click();
    await row(page, "Own books")
      .getByText(/^Arrived in/)
      .waitFor();
    // The first test's outcome stands in the row until the second is under way.
    const again = (await receiver.waitFor(2, ({ path }) => path === "/own")).at(-1);
    expect(again?.headers["x-team"]).toBe("treasury-1234");
    expect(JSON.parse(again?.body ?? "{}")).toHaveProperty("title");
    await row(page, "Treasury").getByRole("button", { name: "Change" }).click();
    const treasury = page.getByRole("dialog", { name: "Change Treasury" });
    await treasury.getByText("Stored, ending …7Qd2. Empty: it stays.").waitFor();
    await page.keyboard.press("Escape");
    await treasury.waitFor({ state: "detached" });

    await row(page, "Treasury").getByRole("button", { name: "Pause" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Pause channel" }).click();
    await row(page, "Treasury").getByText("Paused").waitFor();
    await row(page, "Treasury").getByRole("button", { name: "Resume" }).click();
    await row(page, "Treasury").getByText("Working").waitFor();
    await row(page, "Metrics").getByRole("button", { name: "Delete" }).click();
    const sure = page.getByRole("alertdialog", { name: "Delete “Metrics”?" });
    await sure.getByRole("button", { name: "Delete channel" }).click();
    await sure.getByText("The name typed is another.").waitFor();
    await sure.getByRole("textbox").fill("Metrics");
    await sure.getByRole("button", { name: "Delete channel" }).click();
    // Behind an open dialog, no row has a role.
    await sure.waitFor({ state: "detached" });
    await row(page, "Metrics").waitFor({ state: "detached" });
    expect((await api.get<Channel[]>("/channels")).body).toHaveLength(5);
    await goTo(page, "/settings/channels?c=chan_none");
    await page.getByRole("heading", { name: "This channel does not exist." }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("routes are made and changed, with their hours and escalation, and show who would receive a message; digest and heartbeat", async () => {
    const { api } = server();
    const receiver = await startReceiver();
    const connect = async (name: string) => {
      const config = { webhook_url: receiver.url };
      return (await api.post<Channel>("/channels", { kind: "slack", name, config })).body;
    };
    const [treasury, manager] = [await connect("Treasury desk"), await connect("Manager")];
    const wallet = await api.createFundedWallet("50.00", { name: "Gift cards" });
    const { page, complaints } = await openDashboard(browser(), server(), "/settings/routes");
    const routes = page.getByRole("table", { name: "Routes" });
    await routes.getByRole("row", { name: /On-call Inactive: no channel Block orders/ }).waitFor();

    // No channel would receive anything yet.
    const preview = page.getByRole("region", { name: /^Who would be \w+$/ });
    await preview.getByRole("combobox", { name: "Wallet" }).fill("Gift");
    await page.getByRole("option", { name: /Gift cards/ }).click();
    await preview.getByRole("heading", { name: / would be \w+\.$/ }).waitFor();

    // A route of seed 000 gets its channel and an escalation.
    await routes.getByRole("button", { name: "Page", exact: true }).click();
    const change = page.getByRole("dialog", { name: "Change Page" });
    await change.getByRole("combobox", { name: "Add channel", exact: true }).selectOption({ label: "Treasury desk" });
    await change.getByRole("checkbox", { name: "Escalate when not acknowledged" }).check();
    await change.getByRole("textbox", { name: "After" }).fill("20");
    await change.getByRole("button", { name: "Save route" }).click();
    await change.locator('fieldset[name="escalate.channel_ids"] select:focus').waitFor();
    await change.getByRole("combobox", { name: "Add channel to escalate to" }).selectOption({ label: "Manager" });
    await change.getByRole("button", { name: "Save route" }).click();
    await routes.getByRole("row", { name: /Page Active Critical Treasury desk after 20 min Manager/ }).waitFor();
    await preview.getByRole("row", { name: /Treasury desk Slack Page at once/ }).waitFor();
    await preview.getByRole("row", { name: /Manager Slack Page .*if it is not acknowledged by then/ }).waitFor();
    await page.waitForURL(new RegExp(`wallet=${wallet.id}`));

    // A new one, with everything.
    await page.getByRole("button", { name: "Add route" }).click();
    const form = page.getByRole("dialog", { name: "Add route" });
    await form.getByRole("button", { name: "Add route" }).click();
    await form.locator('input[name="name"][aria-invalid="true"]:focus').waitFor();
    await form.getByRole("textbox", { name: "Name" }).fill("Night watch");
    await form.getByRole("checkbox", { name: "Warning" }).check();
    await form.getByRole("checkbox", { name: "Critical" }).uncheck();
    await form.getByRole("checkbox", { name: "Top-up overdue" }).check();
    await form.getByRole("combobox", { name: "Add channel", exact: true }).selectOption({ label: "Manager" });
    await form.getByRole("textbox", { name: "Only currencies" }).fill("usd, eur");
    await form.getByRole("textbox", { name: "Waits for others" }).fill("60");
    await form.getByRole("checkbox", { name: "Only in some hours" }).check();
    await form.getByRole("textbox", { name: "From" }).fill("22:00");
    await form.getByRole("textbox", { name: "To", exact: true }).fill("6");
    await form.getByRole("combobox", { name: "Time zone" }).fill("Mars/Olympus");
    await form.getByRole("button", { name: "Add route" }).click();
    await form.locator('input[name="schedule.to"][aria-invalid="true"]:focus').waitFor();
    await form.getByText(/must be a time such as 09:00/).waitFor();
    await form.getByRole("textbox", { name: "To", exact: true }).fill("06:00");
    await form.getByRole("button", { name: "Add route" }).click();
    await form.locator('input[name="schedule.timezone"][aria-invalid="true"]:focus').waitFor();
    await form.getByRole("combobox", { name: "Time zone" }).fill("Asia/Dubai");
    await form.getByRole("button", { name: "Add route" }).click();
    await routes
      .getByRole("row", {
        name: /Night watch Active Top-up overdue Warning Manager USD, EUR Mon to Fri 22:00 to 06:00 of the next day, Asia\/Dubai|Night watch Active Warning Top-up overdue Manager USD, EUR Mon to Fri 22:00 to 06:00 of the next day, Asia\/Dubai/,
      })
      .waitFor();
    const made = (await api.get<Route[]>("/routes")).body.find(({ name }) => name === "Night watch");
    expect(made).toMatchObject({
      channel_ids: [manager.id],
      filter: { currencies: ["USD", "EUR"] },
      group_wait_seconds: 60,
      escalate: null,
      schedule: { timezone: "Asia/Dubai", days: ["mon", "tue", "wed", "thu", "fri"], from: "22:00", to: "06:00" },
    });
    await preview.getByRole("combobox", { name: "Reaches" }).selectOption({ label: "Warning" });
    await preview
      .getByRole("row", { name: /Manager Slack Night watch .*(when its hours begin|after waiting for others)/ })
      .waitFor();

    // Paused, it sends nothing; deleted, it is gone.
    const night = routes.getByRole("row", { name: /Night watch/ });
    await night.getByRole("button", { name: "Pause" }).click();
    await night.getByText("Paused").waitFor();
    await preview.getByRole("heading", { name: / would be \w+\.$/ }).waitFor();
    await night.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete route" }).click();
    await night.waitFor({ state: "detached" });

    // The preview is the truth.
    await api.updateWallet(wallet.id, {
      alert_settings: { alert_enabled: true, critical: { threshold: "20.00", condition: "below" } },
    });
    await api.debit(wallet.id, "40.00");
    await eventually(() => receiver.requests.length === 1);
    expect(receiver.requests[0]?.body).toContain("Gift cards");
    expect((await api.get<Channel>(`/channels/${treasury.id}`)).body.failing_since).toBeNull();

    const digest = page.getByRole("region", { name: "Digest" });
    await digest.getByRole("button", { name: "Save digest" }).click();
    await digest.locator('fieldset[name="channel_ids"] select:focus').waitFor();
    await digest.getByRole("combobox", { name: "Add channel to the digest" }).selectOption({ label: "Manager" });
    await digest.getByRole("textbox", { name: "At" }).fill("07:30");
    await digest.getByRole("checkbox", { name: "Fri" }).uncheck();
    await digest.getByRole("button", { name: "Save digest" }).click();
    await digest.getByText(/^Next /).waitFor();
    expect((await api.get<Digest>("/digest")).body).toMatchObject({ at: "07:30", days: ["mon", "tue", "wed", "thu"] });
    await digest.getByRole("button", { name: "End digest" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "End digest" }).click();
    await digest.getByText(/None is sent yet\./).waitFor();

    const heartbeat = page.getByRole("region", { name: "Heartbeat" });
    await heartbeat.getByRole("textbox", { name: "Every" }).fill("1");
    await heartbeat.getByRole("textbox", { name: "URL" }).fill(receiver.urlAt("/beat-1234"));
    await heartbeat.getByRole("button", { name: "Save heartbeat" }).click();
    await heartbeat.locator('input[name="every_seconds"][aria-invalid="true"]:focus').waitFor();
    await heartbeat.getByRole("textbox", { name: "Every" }).fill("5");
    await heartbeat.getByRole("button", { name: "Save heartbeat" }).click();
    await heartbeat.getByText("A URL ending …1234 is called every 5 s while everything works.").waitFor();
    await heartbeat.getByRole("button", { name: "End heartbeat" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "End heartbeat" }).click();
    await heartbeat.getByText(/^No URL is called/).waitFor();
    expect(complaints).toEqual([]);
  });

  it("works by keyboard alone; hostile names break nothing on a phone; a key that may only read sees and cannot", async () => {
    const { api } = server();
    const receiver = await startReceiver();
    const { page, complaints } = await openDashboard(browser(), server(), "/settings/channels");
    const scripts: string[] = [];
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const opener = page.getByRole("button", { name: "Add channel" });
    await opener.focus();
    await press("Enter");
    const form = page.getByRole("dialog", { name: "Add channel" });
    await form.getByRole("combobox", { name: "Kind" }).and(page.locator(":focus")).waitFor();
    await press("Tab");
    await page.keyboard.type("Keys alone");
    await press("Escape");
    await form.getByText("Discard what you changed?").waitFor();
    await form.getByRole("button", { name: "Keep editing" }).and(page.locator(":focus")).waitFor();
    await press("Enter");
    await form.getByRole("textbox", { name: "Name" }).and(page.locator(":focus")).waitFor();
    await form.getByRole("textbox", { name: "Webhook URL" }).focus();
    await page.keyboard.type(receiver.url);
    await press("Enter");
    const drawer = page.getByRole("complementary", { name: "Channel" });
    await drawer.getByRole("heading", { name: "Keys alone" }).waitFor();
    await opener.and(page.locator(":focus")).waitFor();
    await press("Escape");
    await drawer.waitFor({ state: "detached" });
    await press("j", "Enter");
    await drawer.waitFor();
    await press("Escape");

    const name = HOSTILE.slice(0, 200);
    const { body: hostile } = await api.post<Channel>("/channels", {
      kind: "webhook",
      name,
      config: { url: receiver.url, body: "<b>{{wallet.name}}</b>" },
    });
    await api.post("/routes", { name, on: ["critical"], channel_ids: [hostile.id], filter: { currencies: ["USD"] } });
    await leave(page);

    const { body: key } = await api.post<{ key: string }>("/api-keys", { name: "reader", scopes: ["read"] });
    for (const look of [{}, { width: 390, height: 844, dark: true }]) {
      const reader = await openDashboard(browser(), server(), "/settings/channels", { key: key.key, ...look });
      reader.page.on("dialog", (dialog) => scripts.push(dialog.message()));
      await row(reader.page, "Keys alone").waitFor();
      await row(reader.page, name.slice(0, 20)).getByRole("button").first().click();
      await reader.page.getByRole("complementary", { name: "Channel" }).getByText("<b>{{wallet.name}}</b>").waitFor();
      await goTo(reader.page, "/settings/routes");
      await reader.page.getByRole("table", { name: "Routes" }).getByText(name.slice(0, 20)).first().waitFor();
      await reader.page.getByText("No digest is sent.").waitFor();
      const offered = await reader.page
        .getByRole("button", { name: /^(Add|Save|Send|Pause|Change|Delete|End)/ })
        .count();
      const overflow = await reader.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect({ offered, overflow, complaints: reader.complaints }).toEqual({ offered: 0, overflow: 0, complaints: [] });
      await leave(reader.page);
    }
    expect([...complaints, ...scripts]).toEqual([]);
  });
});
