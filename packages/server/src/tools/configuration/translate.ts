import { KINDS, type Entry, type Field, type Resource, type Section } from "./kinds.ts";
import { isObject } from "./values.ts";

/** What is shown of a secret that is stored. */
export const SECRET = "(secret)";

/** From an id of the API to its handle in the file, or the other way; undefined when there is none. */
export type Translate = (section: Section, name: unknown) => unknown;

/** A resource as a file declares it, complete: lists without what is gone. Names without a handle stay ids. */
export function entryOf(section: Section, resource: Resource, handleOf: Translate): Entry {
  const entry = fileForm(KINDS[section].fields, resource, handleOf);
  if (section === "providers") {
    const { has_credentials: credentials, has_webhook_secret: secret, status } = resource;
    return {
      ...entry,
      credentials: credentials === true ? SECRET : null,
      webhook_secret: secret === true ? SECRET : null,
      status: status === "paused" ? "paused" : "active",
    };
  }
  return entry;
}

/** The members of a request that makes a resource what the entry says. */
export function membersOf(fields: readonly Field[], entry: Entry, idOf: Translate): Record<string, unknown> {
  const given = fields.filter(({ name }) => entry[name] !== undefined);
  return Object.fromEntries(
    given.map((field) => {
      const { name, member = name, inside } = field;
      const value = entry[name];
      if (inside !== undefined && isObject(value)) return [member, membersOf(inside, value, idOf)];
      return [member, translated(field, value, idOf)];
    }),
  );
}

function fileForm(fields: readonly Field[], resource: Resource, handleOf: Translate): Record<string, unknown> {
  const entries = fields.map((field): [string, unknown] => {
    const { name, member = name, inside } = field;
    const value = resource[member];
    if (inside !== undefined && isObject(value)) return [name, fileForm(inside, value, handleOf)];
    return [name, translated(field, withoutGone(field, value, handleOf), handleOf)];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Whether a resource concerns only what is gone: a card of a closed wallet, a route of a deleted feature alone. */
export function concernsNothing(fields: readonly Field[], resource: Resource, handleOf: Translate): boolean {
  return fields.some(({ name, member = name, inside, refers }) => {
    const value = resource[member];
    if (inside !== undefined && isObject(value)) return concernsNothing(inside, value, handleOf);
    if (refers === undefined || value === null || value === undefined) return false;
    const names: readonly unknown[] = Array.isArray(value) ? value : [value];
    return names.length > 0 && names.every((one) => handleOf(refers, one) === undefined);
  });
}

/** A list of names without those of nothing; whole when all are, because an empty filter would admit everything. */
function withoutGone({ refers }: Field, value: unknown, handleOf: Translate): unknown {
  if (refers === undefined || !Array.isArray(value)) return value;
  const known = value.filter((one) => handleOf(refers, one) !== undefined);
  return known.length > 0 ? known : value;
}

function translated({ refers }: Field, value: unknown, translate: Translate): unknown {
  if (refers === undefined || value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((name: unknown) => translate(refers, name) ?? name);
  return translate(refers, value) ?? value;
}
