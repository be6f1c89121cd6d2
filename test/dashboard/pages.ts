import { setTimeout as pause } from "node:timers/promises";
import type { Sandbox } from "@plimsoll/sandbox";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { beforeAll, onTestFinished } from "vitest";
import { browserOfThisProcess } from "../support/e2e/browser.ts";
import type { AccountOf } from "../support/e2e/accounts.ts";
import { signIn as sessionOf } from "../support/e2e/session.ts";

/** @nolimit The longest wait for something to appear on a page. */
const SHOWN_MS = 30_000;

/** @nolimit The longest time in which a page is emptied. */
const EMPTIED_MS = 5_000;

/** @nolimit The part of a failed test's page that is shown. */
const SEEN_CHARACTERS = 10_000;

export interface Opened {
  readonly page: Page;
  /** What the page's console and policy have complained of. */
  readonly complaints: readonly string[];
}

/** One browser for all tests of a process. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await browserOfThisProcess();
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

/** Of the page's own script. */
declare const history: { pushState(state: null, unused: string, url: string): void };
declare const localStorage: { clear(): void };
declare const sessionStorage: { clear(): void };
declare const Storage: { readonly prototype: { setItem: () => void } };

/**
 * A page that no test uses: a new one costs its browser three times what the first load of another test's page does, because
 * its process compiles the whole program again.
 */
let spare: Page | undefined;

/** An empty page with no cookie, nothing stored and no listener; closed, or kept for another test, when the test ends. */
export async function openPage(
  browser: Browser,
  { width = 1440, height = 900, dark = false }: Look = {},
): Promise<Opened> {
  const page = await emptyPage(browser);
  used.add(page);
  const complaints: string[] = [];
  const complain = (text: string) => void complaints.push(text);
  page.on("pageerror", (error) => complain(error.message));
  page.on("console", (message) => {
    // A refused request is shown on the page; the browser logs it as well.
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) complain(message.text());
  });
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") console.error(await seen(page));
    await leave(page);
  });
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
  return { page, complaints };
}

/** What a page of a failed test shows. */
async function seen(page: Page): Promise<string> {
  if (page.isClosed()) return "--- the page is closed";
  const text = await page
    .locator("body")
    .ariaSnapshot({ timeout: EMPTIED_MS })
    .catch((error: unknown) => String(error));
  return `--- ${page.url()} shows\n${text.slice(0, SEEN_CHARACTERS)}`;
}

async function emptyPage(browser: Browser): Promise<Page> {
  const kept = spare;
  spare = undefined;
  if (kept !== undefined && !kept.isClosed() && kept.context().browser() === browser) return kept;
  const context = await browser.newContext();
  context.setDefaultTimeout(SHOWN_MS);
  return context.newPage();
}

/** What a test may listen to. */
const HEARD = ["pageerror", "console", "dialog", "request", "response", "download"];

const used = new Set<Page>();

/** Ends the use of a page before its test ends, so that the next one to be opened costs less. */
export async function leave(page: Page): Promise<void> {
  if (!used.delete(page) || page.isClosed()) return;
  const context = page.context();
  if (spare === undefined && (await emptied(page, context))) spare = page;
  else await context.close();
}

/** Whether nothing is left of what was done with a page; a page that does not respond is closed instead. */
function emptied(page: Page, context: BrowserContext): Promise<boolean> {
  return Promise.race([emptying(page, context), pause(EMPTIED_MS, false, { ref: false })]);
}

async function emptying(page: Page, context: BrowserContext): Promise<boolean> {
  try {
    for (const event of HEARD) page.removeAllListeners(event);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
      // The application is still there for a moment, with what it remembers.
      Storage.prototype.setItem = () => undefined;
    });
    await page.goto("about:blank");
    // No page has had a pointer over it before it is used.
    await page.mouse.move(-1, -1);
    await context.clearCookies();
    await context.clearPermissions();
    for (const other of context.pages()) if (other !== page) await other.close();
    return true;
  } catch {
    // Such as a page that shows that its server is gone.
    return false;
  }
}

/** The dashboard at a path, signed in with a key. */
export async function openDashboard(
  browser: Browser,
  server: AccountOf,
  path = "/",
  { key = server.data.adminKey, ...look }: Look & { readonly key?: string } = {},
): Promise<Opened> {
  const opened = await openPage(browser, look);
  const { cookie } = await sessionOf(server, key);
  const [name = ""] = cookie.split("=", 1);
  await opened.page
    .context()
    .addCookies([{ name, value: cookie.slice(name.length + 1), url: server.url, httpOnly: true, sameSite: "Strict" }]);
  await opened.page.goto(`${server.url}${path}`);
  await shell(opened.page);
  return opened;
}

/** By its form. */
export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await shell(page);
}

/** What is around every page of one who is signed in. */
async function shell(page: Page): Promise<void> {
  await page.getByRole("navigation", { name: "Main", exact: true }).or(page.locator(".bottom")).first().waitFor();
}

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
