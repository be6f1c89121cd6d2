/** The list of pages for programs that read documentation, each with one line about it (https://llmstxt.org). */
export function llmsText(sections) {
  const list = ({ name, pages }) =>
    `## ${name}\n\n${pages.map(({ url, title, description }) => `- [${title}](${url}): ${description}`).join("\n")}\n`;
  return `# Plimsoll

> A self-hosted server for prepaid balances: wallets and their ledger, mirrors of providers' wallets, alert levels, webhooks, orders, cards and forecasts.

Paths are of this server. The API is described in [OpenAPI 3.1](/openapi.json); every page below as one text is [llms-full.txt](/docs/llms-full.txt).

${sections.map(list).join("\n")}`;
}

/** Every page that is written as Markdown, one after the other. */
export function llmsFullText(pages) {
  return pages
    .filter(({ file }) => file?.endsWith(".md"))
    .map(({ url, markdown }) => `<!-- ${url} -->\n\n${markdown.trim()}\n`)
    .join("\n");
}
