/** Replaces the text between `<!-- name:begin … -->` and `<!-- name:end -->`. Throws without the marks. */
export function marked(text: string, name: string, content: string): string {
  const begin = new RegExp(`<!-- ${name}:begin[^>]*-->\n`).exec(text);
  const end = text.indexOf(`<!-- ${name}:end -->`);
  if (!begin || end < begin.index) throw new Error(`no place marked ${name}`);
  return `${text.slice(0, begin.index + begin[0].length)}\n${content}\n\n${text.slice(end)}`;
}
