import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

export interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Of axe-core, in the page. */
declare const axe: { run(options: object): Promise<{ readonly violations: readonly Violation[] }> };

/** Of the page's own script. */
declare const document: {
  readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number };
  querySelector(selector: string): unknown;
};

const source = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds on a page that has arrived: it judges no colours of what is unseen. */
export async function violationsOn(page: Page): Promise<readonly Violation[]> {
  await page.waitForFunction(() => document.querySelector("[data-arriving]") === null);
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(await source);
  return page.evaluate(async () => (await axe.run({ resultTypes: ["violations"] })).violations);
}

/** By how many pixels a page is wider than its window, so that it scrolls sideways. */
export async function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
