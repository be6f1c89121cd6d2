import type { ReactNode } from "react";
import { useSetUrl, useUrlValues, type UrlValues } from "./url.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly count?: number | undefined;
  /** From where on it is not counted. */
  readonly countedTo?: number;
  readonly mark?: ReactNode;
}

/** One way to narrow a list. Its name is that of the URL's value. */
export type Filter<Name extends string = string> =
  | { readonly kind: "text"; readonly name: Name; readonly label: string; readonly placeholder: string }
  /** All visible, one pressed; `all` is what none of them is called. */
  | {
      readonly kind: "chips";
      readonly name: Name;
      readonly label: string;
      readonly all: string;
      readonly total?: number;
      readonly choices: readonly Choice[];
      /** What the API calls it among those that must not match; without it, it cannot be negated. */
      readonly not?: string;
    }
  | {
      readonly kind: "pick";
      readonly name: Name;
      readonly label: string;
      readonly choices: readonly Choice[];
      /** The choices are read, perhaps not all of them: any value is one. */
      readonly isOpen?: boolean;
      /** As of chips. */
      readonly not?: string;
    }
  /** One chip, pressed or not. */
  | {
      readonly kind: "flag";
      readonly name: Name;
      readonly value: string;
      readonly label: string;
      readonly count?: number;
    }
  /** A local day, as the URL has it: 2026-11-27. */
  | { readonly kind: "day"; readonly name: Name; readonly label: string };

/** The filter of a list by the status of what it has. */
export function statusChips<Status extends string>(statuses: readonly Status[], word: (status: Status) => string) {
  const choices = statuses.map((status) => ({ value: status, label: word(status) }));
  return { kind: "chips", name: "status", label: "Status", all: "All", not: "status", choices } as const;
}

/** @limit Dashboard: the largest count on a chip of a list that is said exactly. */
const COUNTED = 1_000;

/** The filters with how many rows each status has. */
export function withCounts<Name extends string>(
  filters: Filters<Name>,
  counts: Readonly<Record<string, number>>,
): Filters<Name> {
  return {
    ...filters,
    filters: filters.filters.map((filter) =>
      filter.kind === "chips" && filter.name === "status"
        ? {
            ...filter,
            choices: filter.choices.map((choice) => ({
              ...choice,
              count: counts[choice.value],
              countedTo: COUNTED,
            })),
          }
        : filter,
    ),
  };
}

export interface Filters<Name extends string = string> {
  /** What they filter: "order". */
  readonly noun: string;
  readonly filters: readonly Filter<Name>[];
  /** What is set; nothing that the filter does not know. */
  readonly values: Readonly<Partial<Record<Name, string>>>;
  /** Those of them that must not match: "-" before the value in the URL. */
  readonly negated: ReadonlySet<Name>;
  /** The same by the API's names, as its lists take them. */
  readonly not: string | undefined;
  readonly isSet: boolean;
  set(this: void, name: Name, value: string | undefined): void;
  /** Several at once, as the URL has them. */
  change(this: void, values: UrlValues): void;
  readonly clear: () => void;
}

const PAGE = ["page"] as const;

/** The filters of a list, in the URL. A change removes what was chosen within the list: by default, leads back to its first page. */
export function useFilters<const Name extends string>(
  noun: string,
  filters: readonly Filter<Name>[],
  within: readonly string[] = PAGE,
): Filters<Name> {
  const url = useUrlValues();
  const setUrl = useSetUrl();
  const values: Partial<Record<Name, string>> = {};
  const negated = new Set<Name>();
  const not: string[] = [];
  for (const filter of filters) {
    const text = url[filter.name];
    if (text === undefined) continue;
    const apiName = negationOf(filter);
    const isNegated = apiName !== undefined && text.startsWith("-");
    const value = isNegated ? text.slice(1) : text;
    if (!isKnown(filter, value)) continue;
    values[filter.name] = value;
    if (!isNegated) continue;
    negated.add(filter.name);
    not.push(apiName);
  }
  const change = (to: UrlValues): void =>
    setUrl({ ...Object.fromEntries(within.map((name) => [name, undefined])), ...to });
  return {
    noun,
    filters,
    values,
    negated,
    not: not.length === 0 ? undefined : not.join(","),
    change,
    isSet: Object.keys(values).length > 0,
    set: (name, value) => change({ [name]: value }),
    clear: () => change(Object.fromEntries(filters.map(({ name }) => [name, undefined]))),
  };
}

/** What the API calls a filter among those that must not match; undefined for one that cannot be negated. */
export function negationOf(filter: Filter): string | undefined {
  return filter.kind === "chips" || filter.kind === "pick" ? filter.not : undefined;
}

function isKnown(filter: Filter, value: string): boolean {
  if (filter.kind === "text") return value !== "";
  if (filter.kind === "flag") return value === filter.value;
  if (filter.kind === "day") return !Number.isNaN(startOfDay(value));
  if (filter.kind === "pick" && filter.isOpen === true) return true;
  return filter.choices.some((choice) => choice.value === value);
}

/** The local midnight at which a day of the URL begins; NaN for what is none. */
function startOfDay(day: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00`).getTime() : Number.NaN;
}

/** The period of two days as the API takes it: from the first's beginning to the last's end. */
export function periodOf(from: string | undefined, to: string | undefined) {
  const end = to === undefined ? undefined : new Date(startOfDay(to));
  end?.setDate(end.getDate() + 1);
  return {
    from: from === undefined ? undefined : new Date(startOfDay(from)).toISOString(),
    to: end?.toISOString(),
  };
}
