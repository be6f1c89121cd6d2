import { spawnSync } from "node:child_process";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { anchorsIn, linkResolver, readMarkdown } from "../../scripts/site/markdown.mjs";
import { clientSample, curlSample, operationsOf } from "../../scripts/site/operations.mjs";
import { page, ROOT } from "./markdown.ts";

const PAGES = [
  { file: "docs/guides/alerts.md", url: "/docs/guides/alerts" },
  { file: "docs/decisions/README.md", url: "/docs/decisions" },
];

function linksIn(file: string) {
  const broken: string[] = [];
  const linked = linkResolver({ root: ROOT, file, pages: PAGES, anchorsOf: (path) => anchorsIn(page(path)), broken });
  return { broken, linked };
}

describe("links of the documentation", () => {
  it("lead to the site's pages, and to their headings", () => {
    const { broken, linked } = linksIn("docs/guides/webhooks.md");
    expect(linked("alerts.md")).toBe("/docs/guides/alerts");
    expect(linked("alerts.md#hysteresis")).toBe("/docs/guides/alerts#hysteresis");
    expect(linked("../decisions/")).toBe("/docs/decisions");
    expect(linked("../reference/openapi.json")).toBe("/openapi.json");
    expect(linked("https://www.standardwebhooks.com")).toBe("https://www.standardwebhooks.com");
    expect(broken).toEqual([]);
  });

  it("become text when they lead to a source, and fail the build when they lead nowhere", () => {
    const { broken, linked } = linksIn("docs/guides/webhooks.md");
    expect(linked("../../package.json")).toBeNull();
    expect(broken).toEqual([]);
    linked("none.md");
    linked("alerts.md#no-such-heading");
    expect(broken).toEqual([
      "docs/guides/webhooks.md: none.md leads to no file",
      "docs/guides/webhooks.md: alerts.md#no-such-heading leads to no heading",
    ]);
  });
});

describe("Markdown of the documentation", () => {
  const read = (markdown: string) => readMarkdown(markdown, (target) => target);

  it("never becomes HTML by itself", () => {
    const { html } = read(
      '# <b>T</b>\n\n<script>alert(1)</script>\n\na <img src=x onerror="y"> [l](x"onclick="z) `<i>`\n',
    );
    expect(html).not.toMatch(/<(?:script|img|b|i)\b/);
    expect(html).not.toMatch(/"onclick=/);
  });

  it("has headings with the ids that links use, unlike each other", () => {
    const { headings, html } = read("# Page\n\n## A `b_c`, d\n\n### Same\n\n### Same\n");
    expect(headings.map(({ id }) => id)).toEqual(["page", "a-b_c-d", "same", "same-1"]);
    expect(html).toContain('<h3 id="same-1">');
  });

  it("gives the search the text below each heading, without blocks of code", () => {
    const { parts, description } = read(
      "# Page\n\nFirst **words** here.\n\n## Next\n\n| a |\n| - |\n| b |\n\n```\nhidden\n```\n",
    );
    expect(description).toBe("First words here.");
    expect(parts).toEqual([
      { id: "", heading: "", text: "First words here." },
      { id: "next", heading: "Next", text: "a b" },
    ]);
  });
});

describe("samples of the API's page", () => {
  const document = JSON.parse(page("docs/reference/openapi.json")) as { components: object };
  const operations = operationsOf(document, JSON.parse(page("docs/reference/client-calls.json")) as object);

  it("have bodies that fit their schemas", () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema({ $id: "api", components: document.components });
    const unfit = operations.flatMap(({ id, body }) => {
      if (body === null) return [];
      const schema = JSON.parse(JSON.stringify(body.schema).replaceAll('"#/', '"api#/')) as object;
      return ajv.validate(schema, body.example) ? [] : [`${id}: ${ajv.errorsText()} ${JSON.stringify(body.example)}`];
    });
    expect(unfit).toEqual([]);
  });

  it("are commands that a shell can read", () => {
    const all = operations.map(curlSample).join("\n");
    const { status, stderr } = spawnSync("sh", ["-n"], { input: all, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("are calls that the client has", () => {
    const samples = operations.map((each) => clientSample(each)).filter((sample) => sample !== null);
    expect(samples.length).toBeGreaterThan(100);
    const text = samples.map((sample) => `{ ${sample} }`).join("\n");
    const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
    expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
    const client = page("packages/client/src/generated/resources.ts");
    const missing = operations.flatMap(({ call }) => {
      const [resource = "", method = ""] = call?.name.split(".") ?? [];
      const group = client.split(`\n    ${resource}: {\n`)[1]?.split("\n    },\n")[0] ?? "";
      return call === null || new RegExp(`^ {6}(?:${method}|"${method}"):`, "m").test(group) ? [] : [call.name];
    });
    expect(missing).toEqual([]);
  });
});
