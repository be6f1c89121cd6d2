import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { Marked } from "marked";
import { escape, unescape } from "./html.mjs";
import { OPENAPI } from "./sources.mjs";

/** A page's description is cut here, so that a list of pages stays one line each. */
const MAX_DESCRIPTION = 200;
/** A first sentence this short does not describe a page alone. */
const SHORT = 60;

/**
 * A page's Markdown as what the site needs: HTML, headings, and the text under each heading. HTML in the Markdown is shown
 * as text. `linked` returns what a link leads to, or null for text without a link.
 */
export function readMarkdown(markdown, linked) {
  const slugs = new Map();
  const headings = [];
  const parts = [{ id: "", heading: "", text: [] }];
  let description = "";
  const marked = new Marked({ gfm: true, renderer: renderer(linked) });
  const tokens = marked.lexer(markdown);
  let title = null;
  for (const token of tokens) {
    if (token.type === "heading") {
      token.plain = plainOf(token);
      token.id = slugOf(token.plain, slugs);
      title ??= token.plain;
      headings.push({ id: token.id, text: token.plain, level: token.depth });
      parts.push({ id: token.depth === 1 ? "" : token.id, heading: token.depth === 1 ? "" : token.plain, text: [] });
    } else if (token.type !== "code") {
      const text = plainOf(token).trim();
      if (text !== "") parts.at(-1).text.push(text);
      if (description === "" && token.type === "paragraph") description = firstSentences(text);
    }
  }
  return {
    title: title ?? "",
    description,
    headings,
    html: marked.parser(tokens),
    parts: parts
      .map(({ text, ...part }) => ({ ...part, text: text.join(" ").replaceAll(/\s+/g, " ") }))
      .filter(({ text, heading }) => text !== "" || heading !== ""),
  };
}

/** Resolves the links of a page: to pages of the site and their headings, to other hosts, or to nothing. */
export function linkResolver({ root, file, pages, anchorsOf, broken }) {
  const urls = new Map(pages.map((page) => [page.file, page.url]));
  return (target) => {
    if (/^(https?|mailto):/.test(target)) return target;
    const [path = "", anchor] = target.split("#");
    const wanted = path === "" ? file : normalize(join(dirname(file), path)).replace(/\/$/, "");
    if (wanted === OPENAPI) return "/openapi.json";
    const url = urls.get(wanted) ?? urls.get(`${wanted}/README.md`);
    if (url === undefined) {
      if (!existsSync(`${root}${wanted}`)) broken.push(`${file}: ${target} leads to no file`);
      // A file of the source, which the site does not have.
      return null;
    }
    if (anchor === undefined) return url;
    const owner = urls.has(wanted) ? wanted : `${wanted}/README.md`;
    if (!anchorsOf(owner).has(anchor)) broken.push(`${file}: ${target} leads to no heading`);
    return path === "" ? `#${anchor}` : `${url}#${anchor}`;
  };
}

/** The ids of a page's headings, as GitHub makes them. */
export function anchorsIn(markdown) {
  const slugs = new Map();
  const headings = new Marked().lexer(markdown).filter(({ type }) => type === "heading");
  return new Set(headings.map((token) => slugOf(plainOf(token), slugs)));
}

function slugOf(text, used) {
  const base = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
  const count = used.get(base) ?? 0;
  used.set(base, count + 1);
  return count === 0 ? base : `${base}-${count}`;
}

function renderer(linked) {
  return {
    heading(token) {
      const inner = this.parser.parseInline(token.tokens);
      if (token.id === undefined || token.depth === 1) return `<h${token.depth}>${inner}</h${token.depth}>\n`;
      const label = escape(`Link to: ${token.plain}`);
      return `<h${token.depth} id="${escape(token.id)}">${inner}<a class="anchor" href="#${escape(token.id)}" aria-label="${label}">#</a></h${token.depth}>\n`;
    },
    code({ text, lang }) {
      return codeBlock(text, lang);
    },
    html({ text }) {
      // Comments mark generated parts.
      return text.trim().startsWith("<!--") ? "" : escape(text);
    },
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      const to = linked(href);
      if (to === null) return inner;
      const away = /^https?:/.test(to) ? ' rel="noopener noreferrer"' : "";
      return `<a href="${escape(to)}"${away}>${inner}</a>`;
    },
    // Pictures are files of the repository, which the site does not carry.
    image({ text }) {
      return escape(text);
    },
    table(token) {
      const cell = (tag, { tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`;
      const head = token.header.map((each) => cell("th", each)).join("");
      const rows = token.rows.map((row) => `<tr>${row.map((each) => cell("td", each)).join("")}</tr>`);
      return scrollable(`<table><thead><tr>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table>`);
    },
  };
}

export function codeBlock(text, language = "") {
  const name = /^\w+/.exec(language ?? "")?.[0] ?? "";
  return `<pre tabindex="0"><code${name === "" ? "" : ` class="language-${name}"`}>${escape(text)}</code></pre>\n`;
}

/** What may be wider than the page scrolls by itself, by keyboard too. */
export function scrollable(html) {
  return `<div class="wide" role="group" aria-label="Table" tabindex="0">${html}</div>\n`;
}

/** The text of a token, without its marks. */
function plainOf(token) {
  if (token.type === "code" || token.type === "html" || token.type === "space") return "";
  if (token.type === "list") return token.items.map(plainOf).join(" ");
  if (token.type === "table") return [token.header, ...token.rows].flat().map(plainOf).join(" ");
  if (token.tokens !== undefined) {
    const isBlock = token.type === "list_item" || token.type === "blockquote";
    return token.tokens.map(plainOf).join(isBlock ? " " : "");
  }
  // The lexer leaves entities in inline text.
  return token.type === "br" ? " " : unescape(token.text ?? "");
}

/** The first sentence of a page, and the next one after a short one. */
function firstSentences(text) {
  const flat = text.replaceAll(/\s+/g, " ");
  const sentences = flat.match(/.+?(?:[.:](?= |$)|$) ?/g) ?? [];
  let whole = "";
  for (const sentence of sentences) {
    if (whole.length > SHORT || whole.length + sentence.length > MAX_DESCRIPTION) break;
    whole += sentence;
  }
  whole = (whole || flat).trim().replace(/:$/, ".");
  return whole.length <= MAX_DESCRIPTION ? whole : `${whole.slice(0, MAX_DESCRIPTION - 1)}…`;
}
