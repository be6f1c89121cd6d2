/** A list of ids in pages, each for one command. */
export function pagesOf<T>(ids: readonly T[], size: number): (readonly T[])[] {
  const pages: (readonly T[])[] = [];
  for (let start = 0; start < ids.length; start += size) pages.push(ids.slice(start, start + size));
  return pages;
}

/** Each account's items in pages, each for one command. */
export function pagesByAccount<T extends { readonly accountId: number }>(
  items: readonly T[],
  size: number,
): { readonly accountId: number; readonly page: readonly T[] }[] {
  const byAccount = new Map<number, T[]>();
  for (const item of items) {
    const own = byAccount.get(item.accountId);
    if (own) own.push(item);
    else byAccount.set(item.accountId, [item]);
  }
  return [...byAccount].flatMap(([accountId, own]) => pagesOf(own, size).map((page) => ({ accountId, page })));
}
