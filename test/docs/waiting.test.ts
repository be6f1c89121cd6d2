import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

/** What a page shows at one moment, read without waiting for it. */
const AT_ONCE =
  /expect\(\s*await [^;]{0,300}?\.(count|textContent|innerText|isVisible|isHidden|isChecked|isEnabled|isDisabled|allTextContents|allInnerTexts|inputValue|getAttribute|title)\([^()]*\)\s*,?\s*\)/;

const directory = new URL("../dashboard/", import.meta.url);

describe("tests of pages", () => {
  it("wait for what they expect, with expect.poll or waitFor", async () => {
    const names = (await readdir(directory)).filter((name) => name.endsWith(".ts"));
    const texts = await Promise.all(names.map((name) => readFile(new URL(name, directory), "utf8")));
    const found = names.filter((_, index) => AT_ONCE.test(texts[index] ?? ""));
    expect(found).toEqual([]);
    expect(names.length).toBeGreaterThan(10);
  });

  it.each([
    "expect(await rows.count()).toBe(2);",
    'expect(await page.getByRole("link", { name: "A" }).getAttribute("href")).toBe("/");',
    "expect(\n  await page.title(),\n).toBe(1);",
  ])("are found when they do not: %s", (line) => {
    expect(AT_ONCE.test(line)).toBe(true);
  });
});
