import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium as playwright, type Browser } from "playwright-core";
import { afterEveryFile } from "./file-hooks.ts";

/** The folder of scripts/fetch-browser.mjs. */
const PACKAGE = new URL("../../browser/package.json", import.meta.url);

interface PackagedChromium {
  readonly default: { executablePath(): Promise<string> };
}

const START_MS = 20_000;
/**
 * The browser is as strict as a user's; only the sandbox is left out, which needs rights that containers do not give.
 */
const ARGS = ["--no-sandbox", "--no-zygote", "--disable-gpu"];

const open = new Set<Browser>();
afterEveryFile(async () => {
  await Promise.all([...open].map((browser) => browser.close()));
  open.clear();
});

/**
 * Chromium, from a package with the libraries that a bare system lacks. Rejects where it cannot run; no test is
 * skipped.
 */
export async function startBrowser(): Promise<Browser> {
  try {
    // The package unpacks its libraries, and sets their path, only for a system that it knows to lack them.
    process.env["AWS_LAMBDA_JS_RUNTIME"] ??= "nodejs20.x";
    const chromium = createRequire(PACKAGE).resolve("@sparticuz/chromium");
    const { default: packaged } = (await import(pathToFileURL(chromium).href)) as PackagedChromium;
    const executablePath = await packaged.executablePath();
    const browser = await playwright.launch({ executablePath, args: ARGS, timeout: START_MS });
    open.add(browser);
    return browser;
  } catch (cause) {
    throw new Error("Chromium cannot be started here", { cause });
  }
}
