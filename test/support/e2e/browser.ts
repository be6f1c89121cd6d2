import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium as playwright, type Browser } from "playwright-core";
import { afterEveryFile } from "./file-hooks.ts";

/** The folder that scripts/fetch-browser.mjs fills. */
const FOLDER = fileURLToPath(new URL("../../browser/", import.meta.url));

const START_MS = 20_000;
/**
 * The browser is as strict as a user's; only the sandbox is left out, which needs rights that containers do not give.
 */
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  // An empty page and the next one that it shows have the same process, which has compiled the program.
  "--renderer-process-limit=1",
];

const open = new Set<Browser>();
afterEveryFile(async () => {
  await Promise.all([...open].map((browser) => browser.close()));
  open.clear();
});

let shared: Promise<Browser> | undefined;

/** A browser that stays for the files of a process: a start, and the first load in a new one, cost more than most tests. */
export function browserOfThisProcess(): Promise<Browser> {
  shared ??= launch();
  return shared;
}

/** A browser of its own, which is closed after the test file. */
export async function startBrowser(): Promise<Browser> {
  const browser = await launch();
  open.add(browser);
  return browser;
}

/**
 * Chromium, from a package with the libraries that a bare system lacks. Rejects where it cannot run; no test is
 * skipped.
 */
async function launch(): Promise<Browser> {
  try {
    const { dependencies } = JSON.parse(await readFile(join(FOLDER, "package.json"), "utf8")) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const unpacked = join(FOLDER, "unpacked", dependencies["@sparticuz/chromium"] ?? "");
    return await playwright.launch({
      executablePath: join(unpacked, "chromium"),
      args: ARGS,
      env: {
        ...process.env,
        LD_LIBRARY_PATH: join(unpacked, "al2023", "lib"),
        FONTCONFIG_PATH: join(unpacked, "fonts"),
      },
      timeout: START_MS,
    });
  } catch (cause) {
    throw new Error("Chromium cannot be started here", { cause });
  }
}
