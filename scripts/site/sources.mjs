import { readdirSync } from "node:fs";
import { basename } from "node:path";

/** The sections of the navigation, in order. `first` orders the pages that a reader opens first; others follow by name. */
const SECTIONS = [
  {
    name: "Start",
    pages: [
      { file: "README.md", url: "/docs/start", title: "Install and try" },
      { file: "CHANGELOG.md", url: "/docs/changelog", description: "What changed in each version." },
    ],
  },
  {
    name: "Guides",
    folder: "docs/guides",
    first: ["alerts", "channels", "providers", "webhooks", "spend-and-topups", "gates", "cards", "finding-things"],
  },
  {
    name: "Reference",
    folder: "docs/reference",
    first: ["api", "events", "errors", "configuration", "metrics", "limits"],
    pages: [{ file: "packages/client/README.md", url: "/docs/client", title: "TypeScript client" }],
    titles: {
      "docs/reference/api.md": "API index",
      "docs/reference/schema-sqlite.sql": "Tables on SQLite",
      "docs/reference/schema-postgresql.sql": "Tables on PostgreSQL",
    },
  },
  { name: "Inside", folder: "docs" },
  { name: "Decisions", folder: "docs/decisions", first: ["README"] },
];
export const SECTION_NAMES = SECTIONS.map(({ name }) => name);

/** Files from which the API's pages are made; a link to the description leads to the server's own. */
export const OPENAPI = "docs/reference/openapi.json";
export const CLIENT_CALLS = "docs/reference/client-calls.json";
export const API_URL = "/docs/api";
export const SCHEMAS_URL = "/docs/api/schemas";

/** Every page that is made from a file: the file, its URL, its section and, where it is not the heading, its title. */
export function pageFiles(root) {
  return SECTIONS.flatMap(({ name: section, folder, first = [], pages = [], titles = {} }) => {
    const named = pages.map((page) => ({ section, ...page }));
    if (folder === undefined) return named;
    const place = (file) => {
      const at = first.indexOf(basename(file).replace(/\.\w+$/, ""));
      return at < 0 ? first.length : at;
    };
    const found = readdirSync(`${root}${folder}`)
      .filter((file) => /\.(md|sql)$/.test(file))
      .toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
      .map((file) => `${folder}/${file}`)
      .map((file) => ({ section, file, url: urlOf(file), title: titles[file] }));
    return [...found, ...named];
  });
}

function urlOf(file) {
  return `/${file.replace(/\.\w+$/, "").replace(/\/README$/, "")}`;
}

/** Every file that the site is made from: a change of any makes the site again. */
export function siteInputs(root) {
  const folders = ["scripts/site", "packages/docsite/src", "packages/docsite/src/styles"];
  return [
    ...pageFiles(root).map(({ file }) => file),
    OPENAPI,
    CLIENT_CALLS,
    "scripts/bundle/site.mjs",
    "packages/dashboard/src/styles/tokens.css",
    "packages/dashboard/src/styles/common.css",
    "node_modules/marked/package.json",
    ...folders.flatMap((folder) => readdirSync(`${root}${folder}`).map((name) => `${folder}/${name}`)),
  ];
}
