import { readFileSync } from "node:fs";
import { apiPage, schemasPage } from "./api.mjs";
import { homePage, layout } from "./layout.mjs";
import { llmsFullText, llmsText } from "./llms.mjs";
import { anchorsIn, linkResolver, readMarkdown } from "./markdown.mjs";
import { operationsOf } from "./operations.mjs";
import { CLIENT_CALLS, OPENAPI, pageFiles, SECTION_NAMES } from "./sources.mjs";

/**
 * The documentation as files: the path in the site's folder and the content. `addAsset` keeps a file under a name that has
 * its hash, and returns its URL. Throws with every link that leads nowhere.
 */
export function makeSite({ root, assets, addAsset }) {
  const written = pageFiles(root).map((page) => ({ ...page, markdown: markdownOf(root, page) }));
  const anchors = new Map();
  const anchorsOf = (file) => {
    if (!anchors.has(file)) anchors.set(file, anchorsIn(written.find((page) => page.file === file).markdown));
    return anchors.get(file);
  };
  const broken = [];
  const texts = written.map((page) => {
    const { file, markdown, title, description } = page;
    const read = readMarkdown(markdown, linkResolver({ root, file, pages: written, anchorsOf, broken }));
    return { ...page, ...read, title: title ?? read.title, description: description ?? read.description };
  });
  const openapi = JSON.parse(readFileSync(`${root}${OPENAPI}`, "utf8"));
  const operations = operationsOf(openapi, JSON.parse(readFileSync(`${root}${CLIENT_CALLS}`, "utf8")));
  const made = [apiPage(operations, openapi), schemasPage(openapi.components.schemas)];
  const sections = sectionsOf([...made, ...texts]);
  const pages = [homePage(sections), ...sections.flatMap((section) => section.pages)];
  broken.push(...brokenAnchors(pages));
  if (broken.length > 0) throw new Error(`the documentation has broken links:\n  ${broken.join("\n  ")}`);

  const urls = {
    ...assets,
    search: addAsset("search.json", JSON.stringify(searchEntries(pages))),
    operations: addAsset("operations.json", JSON.stringify(operations.map(sendable))),
  };
  return new Map([
    ...pages.map((page) => [`${page.url.slice(1)}.html`, layout({ page, sections, assets: urls })]),
    ["llms.txt", llmsText(sections)],
    ["docs/llms-full.txt", llmsFullText(pages)],
  ]);
}

function markdownOf(root, { file, title }) {
  const text = readFileSync(`${root}${file}`, "utf8");
  return file.endsWith(".sql") ? `# ${title}\n\nMade from the migrations.\n\n\`\`\`sql\n${text}\`\`\`\n` : text;
}

function sectionsOf(pages) {
  return SECTION_NAMES.map((name) => ({ name, pages: pages.filter(({ section }) => section === name) }));
}

/** Links that lead to no page of the site, or to no heading of it. */
function brokenAnchors(pages) {
  const byUrl = new Map(pages.map((page) => [page.url, page]));
  return pages.flatMap(({ url, html }) =>
    [...html.matchAll(/href="(\/docs[^"#]*|)(?:#([^"]+))?"/g)].flatMap(([, path, anchor]) => {
      const target = byUrl.get(path === "" ? url : path);
      if (target === undefined) return [`${url}: ${path} is no page`];
      return anchor === undefined || target.html.includes(`id="${anchor}"`)
        ? []
        : [`${url}: no #${anchor} in ${target.url}`];
    }),
  );
}

/** What the search reads: of each part of each page, where it is and what it says. */
function searchEntries(pages) {
  return pages.flatMap(({ url, title, section, parts }) =>
    parts.map(({ id, heading, text }) => ({
      url: id === "" ? url : `${url}#${id}`,
      page: section === "Decisions" ? `${title} (decision)` : title,
      heading,
      text,
    })),
  );
}

/** What a form needs to send a request. */
function sendable({ id, method, path, needsKey, parameters, body }) {
  return {
    id,
    method,
    path,
    needsKey,
    parameters: parameters.map(({ name, in: place, required, description, schema, example }) => ({
      name,
      in: place,
      required: required === true,
      description: description ?? "",
      choices: schema?.enum ?? (schema?.type === "boolean" ? ["true", "false"] : []),
      example: place === "path" ? example : "",
    })),
    body: body === null ? null : JSON.stringify(body.example, null, 2),
  };
}
