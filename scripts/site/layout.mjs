import { escape } from "./html.mjs";

/** A whole page. `assets` are the URLs of the site's own files; nothing else is loaded. */
export function layout({ page, sections, assets }) {
  const { title, html, headings, url } = page;
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  const outline = shown
    .map(({ id, text, level }) => `<li class="l${level}"><a href="#${escape(id)}">${escape(text)}</a></li>`)
    .join("");
  const name = title === "Documentation" ? "Plimsoll documentation" : `${title} · Plimsoll`;
  return `<!doctype html>
<html lang="en" data-search="${assets.search}" data-operations="${assets.operations}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escape(page.description)}">
<title>${escape(name)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${assets.style}">
<script src="${assets.theme}"></script>
<script type="module" src="${assets.script}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top">
<a class="brand" href="/docs">Plimsoll <span>docs</span></a>
<div id="search" class="search"></div>
<a class="to-app" href="/">Dashboard</a>
</header>
<div class="frame">
<nav class="side" aria-label="Pages"><details id="menu" open><summary>Pages</summary>${sectionsHtml(sections, url)}</details></nav>
<main id="content" tabindex="-1">
${html}
</main>
${outline === "" ? "" : `<nav class="outline" aria-label="On this page"><p>On this page</p><ul>${outline}</ul></nav>`}
</div>
</body>
</html>
`;
}

function sectionsHtml(sections, current) {
  const link = ({ url, title }) =>
    `<li><a href="${escape(url)}"${url === current ? ' aria-current="page"' : ""}>${escape(title)}</a></li>`;
  return sections
    .map(({ name, pages }) => `<p class="section">${escape(name)}</p><ul>${pages.map(link).join("")}</ul>`)
    .join("");
}

/** The first page: what there is, in the navigation's order. */
export function homePage(sections) {
  const list = ({ name, pages }) =>
    `<h2 id="${escape(name.toLowerCase())}">${escape(name)}</h2>\n<dl class="pages">${pages
      .map(
        ({ url, title, description }) =>
          `<dt><a href="${escape(url)}">${escape(title)}</a></dt><dd>${escape(description)}</dd>`,
      )
      .join("")}</dl>`;
  return {
    url: "/docs",
    title: "Documentation",
    description: "Plimsoll keeps prepaid balances and acts before one runs out: guides, the API and its reference.",
    headings: sections.map(({ name }) => ({ id: name.toLowerCase(), text: name, level: 2 })),
    parts: [],
    html: `<h1>Documentation</h1>
<p class="lead">Plimsoll keeps prepaid balances and acts before one runs out. Press <kbd>/</kbd> to search. The pages are those of this
server's version, and load nothing from another host; <a href="/llms.txt">llms.txt</a> lists them for programs.</p>
${sections.map(list).join("\n")}`,
  };
}
