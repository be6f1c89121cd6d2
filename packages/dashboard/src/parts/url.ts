import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";

/** What is chosen on a page is in its URL, as text. */
export type UrlValues = Readonly<Record<string, string | undefined>>;

export function useUrlValues(): UrlValues {
  return useSearch({ strict: false }) as UrlValues;
}

/** Changes some values and keeps the others; an empty one is removed. */
export function useSetUrl(): (change: UrlValues, how?: Opening) => void {
  const navigate = useNavigate();
  return (change, how = { replace: true }) => {
    const next = (before: object) =>
      Object.fromEntries(
        Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined && value !== ""),
      );
    void navigate({ to: ".", search: next, ...how });
  };
}

declare module "@tanstack/react-router" {
  interface HistoryState {
    isBeside?: boolean;
  }
}

/** How a navigation goes into the browser's history. */
interface Opening {
  readonly replace: boolean;
  readonly state?: true | { readonly isBeside: true };
}

interface Beside {
  /** Of what opens a row: the first one has an entry of its own, which Back leaves; another takes its place. */
  readonly opening: Opening;
  /** Leaves that entry; `close` is for a row that was opened by its URL. */
  readonly closeBy: (close: () => void) => void;
}

/** A row that is open beside its list, in the browser's history. */
export function useBeside(isOpen: boolean): Beside {
  const { history } = useRouter();
  return {
    opening: isOpen ? { replace: true, state: true } : { replace: false, state: { isBeside: true } },
    closeBy: (close) => (history.location.state.isBeside === true ? history.back() : close()),
  };
}

/** The number that an id in a URL is, when it is written as ids are; otherwise NaN, which is no id of anything. */
export function idIn(text = ""): number {
  return /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN;
}
