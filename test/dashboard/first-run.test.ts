import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { newAccount } from "../support/e2e/accounts.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { listen, useServer } from "../support/e2e/fixtures.ts";
import { startReceiver, verifies } from "../support/e2e/receiver.ts";
import { sandboxForTests } from "../support/e2e/sandbox.ts";
import { overflowOf, violationsOn } from "./axe.ts";
import { MAX_SHIFT, measure, shiftsOf } from "./measures.ts";
import { connectOctopus, goTo, leave, openDashboard, useBrowser } from "./pages.ts";

const TITLE = "From nothing to your first alert in four steps";
const [WALLET, LEVELS, TELL, TEST] = [
  "Make or connect a wallet",
  "Say when it gets dangerous",
  /a system or a person/,
  "Send a test",
] as const;

const LOOKS = [
  { width: 1440, height: 900, colorScheme: "dark" },
  { width: 390, height: 844, colorScheme: "light" },
] as const;

function step(page: Page, title: string | RegExp): Locator {
  return page.getByRole("region", { name: "First run" }).getByRole("listitem").filter({ hasText: title });
}

/** The step that is open. */
function openStep(page: Page, title: string | RegExp): Locator {
  return page.locator('li[aria-current="step"]').filter({ hasText: title });
}

async function makeWallet(page: Page, name: string, credit: string): Promise<void> {
  const open = openStep(page, WALLET);
  await open.getByRole("textbox", { name: "Name" }).fill(name);
  await open.getByRole("textbox", { name: "Opening credit" }).fill(credit);
  await open.getByRole("button", { name: "Make wallet" }).click();
}

async function saveLevels(page: Page): Promise<void> {
  await openStep(page, LEVELS).getByRole("button", { name: "Save levels" }).click();
}

/** Returns the secret. */
async function addEndpoint(page: Page, url: string): Promise<string> {
  const open = openStep(page, TELL);
  await open.getByRole("textbox", { name: "Webhook URL" }).fill(url);
  await open.getByRole("button", { name: "Add endpoint" }).click();
  const secret = await open.getByText(/^whsec_/).textContent();
  await open.getByRole("button", { name: "I have stored it" }).click();
  return secret ?? "";
}

async function hasFocus(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole("heading", { name, exact: true }).and(page.locator(":focus")).waitFor();
}

/** Tab by tab to what has this name. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await eventually(async () => {
    await page.keyboard.press("Tab");
    return (await target.and(page.locator(":focus")).count()) > 0;
  });
}

describe("the first run", () => {
  const shared = useServer();
  const browser = useBrowser();

  it("leads from an empty account to the first alert", async () => {
    const server = await newAccount(shared());
    const receiver = await startReceiver(() => ({ status: 200, body: "thanks, got it" }));
    const { page, complaints } = await openDashboard(browser(), server);
    await page.getByRole("heading", { name: TITLE, level: 1 }).waitFor();

    // What cannot be an amount is refused before there is a wallet.
    await makeWallet(page, "Prepaid USD", "much");
    await page.locator('input[name="amount"][aria-invalid="true"]:focus').waitFor();
    await openStep(page, WALLET).getByText("“much” is not an amount").waitFor();
    expect((await server.api.get<unknown[]>("/wallets")).body).toEqual([]);
    await makeWallet(page, "Prepaid USD", "180,310.75");
    await step(page, WALLET).getByText("Prepaid USD made, with 180,310.75 USD.").waitFor();
    await hasFocus(page, LEVELS);
    await page.getByText("1 step of 4 done. Next: Say when it gets dangerous.").waitFor({ state: "attached" });
    await page.getByRole("row", { name: /No alerts Prepaid USD/ }).waitFor();

    const levels = openStep(page, LEVELS);
    const field = (name: string) => levels.getByRole("textbox", { name });
    await levels.getByText("Nothing fires now: Prepaid USD has 180,310.75.").waitFor();
    const typed = () => Promise.all(["Critical", "Warning", "Info"].map(async (name) => field(name).inputValue()));
    await expect.poll(typed).toEqual(["45,000.00", "90,000.00", "135,000.00"]);
    const save = levels.getByRole("button", { name: "Save levels" });
    const place = await save.boundingBox();
    if (place === null) throw new Error("Save levels is not in view");
    await field("Warning").fill("9,000");
    const problem = levels.getByText("warning threshold must be greater than critical threshold for 'below' condition");
    await problem.waitFor();
    await saveLevels(page);
    await field("Warning").and(page.locator(":focus")).waitFor();
    await field("Info").fill("");
    await levels.getByText("Fix the levels to see what fires.").waitFor();
    expect(await save.boundingBox()).toEqual(place);
    // What is said does not move the button away from the pointer, near its edge, while it is pressed.
    await page.mouse.move(place.x + place.width / 2, place.y + place.height - 3);
    await field("Warning").fill("90,000.00");
    await page.mouse.down();
    await save.and(page.locator(":focus")).waitFor();
    await page.mouse.up();
    await step(page, LEVELS)
      .getByText("Every USD wallet without levels of its own: critical ≤ 45,000.00, warning ≤ 90,000.00.")
      .waitFor();
    await page.getByRole("heading", { name: "The only wallet is above its levels.", level: 1 }).waitFor();
    await hasFocus(page, TELL);

    const secret = await addEndpoint(page, receiver.url);
    await step(page, TELL).getByText(`${receiver.url} receives every event.`).waitFor();
    await hasFocus(page, TEST);

    await openStep(page, TEST).getByRole("button", { name: "Send test" }).click();
    await page.getByRole("heading", { name: "All four steps are done" }).waitFor();
    const over = page.getByRole("region", { name: "First run" });
    await over.getByText(`POST ${receiver.url}, a signed wallet.balance.alert`).waitFor();
    await over.getByText(/^Arrived, and answered in \d/).waitFor();
    await over.getByText("thanks, got it").waitFor();
    const [test] = receiver.ofType("wallet.balance.alert");
    expect(test !== undefined && verifies(test, secret)).toBe(true);

    const [wallet] = (await server.api.get<{ id: number }[]>("/wallets")).body;
    await server.api.debit(wallet?.id ?? 0, "100310.75");
    await page.getByRole("heading", { name: "No wallet is in alarm. 1 wallet at a lower level.", level: 1 }).waitFor();
    await page.getByRole("row", { name: /^Warning since \d\d:\d\d Prepaid USD .*80,000/ }).waitFor();
    await receiver.waitFor(2, ({ json }) => json.type === "wallet.balance.alert");
    await server.api.debit(wallet?.id ?? 0, "40000.00");
    await page.getByRole("heading", { name: /^1 of 1 wallet needs you\./, level: 1 }).waitFor();
    const attention = page.getByRole("region", { name: "Needs attention" });
    await attention.getByText("In alarm").first().waitFor();
    await attention.getByText("40,000.00").first().waitFor();
    await expect.poll(() => page.title()).toBe("(1 in alarm) Overview · Plimsoll");
    const sent = await receiver.waitFor(3, ({ json }) => json.type === "wallet.balance.alert");
    const alert = sent.at(-1);
    expect(alert?.json["ongoing_balance"]).toBe("40000.00");
    expect(alert !== undefined && verifies(alert, secret)).toBe(true);

    await over.getByRole("button", { name: "Dismiss the checklist" }).click();
    await over.waitFor({ state: "detached" });
    await page.reload();
    await attention.getByText("In alarm").first().waitFor();
    await expect.poll(() => over.count()).toBe(0);
    await expect.poll(() => page.getByRole("button", { name: "Show the checklist" }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("says that the wallet was made and its credit was not, and posts the credit once though its answer was lost", async () => {
    const server = await newAccount(shared());
    const { page } = await openDashboard(browser(), server);
    const keys: (string | undefined)[] = [];
    let fails = true;
    await page.route("**/credits", async (route) => {
      keys.push(route.request().headers()["idempotency-key"]);
      // The server posts it, and the answer gets lost on its way.
      if (fails) {
        await route.fetch();
        await route.abort("connectionreset");
      } else await route.continue();
    });
    await makeWallet(page, "Prepaid USD", "5,000.00");
    const open = openStep(page, WALLET);
    await open.getByText(/Prepaid USD was made\. Its opening credit of 5,000\.00 USD is not confirmed/).waitFor();
    await hasFocus(page, WALLET);
    // Another page and back: it is still to be decided.
    await goTo(page, "/alerts");
    await page.getByRole("heading", { name: "Alerts", level: 1 }).waitFor();
    await goTo(page, "/");
    await open.getByRole("button", { name: "Try the credit again" }).waitFor();
    fails = false;
    await open.getByRole("button", { name: "Try the credit again" }).click();
    await step(page, WALLET).getByText("Prepaid USD made, with 5,000.00 USD.").waitFor();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/./);
    expect(keys[1]).toBe(keys[0]);
    const [wallet] = (await server.api.get<{ id: number }[]>("/wallets")).body;
    expect(await server.api.transactions(wallet?.id ?? 0)).toHaveLength(1);
  });

  it("lets the amount of a refused credit be corrected, or go on without it", async () => {
    const server = await newAccount(shared());
    const { page } = await openDashboard(browser(), server);
    await makeWallet(page, "Prepaid USD", "5.001");
    const open = openStep(page, WALLET);
    await open.getByText(/Its opening credit of 5\.001 USD was not posted/).waitFor();
    await open.getByRole("textbox", { name: "Opening credit" }).fill("5.01");
    await open.getByRole("button", { name: "Try the credit again" }).click();
    await step(page, WALLET).getByText("Prepaid USD made, with 5.01 USD.").waitFor();
    await leave(page);

    const other = await newAccount(shared());
    const second = await openDashboard(browser(), other);
    await makeWallet(second.page, "Prepaid USD", "5.001");
    await openStep(second.page, WALLET).getByRole("button", { name: "Go on without it" }).click();
    await step(second.page, WALLET).getByText("Prepaid USD made, with 0.00 USD.").waitFor();
    // No balance to measure by: the fields are empty, and one of them is needed.
    await saveLevels(second.page);
    await openStep(second.page, LEVELS)
      .getByText(/at least one threshold/)
      .waitFor();
  });

  it("shows a refused test and then a good one, and counts what is done elsewhere", async () => {
    const server = await newAccount(shared());
    const { receiver } = await listen(server, { max_attempts: 1 }, () => ({ status: 500, body: "not today" }));
    const wallet = await server.api.createFundedWallet("100.00", { name: "Prepaid" });
    await server.api.updateWallet(wallet.id, {
      alert_settings: { alert_enabled: true, critical: { threshold: "10.00", condition: "below" } },
    });
    const { page } = await openDashboard(browser(), server);
    await step(page, LEVELS).getByText("Prepaid: critical ≤ 10.00.").waitFor();
    const open = openStep(page, TEST);
    await open.getByRole("button", { name: "Send test" }).click();
    await open.getByText("not today").waitFor();
    await open.getByText("Answered 500. It is not tried again by itself.").waitFor();
    await open.getByText("500", { exact: true }).waitFor();
    receiver.answer(() => ({ status: 204 }));
    await open.getByRole("button", { name: "Send again" }).click();
    await page.getByRole("heading", { name: "All four steps are done" }).waitFor();
    await page.getByRole("region", { name: "First run" }).getByText("204", { exact: true }).waitFor();
  });

  it("leads to a provider, shows the wallets that it has found, and continues with their levels", async () => {
    const server = await newAccount(shared());
    const sandbox = await sandboxForTests({
      wallets: [
        { currency: "USD", balance: "1000.00" },
        { currency: "EUR", balance: "400.00" },
      ],
    });
    const { page, complaints } = await openDashboard(browser(), server);
    await openStep(page, WALLET).getByRole("link", { name: "Connect a provider instead" }).click();
    await connectOctopus(page, sandbox);
    await page.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name: "Overview" }).click();
    await step(page, WALLET)
      .getByText(/^Octopus connected\. 2 wallets found, reading every \d+ min\.$/)
      .waitFor();
    await openStep(page, LEVELS).waitFor();
    await saveLevels(page);
    await openStep(page, TELL).waitFor();
    await step(page, WALLET).getByRole("link", { name: "Open provider" }).click();
    await page.getByRole("heading", { name: "Octopus", level: 1 }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("counts a channel with a route, and tests it", async () => {
    const server = await newAccount(shared());
    const receiver = await startReceiver();
    const { page } = await openDashboard(browser(), server);
    await makeWallet(page, "Prepaid USD", "100");
    await saveLevels(page);
    const open = openStep(page, TELL);
    await open.getByRole("link", { name: /people by a channel instead$/ }).waitFor();
    const config = { webhook_url: receiver.urlAt("/slack") };
    const { body: channel } = await server.api.post<{ id: string }>("/channels", {
      kind: "slack",
      name: "Treasury",
      config,
    });
    await open.getByRole("link", { name: "Give Slack channel Treasury to a route" }).waitFor();
    await server.api.patch("/routes/route_page", { channel_ids: [channel.id] });
    await step(page, TELL).getByText("Treasury (Slack) receives by the route Page.").waitFor();
    await openStep(page, TEST).getByRole("button", { name: "Send test" }).click();
    await page.getByRole("heading", { name: "All four steps are done" }).waitFor();
    await page.getByText("Sample alert to Treasury").waitFor();
    expect(receiver.requests.map(({ path }) => path)).toEqual(["/slack"]);
  });

  it("shows a key that may only read what is done, and no buttons", async () => {
    const server = await newAccount(shared());
    await server.api.createFundedWallet("100.00", { name: "Prepaid" });
    const { body: key } = await server.api.post<{ key: string }>("/api-keys", { name: "look", scopes: ["read"] });
    const { page } = await openDashboard(browser(), server, "/", { key: key.key });
    await step(page, WALLET).getByText("Prepaid made, with 100.00 USD.").waitFor();
    const list = page.getByRole("region", { name: "First run" });
    await openStep(page, LEVELS).getByText("This key may only read.").waitFor();
    await expect.poll(() => list.getByRole("button").count()).toBe(0);
    await expect.poll(() => list.getByRole("textbox").count()).toBe(0);
  });

  it("is by keyboard alone, continues after a reload, and is hidden and shown again", async () => {
    const server = await newAccount(shared());
    const receiver = await startReceiver();
    const { page, complaints } = await openDashboard(browser(), server);
    await page.getByRole("heading", { name: TITLE }).waitFor();
    const press = page.keyboard;
    await tabTo(page, page.getByRole("textbox", { name: "Name" }));
    await press.type("Prepaid USD");
    await tabTo(page, page.getByRole("textbox", { name: "Opening credit" }));
    await press.type("400");
    await press.press("Enter");
    await hasFocus(page, LEVELS);
    await tabTo(page, page.getByRole("textbox", { name: "Critical" }));
    await press.press("Enter");
    await hasFocus(page, TELL);

    await page.reload();
    await openStep(page, TELL).waitFor();
    await step(page, WALLET).getByText("Prepaid USD made, with 400.00 USD.").waitFor();

    await page.getByRole("button", { name: "Hide checklist" }).click();
    await page.getByRole("region", { name: "First run" }).waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("link", { name: "Prepaid USD" }).first().waitFor();
    await page.getByRole("button", { name: "Show the checklist" }).waitFor();
    await expect.poll(() => page.getByRole("region", { name: "First run" }).count()).toBe(0);
    await page.getByRole("button", { name: "Show the checklist" }).focus();
    await press.press("Enter");
    await tabTo(page, openStep(page, TELL).getByRole("textbox", { name: "Webhook URL" }));
    await press.type(receiver.url);
    await press.press("Enter");
    await tabTo(page, page.getByRole("button", { name: "I have stored it" }));
    await press.press("Enter");
    await hasFocus(page, TEST);
    await tabTo(page, page.getByRole("button", { name: "Send test" }));
    await press.press("Enter");
    await hasFocus(page, "All four steps are done");
    expect(complaints).toEqual([]);
  });

  it("says how to begin when it is hidden without a wallet", async () => {
    const server = await newAccount(shared());
    const { page } = await openDashboard(browser(), server);
    await page.getByRole("button", { name: "Hide checklist" }).click();
    await page.getByRole("heading", { name: "No wallets yet." }).waitFor();
    await page.getByRole("button", { name: "Make a wallet" }).click();
    await page.getByRole("dialog", { name: "New wallet" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Show the checklist" }).click();
    await openStep(page, WALLET).waitFor();
  });

  it("does not show to an account that has everything, nor take over one in danger", async () => {
    const server = await newAccount(shared());
    const { endpoint } = await listen(server);
    const low = { alert_enabled: true, critical: { threshold: "10.00", condition: "below" } };
    await server.api.createFundedWallet("5.00", { name: "Low", alert_settings: low });
    await eventually(async () => {
      const delivered = await server.api.deliveries(endpoint.id, "&status=delivered");
      return delivered.some(({ event_type: type }) => type === "wallet.balance.alert");
    });
    const everything = await openDashboard(browser(), server);
    await everything.page.getByRole("heading", { name: /^1 of 1 wallet needs you\./ }).waitFor();
    await everything.page.getByRole("table", { name: "Wallets" }).getByText("Low").waitFor();
    await expect.poll(() => everything.page.getByText("All four steps are done").count()).toBe(0);
    await leave(everything.page);

    await server.api.updateEndpoint(endpoint.id, { status: "disabled" });
    const danger = await openDashboard(browser(), server);
    await danger.page.getByRole("heading", { name: /^1 of 1 wallet needs you\./, level: 1 }).waitFor();
    await openStep(danger.page, TELL).waitFor();
    const top = async (target: Locator) => (await target.boundingBox())?.y ?? 0;
    const attention = await top(danger.page.getByRole("region", { name: "Needs attention" }));
    expect(attention).toBeLessThan(await top(danger.page.getByRole("region", { name: "First run" })));
  });

  it("stays in place and passes axe in each of its states, on a desk in the dark and on a phone in the light", async () => {
    const server = await newAccount(shared());
    const receiver = await startReceiver();
    const { page } = await openDashboard(browser(), server);
    const check = async (state: string): Promise<void> => {
      for (const { colorScheme, ...size } of LOOKS) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        const found = (await violationsOn(page)).filter(({ impact }) => impact !== "minor");
        const problems = found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
        const overflow = await overflowOf(page);
        expect({ state, colorScheme, problems, overflow }).toEqual({ state, colorScheme, problems: [], overflow: 0 });
      }
    };
    await openStep(page, WALLET).waitFor();
    await check(WALLET);
    await makeWallet(page, "Prepaid USD", "5.001");
    await openStep(page, WALLET).getByRole("button", { name: "Try the credit again" }).waitFor();
    await check("credit refused");
    await openStep(page, WALLET).getByRole("textbox", { name: "Opening credit" }).fill("500");
    await openStep(page, WALLET).getByRole("button", { name: "Try the credit again" }).click();
    await openStep(page, LEVELS).getByText("Nothing fires now: Prepaid USD has 500.00.").waitFor();
    await check(LEVELS);
    for (const { colorScheme, ...size } of LOOKS) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await page.reload();
      await openStep(page, LEVELS).waitFor();
      await measure(page);
      expect(await shiftsOf(page)).toBeLessThan(MAX_SHIFT);
    }
    await saveLevels(page);
    await openStep(page, TELL).getByRole("textbox", { name: "Webhook URL" }).fill(receiver.url);
    await openStep(page, TELL).getByRole("button", { name: "Add endpoint" }).click();
    await openStep(page, TELL)
      .getByText(/^whsec_/)
      .waitFor();
    await check("secret");
    await openStep(page, TELL).getByRole("button", { name: "I have stored it" }).click();
    await openStep(page, TEST).waitFor();
    await check(TEST);
    await openStep(page, TEST).getByRole("button", { name: "Send test" }).click();
    await page.getByText(/^Arrived, and answered in \d/).waitFor();
    await check("done");
    await page.getByRole("button", { name: "Dismiss the checklist" }).click();
  });
});
