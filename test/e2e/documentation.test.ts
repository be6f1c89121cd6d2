import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { useServer } from "../support/e2e/fixtures.ts";

const SITE = fileURLToPath(new URL("../../packages/server/dist/site/", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Every built file by its path in the site. */
function built(): { readonly path: string; readonly text: string }[] {
  return readdirSync(SITE, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".br"))
    .map((path) => ({
      path: path.slice(0, -".br".length),
      text: brotliDecompressSync(readFileSync(join(SITE, path))).toString(),
    }));
}

describe("the documentation", () => {
  const server = useServer();
  const get = (path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
      const sent = request(`${server().url}${path}`, { headers }, (answer) => {
        const pieces: Buffer[] = [];
        answer.on("data", (piece: Buffer) => pieces.push(piece));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces) }),
        );
      });
      sent.on("error", reject);
      sent.end();
    });

  it("serves every guide as a page, without a key, under a policy that allows the server's own files only", async () => {
    const guides = readdirSync(join(ROOT, "docs/guides")).map((name) => `/docs/guides/${name.replace(".md", "")}`);
    for (const path of ["/docs", "/docs/", "/docs/api", "/docs/api/schemas", "/docs/decisions", ...guides]) {
      const { status, headers, body } = await get(path);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(headers["cache-control"]).toBe("no-cache");
      const policy = String(headers["content-security-policy"]);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("connect-src 'self'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(body.toString()).toMatch(/<h1>.+<\/h1>/);
    }
  });

  it("sends one text in every encoding, and nothing again that is known", async () => {
    const plain = await get("/docs/guides/alerts");
    expect(plain.headers["content-encoding"]).toBeUndefined();
    const gzip = await get("/docs/guides/alerts", { "accept-encoding": "gzip" });
    expect(gzip.headers["content-encoding"]).toBe("gzip");
    const brotli = await get("/docs/guides/alerts", { "accept-encoding": "gzip, br" });
    expect(brotli.headers["content-encoding"]).toBe("br");
    expect(gunzipSync(gzip.body)).toEqual(plain.body);
    expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
    const known = await get("/docs/guides/alerts", { "if-none-match": String(plain.headers["etag"]) });
    expect(known.status).toBe(304);
  });

  it("names every file after its contents, for ever", async () => {
    const page = (await get("/docs/api")).body.toString();
    const files = [...page.matchAll(/(?:src|href|data-search|data-operations)="(\/docs\/assets\/[^"]+)"/g)];
    expect(files.length).toBe(5);
    for (const [, path = ""] of files) {
      const { status, headers } = await get(path);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    }
  });

  it("has no page that does not exist", async () => {
    for (const path of [
      "/docs/none",
      "/docs/assets/none.js",
      "/docs/guides/alerts.md",
      "/docs/../main.js",
      "/docs/%2e%2e/app/index",
    ]) {
      const { status, headers } = await get(path);
      expect({ path, status }).toEqual({ path, status: 404 });
      expect(headers["cache-control"] ?? "").not.toContain("immutable");
    }
  });

  it("lists every page in llms.txt, with a line about each", async () => {
    const { status, headers, body } = await get("/llms.txt");
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    const lines = [...body.toString().matchAll(/^- \[(.+)\]\((\/docs\/[^)]+)\): (.+)$/gm)];
    const pages = built().filter(({ path }) => path.endsWith(".html") && path !== "docs.html");
    expect(lines).toHaveLength(pages.length);
    expect(new Set(lines.map(([, , url]) => url))).toEqual(
      new Set(pages.map(({ path }) => `/${path.replace(".html", "")}`)),
    );
    for (const [, , , about = ""] of lines) expect(about.length).toBeGreaterThan(15);
    const full = (await get("/docs/llms-full.txt")).body.toString();
    expect(full).toContain("\n# Alerts\n");
    expect(full).toContain("\n# Webhooks\n");
  });

  it("loads nothing from another host: only links lead away", () => {
    const outside = built().flatMap(({ path, text }) => {
      if (path.endsWith(".html")) {
        const loading = [...text.matchAll(/<(?!a )\w[^>]*\s(?:src|srcset|href|action|data-[a-z]+|poster)="([^"]*)"/g)];
        const away = loading.map(([, target = ""]) => target).filter((target) => !/^[/#](?!\/)|^$|^\w+$/.test(target));
        return [...away, ...(text.match(/<style|\sstyle=|\son\w+=|<script(?! (?:type="module" )?src=)/g) ?? [])].map(
          (found) => `${path}: ${found}`,
        );
      }
      if (!/\.(?:js|css)$/.test(path)) return [];
      return (text.match(/https?:|["'(]\/\//g) ?? []).map((found) => `${path}: ${found}`);
    });
    expect(outside).toEqual([]);
  });

  it("has every operation and event, and no link that leads nowhere", async () => {
    const document = JSON.parse((await get("/openapi.json")).body.toString()) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const api = (await get("/docs/api")).body.toString();
    const ids = Object.values(document.paths).flatMap((item) => Object.values(item).map((each) => each.operationId));
    expect(ids.filter((id) => !api.includes(`id="${id}"`))).toEqual([]);
    const pages = new Map(built().map(({ path, text }) => [`/${path.replace(".html", "")}`, text]));
    const broken = [...pages].flatMap(([from, text]) =>
      [...text.matchAll(/<a [^>]*href="([^"#]*)(?:#([^"]*))?"/g)].flatMap(([, path = "", anchor]) => {
        if (/^https?:/.test(path) || ["/", "/openapi.json"].includes(path)) return [];
        const target = pages.get(path === "" ? from : path);
        return target !== undefined && (anchor === undefined || target.includes(`id="${anchor}"`))
          ? []
          : [`${from}: ${path}#${anchor ?? ""}`];
      }),
    );
    expect(broken).toEqual([]);
  });
});
