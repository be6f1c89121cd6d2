// The client's types and methods, generated from the OpenAPI document, so that they cannot fall behind the API.
import { format } from "oxfmt";
import { schemaIn, successOf, type OpenApi, type Operation, type Parameter } from "./openapi.ts";
import { comment, isName, membersText, referred, typeText, type Direction, type Schema } from "./typescript.ts";

const PREFIX = "/api/v1/";

/** Resources whose name is not the first part of their path. */
const RESOURCES: Readonly<Record<string, string>> = { "/alert-settings/default": "alertDefaults" };

/** Methods whose name does not follow from method and path. */
const METHODS: Readonly<Record<string, string>> = {
  "POST /wallets/{id}/credits": "credit",
  "POST /wallets/{id}/debits": "debit",
  "POST /transactions": "post",
  "DELETE /api-keys/{id}": "revoke",
  "POST /products/{id}/charges": "quote",
  "POST /orders/{id}/deliveries": "deliver",
  "POST /preflight": "check",
  "DELETE /episodes/{id}/acknowledge": "unacknowledge",
  "GET /providers/{id}/drifts/{drift_id}": "drift",
};

/** A `POST` that may be sent twice although it takes no idempotency key: it changes nothing, or the body has a key of its own. */
const REPEATABLE: ReadonlySet<string> = new Set([
  "POST /orders",
  "POST /preflight",
  "POST /products/{id}/charges",
  "POST /alert-settings/preview",
  "POST /transfers/preview",
]);

/** A schema's name in the client, where it differs. */
const NAMES: Readonly<Record<string, string>> = { Event: "WebhookEvent" };

type Schemas = OpenApi["components"]["schemas"];

const HEADER = "// Made by `npm run docs` from the contract.\n\n";

export async function clientSources(document: OpenApi): Promise<ReadonlyMap<string, string>> {
  // Paths for providers, issuers, channels and operators are not part of the client, nor is the stream, which is not JSON.
  const paths = Object.fromEntries(
    Object.entries(document.paths).filter(
      ([path]) => path.startsWith(PREFIX) && path !== `${PREFIX}stream` && !path.endsWith("/inbound"),
    ),
  );
  const renamed = JSON.parse(JSON.stringify({ ...document, paths }), (name, value: unknown) =>
    name === "$ref" ? rename(value as string) : value,
  ) as OpenApi;
  const methods = withOwnNames(
    Object.entries(renamed.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => methodOf(method.toUpperCase(), path, operation)),
    ),
  );
  const folder = "packages/client/src/generated";
  return new Map([
    [`${folder}/types.ts`, await formatted(typesText(renamed))],
    [`${folder}/resources.ts`, await formatted(resourcesText(methods, renamed))],
    // From which the documentation makes its samples.
    ["docs/reference/client-calls.json", `${JSON.stringify(callsOf(methods), null, 2)}\n`],
  ]);
}

async function formatted(text: string): Promise<string> {
  const { code, errors } = await format("generated.ts", HEADER + text, { printWidth: 120 });
  if (errors.length > 0) throw new Error(`the client's generated source is not TypeScript: ${JSON.stringify(errors)}`);
  return code;
}

function rename(ref: string): string {
  const name = ref.split("/").at(-1) ?? "";
  return ref.slice(0, ref.length - name.length) + (NAMES[name] ?? name);
}

// Types

const LATER_EVENTS =
  "An event of this version of the server. Later ones may send further types: leave a default in a switch.";

function typesText({ components, paths, webhooks }: OpenApi): string {
  const { schemas } = components;
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  const out = reachable(schemas, [
    ...operations.map(successOf).map((answer) => schemaIn(answer?.content)),
    ...Object.values(webhooks).map(({ post }) => schemaIn(post.requestBody?.content)),
    schemas["ErrorBody"],
  ]);
  const into = reachable(
    schemas,
    operations.map(({ requestBody }) => schemaIn(requestBody?.content)),
  );
  const named = Object.keys(schemas)
    .filter((name) => out.has(name) || into.has(name))
    .map((name) => declaration(name, schemas[name] ?? {}, out.has(name) ? "out" : "in"));
  const events = Object.entries(webhooks).map(([type, { post }]) => {
    const schema = schemaIn(post.requestBody?.content) ?? {};
    return { type, name: eventName(type), text: declaration(eventName(type), schema, "out") };
  });
  return [
    ...named,
    `export type ErrorCode = ErrorBody["code"];`,
    ...events.map(({ text }) => text),
    `${comment("Every event there is, by its type.")}export interface WebhookEvents { ${events.map(({ type, name }) => `${JSON.stringify(type)}: ${name};`).join("\n")} }`,
    `export type EventType = keyof WebhookEvents;`,
    `${comment(LATER_EVENTS)}export type WebhookEvent = WebhookEvents[EventType];`,
  ].join("\n\n");
}

function declaration(name: string, schema: Schema, direction: Direction): string {
  const about = comment(schema.description);
  return schema.properties
    ? `${about}export interface ${name} { ${membersText(schema, direction)} }`
    : `${about}export type ${name} = ${typeText(schema, direction)};`;
}

function eventName(type: string): string {
  return `${type.split(/[._]/).map(capitalized).join("")}Event`;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The names of the schemas that some schemas need, at any depth. */
function reachable(schemas: Schemas, from: readonly (Schema | undefined)[]): Set<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const name = referred(node);
    if (name !== null && !found.has(name) && schemas[name]) {
      found.add(name);
      visit(schemas[name]);
    }
    Object.values(node).forEach(visit);
  };
  from.forEach(visit);
  return found;
}

// Methods

interface Method {
  readonly resource: string;
  readonly name: string;
  readonly operation: Operation;
  readonly httpMethod: string;
  /** After the prefix, with `{parameters}`. */
  readonly path: string;
}

function methodOf(httpMethod: string, fullPath: string, operation: Operation): Method {
  if (!fullPath.startsWith(PREFIX)) throw new Error(`${fullPath} is not under ${PREFIX}`);
  const path = fullPath.slice(PREFIX.length - 1);
  const prefix = Object.keys(RESOURCES).find((start) => path === start || path.startsWith(`${start}/`));
  const [first = "", ...others] = path.slice(1).split("/");
  const rest = prefix === undefined ? others : path.slice(prefix.length + 1).split("/");
  const resource = prefix === undefined ? camel(first) : (RESOURCES[prefix] ?? "");
  const name = METHODS[`${httpMethod} ${path}`] ?? methodName(httpMethod, rest.filter(Boolean), operation);
  return { resource, name, operation, httpMethod, path };
}

/** Of two methods of one name in a resource, each is named after its operation. */
function withOwnNames(methods: readonly Method[]): Method[] {
  const count = ({ resource, name }: Method) =>
    methods.filter((each) => each.resource === resource && each.name === name).length;
  return methods.map((method) => (count(method) === 1 ? method : { ...method, name: method.operation.operationId }));
}

/** The client's call for each operation. */
function callsOf(
  methods: readonly Method[],
): Readonly<Record<string, { readonly name: string; readonly paged: boolean }>> {
  return Object.fromEntries(
    methods.map(({ operation, resource, name }) => [
      operation.operationId,
      { name: `${resource}.${name}`, paged: isPaged(operation) },
    ]),
  );
}

/** The method's name: by the action on the whole list or on one item, or by the path's last word. */
function methodName(httpMethod: string, rest: readonly string[], operation: Operation): string {
  const last = rest.at(-1);
  if (last !== undefined && !last.startsWith("{")) return camel(last);
  if (httpMethod === "GET") return last === undefined && isList(operation) ? "list" : "get";
  const names: Readonly<Record<string, string>> = { POST: "create", PUT: "set", PATCH: "update", DELETE: "delete" };
  return names[httpMethod] ?? operation.operationId;
}

function camel(words: string): string {
  return words.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function isList(operation: Operation): boolean {
  return schemaIn(successOf(operation)?.content)?.type === "array";
}

const PAGE_PARAMETERS: ReadonlySet<string> = new Set(["page", "limit"]);

function isPaged(operation: Operation): boolean {
  return isList(operation) && (operation.parameters ?? []).some(({ name }) => PAGE_PARAMETERS.has(name));
}

function resourcesText(methods: readonly Method[], { components }: OpenApi): string {
  const groups = grouped(methods);
  const body = [...groups].map(([resource, group]) => {
    const members = group.map((method) => methodText(method, components.schemas));
    return `${resource}: {\n${members.join("\n")}\n},`;
  });
  const text = body.join("\n");
  const used = [...Object.keys(components.schemas), "WebhookEvent"].filter(
    (name) => !(name in NAMES) && new RegExp(`[^\\w.]${name}\\b`).test(text),
  );
  const helpers = ["EditOptions", "MoneyOptions", "PutOptions", "RequestOptions"].filter((name) => text.includes(name));
  return `
import type { Http, ${helpers.join(", ")} } from "../http.ts";
import type { PageRequest, Pages } from "../pages.ts";
import { path } from "../path.ts";
import type { ${used.toSorted().join(", ")} } from "./types.ts";

/** Every operation of the API: resources, and what can be done with each. */
export type Resources = ReturnType<typeof resources>;

export function resources(http: Http) {
  return {
${text}
  };
}
`;
}

function grouped(methods: readonly Method[]): Map<string, Method[]> {
  const groups = new Map<string, Method[]>();
  for (const method of methods) groups.set(method.resource, [...(groups.get(method.resource) ?? []), method]);
  return groups;
}

function methodText({ name, operation, httpMethod, path }: Method, schemas: Schemas): string {
  const { parameters = [], requestBody, summary, description } = operation;
  const inPath = parameters.filter((parameter) => parameter.in === "path");
  const paged = isPaged(operation);
  const query = queryType(
    parameters.filter((parameter) => parameter.in === "query"),
    paged,
  );
  const takes = (header: string) => parameters.some(({ in: place, name: own }) => place === "header" && own === header);
  const isMoney = takes("Idempotency-Key");
  const optionsType = isMoney
    ? "MoneyOptions"
    : takes("If-None-Match")
      ? "PutOptions"
      : takes("If-Match")
        ? "EditOptions"
        : "RequestOptions";
  const body = schemaIn(requestBody?.content);
  const isBodyOptional = isOmittable(httpMethod, body, schemas);
  const answer = schemaIn(successOf(operation)?.content);
  const type = answer === undefined ? "void" : typeText(answer, "out");
  const where = path.includes("{")
    ? `path\`${path.replaceAll(/\{(\w+)\}/g, (_, id: string) => `\${${camelName(id)}}`)}\``
    : `"${path}"`;

  const signature = [
    ...inPath.map(
      ({ name: id, description: about }) =>
        `${camelName(id)}: ${/\binteger\b/.test(about ?? "") ? "number" : "string"}`,
    ),
    ...(body === undefined ? [] : [`body${isBodyOptional ? "?" : ""}: ${typeText(body, "in")}`]),
    ...(query === null ? [] : [`query?: ${query}`]),
    `options?: ${optionsType}`,
  ].join(", ");

  const result = paged ? `Pages<${typeText(answer?.items ?? {}, "out")}>` : `Promise<${type}>`;
  const argument = body === undefined ? "undefined" : isBodyOptional ? "body ?? {}" : "body";
  const repeatable = REPEATABLE.has(`${httpMethod} ${path}`) ? ", true" : "";
  const call =
    httpMethod === "GET"
      ? `http.${paged ? "list" : "get"}(${where}, ${query === null ? "{}" : "query"}, options)`
      : isMoney
        ? `http.move(${where}, ${argument}, options)`
        : `http.send("${httpMethod}", ${where}, ${argument}, options${repeatable})`;
  const key = isName(name) ? name : JSON.stringify(name);
  return `${comment(summary === undefined ? undefined : `${summary}.`, description)}${key}: (${signature}): ${result} => ${call},`;
}

/** A posted body may be omitted when all of its members may; a change without a body makes no sense. */
function isOmittable(httpMethod: string, body: Schema | undefined, schemas: Schemas): boolean {
  if (httpMethod !== "POST" || body === undefined) return false;
  const { type, required = [] } = schemas[referred(body) ?? ""] ?? body;
  return type === "object" && required.length === 0;
}

function camelName(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The filters and the page of a list; null when there are none. */
function queryType(query: readonly Parameter[], paged: boolean): string | null {
  const filters = query.filter(({ name }) => !(paged && PAGE_PARAMETERS.has(name)));
  const properties = Object.fromEntries(
    filters.map(({ name, schema, description }) => [
      name,
      { ...schema, ...(description !== undefined && { description }) },
    ]),
  );
  const required = filters.filter((parameter) => parameter.required === true).map(({ name }) => name);
  const text = filters.length === 0 ? [] : [`{ ${membersText({ properties, required }, "in")} }`];
  return [...(paged ? ["PageRequest"] : []), ...text].join(" & ") || null;
}
