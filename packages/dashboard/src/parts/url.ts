import { useNavigate, useSearch } from "@tanstack/react-router";

/** What is chosen on a page is in its URL, as text. */
export type UrlValues = Readonly<Record<string, string | undefined>>;

export function useUrlValues(): UrlValues {
  return useSearch({ strict: false }) as UrlValues;
}

/** Changes some values and keeps the others; an empty one is removed. */
export function useSetUrl(): (change: UrlValues) => void {
  const navigate = useNavigate();
  return (change) => {
    const next = (before: object) =>
      Object.fromEntries(
        Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined && value !== ""),
      );
    void navigate({ to: ".", search: next, replace: true });
  };
}

/** The number that an id in a URL is, when it is written as ids are; otherwise NaN, which is no id of anything. */
export function idIn(text = ""): number {
  return /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN;
}
