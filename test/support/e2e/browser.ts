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
    const { dependencies } = JSON.parse(await readFile(join(FOLDER, "package.json"), "utf8")) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const unpacked = join(FOLDER, "unpacked", dependencies["@sparticuz/chromium"] ?? "");
    const browser = await playwright.launch({
      executablePath: join(unpacked, "chromium"),
      args: ARGS,
      env: {
        ...process.env,
        LD_LIBRARY_PATH: join(unpacked, "al2023", "lib"),
        FONTCONFIG_PATH: join(unpacked, "fonts"),
      },
      timeout: START_MS,
    });
    open.add(browser);
    return browser;
  } catch (cause) {
    throw new Error("Chromium cannot be started here", { cause });
  }
}
