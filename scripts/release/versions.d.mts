export function versioned(text: string, version: string): string;
export function released(
  changelog: string,
  version: string,
  date: string,
): { readonly changelog: string; readonly notes: string };
export function isReplaceable(names: readonly string[]): boolean;
