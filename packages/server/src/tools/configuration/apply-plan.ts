import { etagOf, PlimsollError, type Client, type EditOptions } from "@plimsoll/client";
import { MAX_LIMIT } from "@plimsoll/contract";
import { safeText } from "../terminal/safe-text.ts";
import { CALLS } from "./calls.ts";
import { KINDS, type Field, type Resource } from "./kinds.ts";
import type { Plan, Step } from "./plan.ts";
import { entryOf, membersOf, type Translate } from "./translate.ts";
import { mergePatch } from "./values.ts";

const CHANGED =
  "someone has changed it since the plan was made, so it was left as it is. The steps before it are done; see the rest with --plan, then apply again";

/** Called after each step with what it returned. */
export type OnStep = (step: Step, result: unknown) => void;

/**
 * Takes the plan's steps one by one. When it stops in between, whatever stopped it, the next plan has the steps that are
 * left.
 */
export async function applyPlan(client: Client, { steps, ids }: Plan, onStep: OnStep): Promise<void> {
  const known = new Map([...ids].map(([section, all]) => [section, new Map(all)]));
  const idOf: Translate = (section, handle) => known.get(section)?.get(String(handle));
  const handles = new Map(
    [...ids].map(([section, all]) => [section, new Map([...all].map(([name, id]) => [id, name]))]),
  );
  const handleOf: Translate = (section, id) => handles.get(section)?.get(id);
  for (const step of steps) {
    try {
      const options = step.action === "create" ? {} : await asPlanned(client, step, handleOf);
      const result = await take(client, step, idOf, options);
      const { section, handle } = step;
      const { id = step.id } = (result ?? {}) as { readonly id?: unknown };
      if (step.action !== "delete") known.set(section, (known.get(section) ?? new Map()).set(handle, id));
      onStep(step, result);
    } catch (error) {
      throw new Error(`${KINDS[step.section].noun} ${step.handle}: ${complaint(error)}`, { cause: error });
    }
  }
}

/** That there still is what the plan was made from, as a condition of the step's request. */
async function asPlanned(client: Client, { section, id, before }: Step, handleOf: Translate): Promise<EditOptions> {
  const { read } = CALLS[section];
  if (read === undefined) return {};
  const resource = await read(client, id as never);
  const entry = entryOf(section, resource as Resource, handleOf);
  if (JSON.stringify(entry) !== JSON.stringify(before)) throw new Error(CHANGED);
  return { ifMatch: etagOf(resource) };
}

async function take(client: Client, step: Step, idOf: Translate, options: EditOptions): Promise<unknown> {
  const { action, section, id, entry } = step;
  const calls = CALLS[section];
  switch (action) {
    case "create":
      return create(client, step, idOf);
    case "replace":
      await calls.remove(client, id as never, options);
      return create(client, step, idOf);
    case "change": {
      const fields = changed(step);
      const body = membersOf(fields, { ...entry, ...merged(fields, step) }, idOf);
      const key = step.changes.some(({ field }) => field === "key") ? { key: entry["key"] } : {};
      return calls.update(client, id as never, { ...key, ...body }, options);
    }
    case "delete":
    case "archive":
      return calls.remove(client, id as never, options);
  }
}

async function create(client: Client, step: Step, idOf: Translate): Promise<unknown> {
  const { section, entry } = step;
  const { fields, keyed } = KINDS[section];
  const calls = CALLS[section];
  const early = membersOf(
    fields.filter(({ late }) => late !== true),
    entry,
    idOf,
  );
  const made = await orFound(client, step, early, () =>
    calls.create(client, { ...(keyed && { key: entry["key"] }), ...early }),
  );
  const late = fields.filter((field) => field.late === true && entry[field.name] !== undefined);
  const isUsual = late.every(({ name, default: usual }) => entry[name] === usual);
  if (isUsual) return made;
  await calls.update(client, (made as Resource)["id"] as never, membersOf(late, entry, idOf), {});
  return made;
}

/** The first poll of a new provider may find a mirror before it is declared: then it is changed. */
async function orFound(
  client: Client,
  { section, entry }: Step,
  members: Readonly<Record<string, unknown>>,
  make: () => Promise<object>,
): Promise<object> {
  try {
    return await make();
  } catch (error) {
    const isMirror = section === "wallets" && typeof members["external_id"] === "string";
    if (!isMirror || !(error instanceof PlimsollError) || error.code !== "CONFLICT") throw error;
    for await (const wallet of client.wallets.list({ provider_id: String(members["provider_id"]), limit: MAX_LIMIT })) {
      if (wallet.external_id !== members["external_id"]) continue;
      const fixed = KINDS.wallets.fields
        .filter((field) => field.fixed === true)
        .map(({ name, member = name }) => member);
      const body = Object.fromEntries(Object.entries(members).filter(([name]) => !fixed.includes(name)));
      return CALLS.wallets.update(client, wallet.id as never, body, {});
    }
    throw new Error(`there is a mirror of ${String(entry["external_id"])} that cannot be found`, { cause: error });
  }
}

function changed({ section, changes }: Step): readonly Field[] {
  return KINDS[section].fields.filter(({ name }) => changes.some(({ field }) => field === name));
}

function merged(fields: readonly Field[], { entry, before }: Step): Record<string, unknown> {
  return Object.fromEntries(
    fields.map(({ name, merges = "never" }) => [
      name,
      merges === "never" ? entry[name] : mergePatch(entry[name], before[name], merges === "deep"),
    ]),
  );
}

function complaint(error: unknown): string {
  if (error instanceof PlimsollError && error.code === "PRECONDITION_FAILED") return CHANGED;
  if (!(error instanceof PlimsollError)) return error instanceof Error ? error.message : String(error);
  return [error.message, ...error.details.map(({ message }) => message)]
    .filter((text, index, all) => all.indexOf(text) === index)
    .map(safeText)
    .join("; ");
}
