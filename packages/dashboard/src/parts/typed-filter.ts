import { negationOf, type Filter } from "./filters.ts";

/** What was typed, taken apart. */
export interface Typed {
  /** Values of filters as the URL has them: "blocked", or "-blocked" for what must not match. */
  readonly values: Readonly<Record<string, string>>;
  /** What stays in the field. */
  readonly text: string;
  /** What is searched for: the text without a filter that is still being typed, or that was not understood. */
  readonly words: string;
  /** Filters that are typed to their end and name no choice, or cannot be negated. */
  readonly unknown: readonly string[];
}

const TOKEN = /(^|\s)(-?)([a-z]+):("([^"]*)"|\S+)(?=\s)/gi;
const BEGUN = /(^|\s)(?:-?([a-z]+):(?:"[^"]*|\S*)|-([a-z]*))$/i;

/**
 * Takes `state:blocked currency:AED -provider:"Octopus USD"` out of a text. A filter counts when a space follows it, and
 * when its value is one of the filter's choices, by value or by label.
 */
export function takeTyped(typed: string, filters: readonly Filter[], isDone = false): Typed {
  const values: Record<string, string> = {};
  const unknown: string[] = [];
  const text = `${typed}${isDone ? " " : ""}`.replaceAll(
    TOKEN,
    (token: string, before: string, minus: string, name: string, raw: string, quoted?: string) => {
      const filter = named(filters, name);
      const wanted = (quoted ?? raw).toLowerCase();
      const choice = choicesOf(filter).find(
        ({ value, label }) => value.toLowerCase() === wanted || label.toLowerCase() === wanted,
      );
      if (filter === undefined) return token;
      if (choice === undefined || (minus !== "" && !isNegatable(filter))) {
        unknown.push(token.trim());
        return token;
      }
      values[filter.name] = `${minus}${choice.value}`;
      return before;
    },
  );
  const left = Object.keys(values).length > 0 || isDone ? text.trim() : typed;
  const begun = BEGUN.exec(left);
  const [, , name, negated] = begun ?? [];
  const isBegun =
    (name !== undefined && named(filters, name) !== undefined) ||
    (negated !== undefined && filters.some((filter) => isNegatable(filter) && begins(filter.name, negated)));
  const searched = isBegun ? left.slice(0, begun?.index) : left;
  return { values, text: left, words: without(searched, unknown), unknown };
}

/** How the filter that is being typed may go on: whole texts of the field, which end with the space that ends it. */
export function completions(text: string, filters: readonly Filter[]): readonly string[] {
  const word = /\S*$/.exec(text)?.[0] ?? "";
  const [, minus = "", name = ""] = /^(-?)([a-z]*)/i.exec(word) ?? [];
  // A word is text, unless it begins like the name of a filter.
  if (!/^(-[a-z]*|[a-z]{3,})$|^-?[a-z]+:/i.test(word)) return [];
  const before = text.slice(0, text.length - word.length);
  const colon = word.includes(":");
  return filters
    .filter((filter) => (minus === "" ? choicesOf(filter).length > 0 : isNegatable(filter)))
    .filter((filter) => (colon ? same(filter.name, name) : begins(filter.name, name)))
    .flatMap((filter) =>
      choicesOf(filter).map(({ label }) => {
        const shown = /\s/.test(label) ? `"${label}"` : label;
        return `${before}${minus}${filter.name}:${shown} `;
      }),
    );
}

function without(text: string, tokens: readonly string[]): string {
  return tokens.reduce((left, token) => left.replace(token, "").replace("  ", " "), text).trim();
}

function named(filters: readonly Filter[], name: string): Filter | undefined {
  return filters.find((filter) => same(filter.name, name) && choicesOf(filter).length > 0);
}

function choicesOf(filter: Filter | undefined) {
  return filter?.kind === "chips" || filter?.kind === "pick" ? filter.choices : [];
}

function isNegatable(filter: Filter): boolean {
  return negationOf(filter) !== undefined;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function begins(name: string, part: string): boolean {
  return name.toLowerCase().startsWith(part.toLowerCase());
}
