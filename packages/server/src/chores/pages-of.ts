/** A list of ids in pages, each for one command. */
export function pagesOf<T>(ids: readonly T[], size: number): (readonly T[])[] {
  const pages: (readonly T[])[] = [];
  for (let start = 0; start < ids.length; start += size) pages.push(ids.slice(start, start + size));
  return pages;
}
