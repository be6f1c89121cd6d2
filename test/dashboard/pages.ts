import type { Sandbox } from "@plimsoll/sandbox";
import type { Browser, Page } from "playwright-core";
import { beforeAll } from "vitest";
import { startBrowser } from "../support/e2e/browser.ts";
import type { Server } from "../support/e2e/server.ts";

/** @nolimit The longest wait for something to appear on a page. */
const SHOWN_MS = 30_000;

export interface Opened {
  readonly page: Page;
  /** What the page's console and policy have complained of. */
  readonly complaints: readonly string[];
}

/** One browser for all tests of a describe. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  return () => {
    if (browser === undefined) throw new Error("the browser is started before the tests");
    return browser;
  };
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
}

/** An empty page of its own context. */
export async function openPage(
  browser: Browser,
  { width = 1440, height = 900, dark = false }: Look = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(SHOWN_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // A refused request is shown on the page; the browser logs it as well.
    if (message.type() === "error" && !message.text().includes("Failed to load resource"))
      complaints.push(message.text());
  });
  return { page, complaints };
}

/** The dashboard at a path, signed in with a key. */
export async function openDashboard(
  browser: Browser,
  server: Server,
  path = "/",
  { key = server.data.adminKey, ...look }: Look & { readonly key?: string } = {},
): Promise<Opened> {
  const { page, complaints } = await openPage(browser, look);
  await page.goto(`${server.url}${path}`);
  await signIn(page, key);
  return { page, complaints };
}

export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Main", exact: true }).or(page.locator(".bottom")).first().waitFor();
}

/** Of the page's own script. */
declare const history: { pushState(state: null, unused: string, url: string): void };

/** Another page of the application, as a link in it leads there. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState(null, "", to), path);
}

/** Connects the sandbox from the list of providers, and ends on the provider's page. */
export async function connectOctopus(page: Page, sandbox: Sandbox): Promise<void> {
  await page.getByRole("button", { name: "Connect provider" }).first().click();
  const form = page.getByRole("dialog", { name: "Connect provider" });
  await form.getByRole("textbox", { name: "Name" }).fill("Octopus");
  await form.getByRole("textbox", { name: "Address" }).fill(sandbox.url);
  await form.getByLabel("Webhook secret").fill("a-shared-secret");
  // Which credentials its kind needs, the server says.
  await form.getByRole("button", { name: "Connect provider" }).click();
  await form.getByLabel("api key").fill(sandbox.apiKey);
  await form.getByLabel("api secret").fill(sandbox.apiSecret);
  await form.getByRole("button", { name: "Connect provider" }).click();
  await page.getByRole("heading", { name: "Octopus", level: 1 }).waitFor();
}
