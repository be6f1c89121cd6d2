export interface Read {
  readonly title: string;
  readonly description: string;
  readonly headings: readonly { readonly id: string; readonly text: string; readonly level: number }[];
  readonly html: string;
  readonly parts: readonly { readonly id: string; readonly heading: string; readonly text: string }[];
}
export function readMarkdown(markdown: string, linked: (target: string) => string | null): Read;
export function linkResolver(options: {
  readonly root: string;
  readonly file: string;
  readonly pages: readonly { readonly file: string; readonly url: string }[];
  readonly anchorsOf: (file: string) => ReadonlySet<string>;
  readonly broken: string[];
}): (target: string) => string | null;
export function anchorsIn(markdown: string): Set<string>;
