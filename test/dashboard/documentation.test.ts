import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { useServer } from "../support/e2e/fixtures.ts";
import { overflowOf, violationsOn } from "./axe.ts";
import { openPage, useBrowser } from "./pages.ts";

/** Of the page's own script. */
declare const localStorage: object;
declare const sessionStorage: object;

/** Colours do not depend on the width: each theme and each width is checked once. */
const LOOKS = [
  { width: 1440, colorScheme: "light" },
  { width: 390, colorScheme: "dark" },
] as const;

describe("the documentation in a browser", () => {
  const server = useServer();
  const browser = useBrowser();

  async function open(path: string) {
    const { page, complaints } = await openPage(browser());
    const requested: string[] = [];
    page.on("request", (request) => requested.push(request.url()));
    await page.goto(server().url + path);
    const elsewhere = () => requested.filter((url) => !url.startsWith(`${server().url}/`));
    return { page, complaints, elsewhere };
  }

  const search = (page: Page) => page.getByRole("combobox", { name: "Search the documentation" });

  it("finds a guide by keyboard alone", async () => {
    const { page, complaints, elsewhere } = await open("/docs");
    await search(page).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("hysteresis");
    const first = page.getByRole("option").first();
    await first.waitFor();
    await expect.poll(() => first.textContent()).toContain("Hysteresis");
    await expect.poll(() => first.getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/docs/guides/alerts#hysteresis");
    await expect.poll(() => page.getByRole("heading", { level: 1 }).textContent()).toBe("Alerts");

    await page.keyboard.press("Control+k");
    await page.keyboard.type("webhook");
    await page.getByRole("option").nth(1).waitFor();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.getByRole("option").nth(1).getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Escape");
    await page.getByRole("listbox").waitFor({ state: "hidden" });
    // A result that is no longer shown is not opened.
    await page.keyboard.press("Enter");
    await page.keyboard.type("zxcvb");
    await page.getByText("Nothing has “zxcvb”.").waitFor();
    expect(page.url()).toMatch(/\/docs\/guides\/alerts#hysteresis$/);
    expect(complaints).toEqual([]);
    expect(elsewhere()).toEqual([]);
  });

  it("sends a request to its server with a key, which it keeps nowhere", async () => {
    await server().api.createFundedWallet("9007199254740993.01", { name: "Tried" });
    const { page, complaints, elsewhere } = await open("/docs/api#listWallets");
    const operation = page.locator("#listWallets");
    await operation.getByRole("button", { name: "Try it" }).click();
    const form = page.getByRole("form", { name: "Try GET /api/v1/wallets" });
    await expect.poll(() => form.getByLabel("API key").getAttribute("type")).toBe("password");
    await form.getByRole("button", { name: "Send" }).click();
    await form.getByText("401 Unauthorized").waitFor();
    await form.getByLabel("API key").fill(server().data.adminKey);
    await form.getByLabel("limit").fill("5");
    await form.getByLabel("limit").press("Enter");
    await form.getByText("200 OK").waitFor();
    await form.getByText(/x-total-count: \d/).waitFor();
    const body = form.locator("pre.body");
    await body.getByText('"name": "Tried"').waitFor();
    // No digit is lost on the way to the page.
    await expect.poll(() => body.textContent()).toContain('"amount": 9007199254740993.01');

    // Another operation of the page has the key; a reload has not.
    await page.locator("#creditWallet > summary").click();
    await page.locator("#creditWallet").getByRole("button", { name: "Try it" }).click();
    const credit = page.getByRole("form", { name: "Try POST /api/v1/wallets/{id}/credits" });
    await expect.poll(() => credit.getByLabel("API key").inputValue()).toBe(server().data.adminKey);
    await credit.getByLabel("Body").fill('{"amount":"1.00"}');
    await credit.getByRole("button", { name: "Send" }).click();
    await credit.getByText("201 Created").waitFor();
    const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    expect(stored).not.toContain(server().data.adminKey);
    expect(await page.context().cookies()).toEqual([]);
    expect(page.url()).not.toContain(server().data.adminKey);
    await page.reload();
    await operation.getByRole("button", { name: "Try it" }).click();
    await expect.poll(() => form.getByLabel("API key").inputValue()).toBe("");
    expect(complaints).toEqual([]);
    expect(elsewhere()).toEqual([]);
  });

  it("shows a stream while it lasts, and stops it", async () => {
    const { page } = await open("/docs/api#streamEvents");
    await page.locator("#streamEvents").getByRole("button", { name: "Try it" }).click();
    const form = page.locator("#streamEvents form");
    await form.getByLabel("API key").fill(server().data.adminKey);
    await form.getByRole("button", { name: "Send" }).click();
    await form.getByText("200 OK").waitFor();
    await form.getByRole("button", { name: "Stop" }).click();
    await form.getByText("Stopped.").waitFor();
  });

  it("has nothing that axe finds, on a desk in the light and on a phone in the dark, and does not scroll sideways", async () => {
    const { page, complaints } = await open("/docs");
    const problems: object[] = [];
    const check = async (path: string) => {
      for (const { width, colorScheme } of LOOKS) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        const overflow = await overflowOf(page);
        const found = (await violationsOn(page)).map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
        if (found.length > 0 || overflow > 0) problems.push({ path, width, found, overflow });
      }
    };
    for (const path of ["/docs", "/docs/guides/providers", "/docs/reference/errors", "/docs/decisions"]) {
      await page.goto(server().url + path);
      await search(page).waitFor();
      await check(path);
    }
    await search(page).fill("alert");
    await page.getByRole("option").first().waitFor();
    await check("the results");
    await page.goto(`${server().url}/docs/api#createWallet`);
    await page.locator("#createWallet").getByRole("button", { name: "Try it" }).click();
    await page.getByRole("form", { name: "Try POST /api/v1/wallets" }).waitFor();
    await page.locator("#updateWallet > summary").click();
    await check("/docs/api");
    expect(problems).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
