import { HttpJsonSettings, MAX_SECRET, OctopusSettings, SudoSettings, type ErrorDetail } from "@plimsoll/contract";
import { credentialNames } from "../providers/http-json/templates.ts";
import { kindFacts, type KindFacts } from "../providers/kinds.ts";
import { invalid } from "./api-error.ts";
import { fieldName } from "./field-name.ts";
import { urlProblem } from "./urls.ts";
import { validatorOf, type Validator } from "./validation.ts";

/** The members of a provider that the rules of its kind check; undefined when the request leaves them out. */
export interface KindFields {
  readonly base_url?: string | null | undefined;
  readonly credentials?: unknown;
  readonly webhook_secret?: string | null | undefined;
  readonly settings?: unknown;
}

const SETTINGS: Readonly<Record<"http-json" | "sudo" | "octopus", Validator>> = {
  "http-json": validatorOf(HttpJsonSettings),
  sudo: validatorOf(SudoSettings),
  octopus: validatorOf(OctopusSettings),
};

/** Headers through which settings could take control of the request. */
const RESERVED_HEADERS = new Set(["host", "content-length", "transfer-encoding", "connection", "upgrade", "expect"]);
const CONTROL = /\p{Cc}/u;

/**
 * Throws VALIDATION_FAILURE with every violation of the kind's rules. `settings` are those that will apply: the
 * request's, else the stored ones.
 */
export function requireKindFields(
  kind: string,
  fields: KindFields,
  settings: unknown,
  allowPrivateTargets: boolean,
): void {
  const facts = kindFacts(kind);
  if (facts === null) return;
  const details: ErrorDetail[] = [];
  const problem = typeof fields.base_url === "string" ? urlProblem(fields.base_url, allowPrivateTargets) : null;
  if (problem !== null) details.push({ field: "base_url", message: `base_url ${problem}` });
  if (typeof fields.webhook_secret === "string" && !facts.hooks) {
    details.push({ field: "webhook_secret", message: `webhook_secret must be absent: ${kind} sends no hooks` });
  }
  const wrong = settingsProblems(kind, facts, fields.settings, settings, allowPrivateTargets);
  details.push(...wrong);
  if (wrong.length === 0 && fields.credentials !== undefined && fields.credentials !== null) {
    details.push(...credentialProblems(facts, fields.credentials, settings));
  }
  if (details.length > 0) throw invalid(details);
}

function settingsProblems(
  kind: string,
  facts: KindFacts,
  given: unknown,
  settings: unknown,
  allowPrivateTargets: boolean,
): readonly ErrorDetail[] {
  if (facts.settings === "none") {
    const message = `settings must be absent: ${kind} takes none`;
    return given === undefined || given === null ? [] : [{ field: "settings", message }];
  }
  const optional = facts.settings === "octopus" || facts.settings === "sudo";
  if (optional && (given === undefined || given === null)) return [];
  if (settings === null || settings === undefined) return [{ field: "settings", message: "settings is required" }];
  if (given === undefined) return [];
  const details = SETTINGS[facts.settings](given).map(({ field, message }) => {
    const inside = field === "body" ? "settings" : fieldName(["settings", field]);
    return { field: inside, message: message.startsWith(field) ? inside + message.slice(field.length) : message };
  });
  if (details.length > 0 || facts.settings !== "http-json") return details;
  return requestProblems(given as HttpJsonSettings, allowPrivateTargets);
}

/** Rules that the schema cannot express. */
function requestProblems(
  { request, auth, sign_in: signIn, currency, implied_currency: implied, amount, paging }: HttpJsonSettings,
  allowPrivateTargets: boolean,
): ErrorDetail[] {
  const details: ErrorDetail[] = [];
  const add = (field: string, message: string): void => {
    details.push({ field: `settings.${field}`, message: `settings.${field} ${message}` });
  };
  const lists = { "request.headers": request.headers ?? [], "sign_in.headers": signIn?.headers ?? [] };
  for (const [list, headers] of Object.entries(lists)) {
    for (const [index, { name, value }] of headers.entries()) {
      if (RESERVED_HEADERS.has(name.toLowerCase())) add(`${list}.${index}.name`, "is set by the connection");
      if (CONTROL.test(value)) add(`${list}.${index}.value`, "must have no control characters");
    }
  }
  const signInProblem = signIn?.url === undefined ? null : urlProblem(signIn.url, allowPrivateTargets);
  if (signInProblem !== null) add("sign_in.url", signInProblem);
  const named = auth.style === "header" || auth.style === "query";
  if (named && auth.name === undefined) add("auth.name", "is required");
  if (auth.style === "header" && RESERVED_HEADERS.has((auth.name ?? "").toLowerCase())) {
    add("auth.name", "is set by the connection");
  }
  if (currency === undefined && implied === undefined && amount.unit !== "with_currency") {
    add("currency", "is required, or implied_currency");
  }
  for (const name of ["plus", "less"] as const) {
    if (amount.unit === "with_currency" && amount[name] !== undefined) {
      add(`amount.${name}`, "cannot be combined with with_currency");
    }
  }
  if (paging?.style === "cursor" && paging.next === undefined) add("paging.next", "is required");
  if (paging?.style === "header" && paging.header === undefined) add("paging.header", "is required");
  return details;
}

function credentialProblems(facts: KindFacts, given: unknown, settings: unknown): ErrorDetail[] {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return [{ field: "credentials", message: "credentials must be a JSON object" }];
  }
  const names = facts.credentials ?? credentialNames(settings as HttpJsonSettings);
  const details: ErrorDetail[] = [];
  const add = (name: string, message: string): void => {
    const field = fieldName(["credentials", name]);
    details.push({ field, message: `${field} ${message}` });
  };
  for (const name of names) {
    const value: unknown = Object.hasOwn(given, name) ? (given as Record<string, unknown>)[name] : undefined;
    if (value === undefined) add(name, "is required");
    else if (typeof value !== "string") add(name, "must be a string");
    else if (value === "") add(name, "must not be empty");
    else if (value.length > MAX_SECRET) add(name, `must have at most ${MAX_SECRET} characters`);
    else if (CONTROL.test(value)) add(name, "must have no control characters");
  }
  for (const name of Object.keys(given)) if (!names.includes(name)) add(name, "is not a known field");
  return details;
}
