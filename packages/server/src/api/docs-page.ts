import { createHash } from "node:crypto";

const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .6rem; border: 1px solid var(--line); border-radius: 6px; }
.method { display: inline-block; min-width: 4.5em; font-weight: 700; }
.about { opacity: .75; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line); }
`;

const SCRIPT = `
const METHODS = ["get", "post", "put", "patch", "delete"];
const make = (name, text, ...children) => {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
};
const classed = (element, name) => { element.className = name; return element; };
const section = (title, value) => value === undefined ? [] : [make("h4", title), make("pre", JSON.stringify(value, null, 2))];

function parameters(list) {
  if (!list || list.length === 0) return [];
  const rows = list.map((entry) => make("tr", "", make("td", "", make("code", entry.name)), make("td", entry.in),
    make("td", (entry.required ? "required. " : "") + (entry.description ?? "") + " " + JSON.stringify(entry.schema ?? {}))));
  return [make("h4", "Parameters"), make("table", "", ...rows)];
}

function content(title, holder) {
  const media = holder?.content?.["application/json"];
  if (!media) return [];
  return [...section(title, media.schema), ...section("Example", media.example)];
}

function responses(all) {
  return Object.entries(all ?? {}).map(([status, response]) =>
    make("details", "", make("summary", status + " " + (response.description ?? "")), ...content("Schema", response)));
}

function operation(method, path, entry) {
  const head = make("summary", "", classed(make("span", method.toUpperCase()), "method"), make("code", path),
    classed(make("span", "  " + (entry.summary ?? "")), "about"));
  const parts = [...parameters(entry.parameters), ...content("Body", entry.requestBody), make("h4", "Answers"), ...responses(entry.responses)];
  return make("details", "", head, ...(entry.description ? [make("p", entry.description)] : []), ...parts);
}

function render(api) {
  const main = document.querySelector("main");
  main.replaceChildren(make("h1", api.info.title + " API " + api.info.version), make("p", api.info.description));
  const groups = new Map();
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS) {
      if (!item[method]) continue;
      const tag = item[method].tags?.[0] ?? "Other";
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(operation(method, path, item[method]));
    }
  }
  for (const [tag, entries] of groups) main.append(make("h2", tag), ...entries);
  main.append(make("h2", "Webhooks"), ...Object.entries(api.webhooks ?? {}).map(([type, item]) => operation("post", type, item.post)));
  main.append(make("h2", "Schemas"), ...Object.entries(api.components.schemas).map(([name, schema]) =>
    make("details", "", make("summary", name), make("pre", JSON.stringify(schema, null, 2)))));
}

fetch("openapi.json").then((answer) => answer.json()).then(render, (error) => {
  document.querySelector("main").textContent = "openapi.json could not be read: " + error.message;
});
`;

/** The API's documentation: one page that reads /openapi.json and loads nothing from other hosts. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Plimsoll API</title><style>${STYLE}</style></head>
<body><main><p>Loading…</p></main><script>${SCRIPT}</script></body>
</html>
`;

export const DOCS_POLICY = [
  "default-src 'none'",
  "connect-src 'self'",
  `style-src '${sha256(STYLE)}'`,
  `script-src '${sha256(SCRIPT)}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

function sha256(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
