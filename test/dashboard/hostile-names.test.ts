import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { expectStatus } from "../support/e2e/api.ts";
import { connectOctopus, declareMirror, LEVELS, listen, useServer } from "../support/e2e/fixtures.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { goTo, openDashboard, useBrowser } from "./pages.ts";

/** Opens an override and an isolate and closes neither, after ending whatever is around it. */
const HOSTILE = "Evil \u2069\u202c\u202egnp.exe\u2066";
/** How it is shown: each hidden character with a mark in its place. */
const SHOWN = "Evil \ufffd\ufffd\ufffdgnp.exe\ufffd";
/** How it is read out. */
const READ_OUT = /^Evil hidden character U\+2069 hidden character U\+202C hidden character U\+202E gnp\.exe hidden/;
/** What it would be taken for. */
const HONEST = "Evil gnp.exe";

/** Of the page's own script. */
interface Element {
  readonly tagName: string;
  readonly textContent: string;
  readonly parentElement: Element;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
}
declare const document: {
  readonly title: string;
  querySelectorAll(selector: string): Iterable<Element>;
  createTreeWalker(root: unknown, what: number): { nextNode(): (Element & { readonly data: string }) | null };
  createRange(): {
    setStart(node: unknown, at: number): void;
    setEnd(node: unknown, at: number): void;
    getBoundingClientRect(): { readonly left: number };
  };
  readonly body: unknown;
};
declare function getComputedStyle(
  element: Element,
  part?: string,
): { readonly display: string; readonly content: string };
declare function getSelection(): { selectAllChildren(of: unknown): void };
declare const navigator: { readonly clipboard: { readText(): Promise<string> } };

/**
 * Where a name may order text, its own or what is around it: it has a character that does so which is not in a box of its
 * own with a mark, or is in a text that has no elements.
 */
async function spillsOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const controls = /[\u202a-\u202e\u2066-\u2069]/;
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, 4);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      if (!controls.test(text.data)) continue;
      const around = text.parentElement;
      const isAlone = text.data.length === 1 && getComputedStyle(around).display === "inline-block";
      if (!isAlone || getComputedStyle(around, "::before").content !== '"\ufffd"')
        found.push(`<${around.tagName}> ${around.textContent.slice(0, 120)}`);
    }
    for (const element of document.querySelectorAll("*")) {
      for (const { name: attribute, value } of element.attributes) {
        const isRead = attribute === "title" || attribute === "placeholder" || attribute.startsWith("aria-");
        if (isRead && controls.test(value)) found.push(`${attribute}: ${value}`);
      }
    }
    if (controls.test(document.title)) found.push(`title: ${document.title}`);
    return [...new Set(found)];
  });
}

/** The letters of an element, from left to right as they are drawn. */
async function lettersOf(place: Locator): Promise<string> {
  return place.evaluate((element) => {
    const drawn: { readonly letter: string; readonly left: number }[] = [];
    const texts = document.createTreeWalker(element, 4);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      for (let at = 0; at < text.data.length; at += 1) {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        drawn.push({ letter: text.data.charAt(at), left: range.getBoundingClientRect().left });
      }
    }
    return drawn
      .filter(({ letter }) => /[a-z.]/i.test(letter))
      .toSorted((a, b) => a.left - b.left)
      .map(({ letter }) => letter)
      .join("");
  });
}

describe("names that order text by hand", () => {
  const server = useServer();
  const browser = useBrowser();

  it("are shown with what they hide, drawn in the order of their letters, and copied as they are", async () => {
    const { api } = server();
    const wallet = await api.createFundedWallet("5.00", { name: HOSTILE });
    await api.createFundedWallet("5.00", { name: HONEST });
    const { page, complaints } = await openDashboard(browser(), server());
    const list = page.getByRole("table", { name: "Wallets" });
    const link = list.getByRole("link", { name: READ_OUT });
    await list.getByRole("link", { name: HONEST, exact: true }).waitFor();
    await link.waitFor();
    await list.getByRole("link", { name: HONEST, exact: true }).waitFor();
    expect(await lettersOf(link)).toBe("Evilgnp.exe");
    await link.getByTitle("hidden character U+202E").waitFor();

    await goTo(page, `/wallets/${wallet.id}`);
    const heading = page.getByRole("heading", { name: READ_OUT, level: 1 });
    await heading.waitFor();
    expect(await lettersOf(heading)).toBe("Evilgnp.exe");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await heading.evaluate((element) => getSelection().selectAllChildren(element));
    await page.keyboard.press("Control+c");
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(HOSTILE);
    expect(complaints).toEqual([]);
  });

  it.each([
    ["as it is shown", SHOWN],
    ["without what it hides", HONEST],
    ["as it is", HOSTILE],
  ])("are typed %s to confirm a deletion", async (_how, typed) => {
    const { api } = server();
    const { id } = await api.createFeature(null, { name: HOSTILE });
    const { page, complaints } = await openDashboard(browser(), server(), `/features/${id}`);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Delete feature" }).click();
    const dialog = page.getByRole("alertdialog");
    const go = dialog.getByRole("button", { name: "Delete feature" });
    await dialog.getByRole("textbox").fill("Evil npg.exe");
    await go.click();
    await dialog.getByText("The name typed is another.").waitFor();
    await dialog.getByRole("textbox").fill(typed);
    await go.click();
    await dialog.waitFor({ state: "detached" });
    expect((await api.get(`/features/${id}`)).status).toBe(404);
    expect(complaints).toEqual([]);
  });

  it("leave the words around them in their order, on every page and in what is said of them", async () => {
    const { api } = server();
    const feature = await api.createFeature(LEVELS, { name: HOSTILE });
    const wallet = await api.createFundedWallet("5.00", { name: HOSTILE, feature_ids: [feature.id] });
    await api.createFundedWallet("500.00", { name: HOSTILE, alert_settings: LEVELS });
    const { provider } = await connectOctopus(server());
    expectStatus(200, await api.patch(`/providers/${provider.id}`, { name: HOSTILE }));
    await declareMirror(server(), provider, { name: HOSTILE });
    const { body: product } = await api.post<{ id: string }>("/products", {
      name: HOSTILE,
      currency: "USD",
      denominations: ["2.00"],
    });
    const order = { wallet_id: wallet.id, product_id: product.id, denomination: "2.00", quantity: 1 };
    expectStatus(201, await api.post("/orders", { ...order, reference_code: "plain" }));
    await api.post(
      "/topups",
      { wallet_id: wallet.id, amount: "15.00", reference: HOSTILE },
      { "Idempotency-Key": "one" },
    );
    expectStatus(201, await api.post("/cards", { card_id: "card_1", wallet_id: wallet.id }));
    const { endpoint } = await listen(server(), { description: HOSTILE });
    const config = { webhook_url: "https://hooks.slack.com/services/T000/B000/XXXX" };
    const { body: channel } = await api.post<{ id: string }>("/channels", { kind: "slack", name: HOSTILE, config });
    await api.post("/routes", { name: HOSTILE, on: ["info"], channel_ids: [channel.id] });
    const silenced = { filter: {}, ends_at: new Date(Date.now() + 9e8).toISOString(), reason: HOSTILE };
    await api.post("/api-keys", { name: HOSTILE, scopes: ["read"] });
    const campaign = [9e7, 9e8].map((ms) => new Date(Date.now() + ms).toISOString());
    await api.post("/campaigns", { name: HOSTILE, starts_at: campaign[0], ends_at: campaign[1] });
    await api.debit(wallet.id, "3.00", { remarks: HOSTILE, reference_number: HOSTILE });
    const [alert] = await eventually(async () => {
      const open = await api.openAlerts();
      return open.length > 0 ? open : undefined;
    });
    const { page, complaints } = await openDashboard(browser(), server());
    const spills: object[] = [];
    const check = async (where: string): Promise<void> => {
      const found = await spillsOn(page);
      if (found.length > 0) spills.push({ where, found });
    };
    for (const path of [
      "/",
      "/?state=in_alarm",
      ...["", "/transactions", "/spend", "/alerts", "/topups", "/settings"].map((tab) => `/wallets/${wallet.id}${tab}`),
      "/features",
      `/features/${feature.id}`,
      "/alerts",
      "/alerts?tab=history",
      `/alerts/episodes/${alert?.episode_id ?? ""}`,
      "/topups",
      "/topups/plan",
      "/orders",
      "/orders/1",
      "/cards/card_1",
      "/products",
      `/products/${product.id}`,
      "/providers",
      `/providers/${provider.id}`,
      `/providers/${provider.id}/wallets`,
      `/providers/${provider.id}/settings`,
      "/providers/campaigns",
      "/webhooks",
      `/webhooks/${endpoint.id}`,
      "/webhooks/deliveries",
      "/settings/keys",
      `/settings/channels?c=${channel.id}`,
      `/settings/routes?wallet=${wallet.id}`,
      "/settings/audit",
    ]) {
      await goTo(page, "/nowhere");
      await page.getByRole("heading", { name: "Not found", level: 1 }).waitFor();
      await goTo(page, path);
      await page.waitForFunction(() => {
        const [heading] = document.querySelectorAll("h1");
        return heading !== undefined && heading.textContent !== "Not found";
      });
      await page.locator("[aria-label=Loading], [data-arriving]").first().waitFor({ state: "detached" });
      await check(path);
    }

    // What is asked and said: a question, a toast, the palette, and the editors.
    await goTo(page, `/wallets/${wallet.id}/settings`);
    await page.getByRole("button", { name: "Freeze wallet" }).click();
    await page.getByRole("alertdialog", { name: `Freeze ${SHOWN}?` }).waitFor();
    await check("a question");
    await page.keyboard.press("Escape");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    await goTo(page, `/features/${feature.id}`);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Alert Settings" }).click();
    await page.getByRole("dialog", { name: "Feature Alert Settings" }).getByText("No state changes.").waitFor();
    await check("alert settings");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Edit feature" }).click();
    await page.getByRole("dialog", { name: "Edit feature" }).getByRole("button", { name: "Save" }).click();
    await page.getByText(`Saved ${SHOWN}.`).waitFor();
    await check("a toast");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find" }).fill("Evil");
    await page.getByRole("option", { name: /Evil/ }).first().waitFor();
    await check("the palette");
    await page.keyboard.press("Escape");
    expectStatus(201, await api.post("/silences", silenced));
    await goTo(page, "/alerts?tab=silences");
    await page.getByRole("table", { name: "Silences" }).getByText("Evil").first().waitFor();
    await check("silences");
    expect(spills).toEqual([]);

    // The list as a file has every character as it was given.
    const csv = await fetch(`${server().url}/api/v1/wallets?format=csv`, {
      headers: { Authorization: `Bearer ${server().data.adminKey}` },
    });
    expect(await csv.text()).toContain(HOSTILE);
    expect(complaints).toEqual([]);
  });
});
