import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const APP = fileURLToPath(new URL("../../packages/server/dist/app/", import.meta.url));
const KB = 1_024;

const html = readFileSync(join(APP, "index.html"), "utf8");
const linked = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path = ""]) => path);
const gzipped = (paths: readonly string[]) =>
  paths.reduce((sum, path) => sum + statSync(join(APP, `${path}.gz`)).size, 0);

/** The path of a file of script, and of all that it cannot run without. */
function withImports(name: string, found = new Set<string>()): ReadonlySet<string> {
  const path = `assets/${name}`;
  if (found.has(path)) return found;
  found.add(path);
  const imports = readFileSync(join(APP, path), "utf8").matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g);
  for (const [, imported = ""] of imports) withImports(imported, found);
  return found;
}

describe("the dashboard's files stay within their budgets", () => {
  it("160 kB of script for the first load, and 20 kB of style, compressed", () => {
    const scripts = linked.filter((path) => path.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(0);
    expect(gzipped(scripts)).toBeLessThan(160 * KB);
    expect(gzipped(linked.filter((path) => path.endsWith(".css")))).toBeLessThan(20 * KB);
  });

  it("10 files of script for any page, with all that it imports", () => {
    const pages = readdirSync(join(APP, "assets")).filter((name) => /Page-.*\.js$/.test(name));
    expect(pages.length).toBeGreaterThan(10);
    const numbers = pages.map(
      (page) => new Set([...linked.filter((path) => path.endsWith(".js")), ...withImports(page)]).size,
    );
    expect(Math.max(...numbers)).toBeLessThanOrEqual(10);
  });

  it("60 kB of font, one file, and 30 kB of chart, which the first load does not have", () => {
    const assets = readdirSync(join(APP, "assets"));
    const fonts = assets.filter((name) => name.endsWith(".woff2"));
    expect(fonts).toHaveLength(1);
    expect(statSync(join(APP, "assets", fonts[0] ?? "")).size).toBeLessThan(60 * KB);
    const charts = assets.filter((name) => /^BalanceChart-.*\.js$/.test(name));
    expect(charts).toHaveLength(1);
    expect(gzipped(charts.map((name) => `assets/${name}`))).toBeLessThan(30 * KB);
    expect(html).not.toContain("BalanceChart");
  });
});
