import { CHANNEL_RATES, isCurrency } from "@plimsoll/core";
import type { ChannelKind } from "@plimsoll/contract";
import { maskedConfig } from "../../channels/secrets.ts";
import {
  handleOf,
  idOf,
  isMirror,
  KINDS,
  namesOf,
  SECTIONS,
  type Entry,
  type Field,
  type Resource,
  type Section,
} from "./kinds.ts";
import { concernsNothing, entryOf, SECRET } from "./translate.ts";
import { textOf } from "../text-of.ts";
import { momentOf } from "./moment-of.ts";
import { isObject, isSame, withoutNull } from "./values.ts";

/** @limit Configuration files: characters of a key that is made of a name, before its number. */
const MAX_WORDS = 60;

/** What a file declares. A section that it does not have is left alone. */
export type Wanted = Readonly<Partial<Record<Section, readonly Entry[]>>>;
/** Every resource as the API returns it. */
export type Present = Readonly<Record<Section, readonly Resource[]>>;

export interface PlanOptions {
  readonly prune: boolean;
  /** Secrets that are stored and not shown are set again. */
  readonly setSecrets: boolean;
  /** Milliseconds: campaigns that are over are history. */
  readonly now: number;
}

/** A field's values; secrets are masked. */
export interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface Step {
  readonly action: "create" | "change" | "replace" | "delete" | "archive";
  readonly section: Section;
  readonly handle: string;
  /** The resource's, unless it is created. */
  readonly id: unknown;
  /** What the file says of it; of a deletion, what there is. */
  readonly entry: Entry;
  /** What there is; empty where nothing is. */
  readonly before: Entry;
  readonly changes: readonly Change[];
}

export interface Problem {
  /** In the file: `routes.0.channels.1`. */
  readonly path: string;
  readonly message: string;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** What the file declares and the account has already. */
  readonly left: readonly Pick<Step, "section" | "handle">[];
  readonly problems: readonly Problem[];
  /** What the file declares and cannot be applied any more. */
  readonly notes: readonly string[];
  /** The ids of present resources by section and handle. */
  readonly ids: ReadonlyMap<Section, ReadonlyMap<string, unknown>>;
}

/** A resource that is there, by its handle. */
interface Found {
  readonly id: unknown;
  readonly key: string | null;
  readonly handle: string;
  readonly entry: Entry;
  /** Its place in the file; null for one that the file does not declare. */
  readonly place: number | null;
  /** What it refers to is gone, so that it has no effect and cannot be made again. */
  readonly isIdle: boolean;
}

/** What has to be done so that the account is as the file says, in the order in which it can be done. */
export function planOf(wanted: Wanted, present: Present, options: PlanOptions): Plan {
  const found = matched(wanted, present, options.now);
  const known: Known = { wanted, found, prune: options.prune };
  const problems: Problem[] = [];
  const notes: string[] = [];
  const steps: Step[] = [];
  const removals: Step[] = [];
  const left: Pick<Step, "section" | "handle">[] = [];
  for (const section of SECTIONS) {
    const there = found.get(section) ?? [];
    for (const [place, given] of (wanted[section] ?? []).entries()) {
      const entry = completed(section, given);
      const path = section === "account" ? section : `${section}.${place}`;
      problems.push(...unknownCurrencies(section, entry, path, found, wanted));
      problems.push(...brokenReferences(KINDS[section].fields, entry, path, known));
      if (isOver(section, entry, options.now)) {
        notes.push(`${path}: the campaign is over, and is left out`);
        continue;
      }
      const match = there.find((candidate) => candidate.place === place);
      const step = match
        ? changeOf(section, withoutPruned(section, entry, match, known), match, options)
        : creationOf(section, entry);
      if (step === null) left.push({ section, handle: handleOf(section, entry) });
      else {
        problems.push(...fixedProblems(step, path));
        steps.push(step);
      }
    }
    if (options.prune && wanted[section] !== undefined) {
      for (const { id, handle, entry, place } of there) {
        if (place !== null || isArchived(section, entry)) continue;
        const { prune } = KINDS[section];
        if (prune === "never") notes.push(`${KINDS[section].noun} ${handle} is not in the file, and stays`);
        else removals.unshift({ action: prune, section, handle, id, entry, before: entry, changes: [] });
      }
    }
  }
  const ids = new Map(
    [...found].map(([section, all]) => [section, new Map(all.map(({ handle, id }) => [handle, id]))]),
  );
  return { steps: [...steps, ...removals], left, problems, notes, ids };
}

/**
 * What there is and has an effect, as a file declares it: with a handle for each, and without what is the default anyway. An account begins
 * with routes, so that the absence of routes is declared as well.
 */
export function declared(present: Present, now: number): Wanted {
  const found = matched({}, present, now);
  return Object.fromEntries(
    SECTIONS.flatMap((section) => {
      const entries = (found.get(section) ?? [])
        .filter(({ isIdle }) => !isIdle)
        .map(({ entry, handle }) => withoutDefaults(section, entry, handle));
      const isEmpty = entries.every((entry) => Object.keys(entry).length === 0);
      return isEmpty && section !== "routes" ? [] : [[section, entries]];
    }),
  );
}

/** Pairs what is declared with what is there, section by section, because names contain the handles of others. */
function matched(wanted: Wanted, present: Present, now: number): Map<Section, readonly Found[]> {
  const found = new Map<Section, readonly Found[]>();
  const handles = new Map<Section, Map<unknown, string>>();
  const translate = (section: Section, id: unknown) => handles.get(section)?.get(id);
  for (const section of SECTIONS) {
    const { keyed } = KINDS[section];
    const entries = wanted[section] ?? [];
    const there = present[section]
      .map((resource) => ({ resource, entry: entryOf(section, resource, translate) }))
      .filter(({ entry }) => !isOver(section, entry, now) && entry["status"] !== "closed");
    const keyOf = ({ resource }: { readonly resource: Resource }) =>
      keyed ? ((resource["key"] ?? null) as string | null) : null;
    const places = paired(
      entries.map((entry) => ({ key: keyed ? String(entry["key"]) : null, name: namesOf(section, entry) })),
      there.map((item) => ({ key: keyOf(item), name: namesOf(section, item.entry) })),
    );
    const used = new Set([
      ...entries.map((entry) => handleOf(section, entry)),
      ...there.flatMap((item) => keyOf(item) ?? []),
    ]);
    found.set(
      section,
      there.map((item, index) => {
        const { resource, entry } = item;
        const place = places[index] ?? null;
        const declaredAs = place === null ? undefined : entries[place];
        const key = keyOf(item);
        const handle = declaredAs ? handleOf(section, declaredAs) : (key ?? newHandle(section, entry, used));
        used.add(handle);
        const isIdle = concernsNothing(KINDS[section].fields, resource, translate);
        return { id: idOf(section, resource), key, handle, entry, place, isIdle };
      }),
    );
    handles.set(section, new Map((found.get(section) ?? []).map(({ id, handle }) => [id, handle])));
  }
  return found;
}

interface Named {
  readonly key: string | null;
  readonly name: string;
}

/**
 * For each resource that is there, the place of its entry: the one with its key, else, while it has none, the next one
 * with its names.
 */
function paired(entries: readonly Named[], there: readonly Named[]): (number | null)[] {
  const byKey = new Map(entries.map(({ key }, place) => [key, place]));
  const places = there.map(({ key }) => (key === null ? null : (byKey.get(key) ?? null)));
  const taken = new Set(places);
  const byName = new Map<string, number[]>();
  for (const [place, { name }] of entries.entries()) {
    if (!taken.has(place)) byName.set(name, [...(byName.get(name) ?? []), place]);
  }
  return there.map(({ key, name }, index) => {
    if (key !== null) return places[index] ?? null;
    return byName.get(name)?.shift() ?? null;
  });
}

/** A resource's own name in words of the file, with a number where another has it. */
function newHandle(section: Section, entry: Entry, used: ReadonlySet<string>): string {
  const { keyed, noun } = KINDS[section];
  const own = handleOf(section, entry);
  if (!keyed && !used.has(own)) return own;
  const text = textOf(entry["name"] ?? entry["description"] ?? hostOf(entry["url"]) ?? noun);
  const plain = wordsOf(text) || wordsOf(noun);
  for (let number = keyed ? 1 : 2; ; number += 1) {
    const handle = number === 1 ? plain : `${plain}-${number}`;
    if (!used.has(handle)) return handle;
  }
}

function wordsOf(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_WORDS)
    .replaceAll(/^-+|-+$/g, "");
}

function hostOf(url: unknown): string | null {
  return typeof url === "string" && URL.canParse(url) ? new URL(url).hostname : null;
}

/** The entry as it will be stored. */
function completed(section: Section, entry: Entry): Entry {
  const whole: Record<string, unknown> = { ...entry };
  for (const { name, default: usual, fills } of KINDS[section].fields) {
    const value = whole[name];
    // A wallet without a limit may go below zero as far as it wants.
    if (value === null && usual !== undefined && name !== "overdraft_limit") whole[name] = usual;
    else if (fills !== undefined && isObject(value)) whole[name] = { ...fills, ...value };
  }
  if (section === "channels" && whole["rate_limit_per_second"] === null) {
    whole["rate_limit_per_second"] = CHANNEL_RATES[whole["kind"] as ChannelKind];
  }
  if (section === "products") whole["fee"] = feeOf(whole["fee"]);
  return whole;
}

/** An amount alone is an object as well; no fee and a fee of nothing are the same. */
function feeOf(fee: unknown): unknown {
  if (typeof fee !== "string" && typeof fee !== "number" && !isObject(fee)) return fee;
  const whole = isObject(fee) ? fee : { amount: fee };
  return Object.values(whole).every((value) => Number(value) === 0) ? null : whole;
}

function changeOf(section: Section, entry: Entry, match: Found, options: PlanOptions): Step | null {
  const { fields, keyed } = KINDS[section];
  const changes: Change[] = [];
  if (keyed && match.key === null) changes.push({ field: "key", before: null, after: entry["key"] });
  for (const field of fields) {
    const given = entry[field.name];
    if (given === undefined) continue;
    const before = match.entry[field.name];
    const after = shown(section, entry, field, given, before);
    const isAgain = field.as === "secret" && options.setSecrets && given !== null;
    if (isAgain || !isSame(field, after, before)) changes.push({ field: field.name, before, after });
  }
  if (changes.length === 0) return null;
  const { handle, id } = match;
  // A campaign cannot be changed: it ends, and another begins.
  const action = section === "campaigns" ? "replace" : "change";
  return { action, section, handle, id, entry, before: match.entry, changes };
}

function creationOf(section: Section, entry: Entry): Step {
  const changes = KINDS[section].fields.flatMap((field) => {
    const after = entry[field.name];
    if (after === undefined || after === null) return [];
    return [{ field: field.name, before: null, after: shown(section, entry, field, after, undefined) }];
  });
  return { action: "create", section, handle: handleOf(section, entry), id: null, entry, before: {}, changes };
}

/** A value as it may be shown, and as the API shows it. */
function shown(section: Section, entry: Entry, field: Field, value: unknown, before: unknown): unknown {
  if (field.as === "secret") return value === null ? null : SECRET;
  if (section === "channels" && field.name === "config" && isObject(value)) {
    return maskedConfig(entry["kind"] as ChannelKind, value);
  }
  if (field.name === "denominations" && isObject(value) && isObject(before) && !value["step"]) {
    return { ...value, step: before["step"] };
  }
  return value;
}

function fixedProblems({ action, section, changes, entry }: Step, path: string): Problem[] {
  if (action !== "change") return [];
  const fixed = KINDS[section].fields.filter((field) => field.fixed === true).map(({ name }) => name);
  const wrong = changes
    .filter(({ field }) => fixed.includes(field))
    .map(({ field, before, after }) => ({
      path: `${path}.${field}`,
      message: `cannot be changed from ${JSON.stringify(before)} to ${JSON.stringify(after)}`,
    }));
  if (section === "wallets" && isMirror(entry) && changes.some(({ field }) => field === "overdraft_limit")) {
    wrong.push({ path: `${path}.overdraft_limit`, message: "of a mirror is decided by its provider" });
  }
  return wrong;
}

interface Known {
  readonly wanted: Wanted;
  readonly found: ReadonlyMap<Section, readonly Found[]>;
  readonly prune: boolean;
}

function unknownCurrencies(
  section: Section,
  entry: Entry,
  path: string,
  found: ReadonlyMap<Section, readonly Found[]>,
  wanted: Wanted,
): Problem[] {
  const isKnownCode = (code: string) =>
    isCurrency(code) ||
    (section === "alert_defaults" && code === "*") ||
    (wanted.currencies ?? []).some(({ currency }) => currency === code) ||
    (found.get("currencies") ?? []).some(({ handle }) => handle === code);
  const fields = section === "fx_rates" ? ["from", "to"] : section === "currencies" ? [] : ["currency"];
  return fields.flatMap((field) => {
    const code = entry[field];
    if (typeof code !== "string" || isKnownCode(code)) return [];
    const message = `must be an ISO 4217 code or a currency of the account's own; there is no ${code}`;
    return [{ path: `${path}.${field}`, message }];
  });
}

/** The names in an entry that nothing has, in the file or in the account. */
function brokenReferences(fields: readonly Field[], entry: Entry, path: string, known: Known): Problem[] {
  return fields.flatMap((field): Problem[] => {
    const value = entry[field.name];
    const at = `${path}.${field.name}`;
    if (field.inside !== undefined && isObject(value)) return brokenReferences(field.inside, value, at, known);
    const { refers } = field;
    if (refers === undefined || value === null || value === undefined) return [];
    const names = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    return names.flatMap((name, index) => {
      if (isKnown(refers, String(name), known)) return [];
      const place = Array.isArray(value) ? `${at}.${index}` : at;
      return [{ path: place, message: `there is no ${KINDS[refers].noun} ${JSON.stringify(name)}` }];
    });
  });
}

/** The entry that also gives up what it says nothing of, refers to, and is deleted: a campaign ends with its provider. */
function withoutPruned(section: Section, entry: Entry, match: Found, known: Known): Entry {
  const lost = KINDS[section].fields.filter(({ name, refers }) => {
    const before = match.entry[name];
    return refers && entry[name] === undefined && typeof before === "string" && !isKnown(refers, before, known);
  });
  return { ...entry, ...Object.fromEntries(lost.map(({ name }) => [name, null])) };
}

function isKnown(section: Section, name: string, { wanted, found, prune }: Known): boolean {
  const entries = wanted[section];
  if (entries?.some((entry) => handleOf(section, entry) === name) === true) return true;
  const goes = prune && entries !== undefined && KINDS[section].prune === "delete";
  return !goes && (found.get(section) ?? []).some(({ handle }) => handle === name);
}

function isOver(section: Section, entry: Entry, now: number): boolean {
  return section === "campaigns" && (momentOf(entry["ends_at"]) ?? now) <= now;
}

function isArchived(section: Section, entry: Entry): boolean {
  return KINDS[section].prune === "archive" && entry["status"] === "archived";
}

function withoutDefaults(section: Section, entry: Entry, handle: string): Entry {
  const { fields, keyed } = KINDS[section];
  const isHandled = section === "wallets" && handleOf(section, entry) !== handle;
  const kept = fields.filter((field) => {
    const value = entry[field.name];
    if (section === "wallets" && field.name === "overdraft_limit" && isMirror(entry)) return false;
    if (section === "channels" && field.name === "rate_limit_per_second") {
      return value !== CHANNEL_RATES[entry["kind"] as ChannelKind];
    }
    return !isSame(field, value, field.default ?? null);
  });
  return {
    ...((keyed || isHandled) && { key: handle }),
    ...Object.fromEntries(kept.map(({ name }) => [name, withoutNull(entry[name])])),
  };
}
