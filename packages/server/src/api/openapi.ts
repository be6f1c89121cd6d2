import { EVENTS, EVENT_TYPES, type EventDefinition } from "@plimsoll/contract";
import Fastify, { type RouteOptions } from "fastify";
import { loadLate } from "../util/load-late.ts";
import { withoutBody } from "./body.ts";
import { ALSO_CSV, NOT_ALWAYS } from "./documented.ts";
import { REQUEST_ID_HEADER } from "../net/request-id.ts";
import { BARE_PATHS } from "./routes/bare-paths.ts";

type Json = Record<string, unknown>;

/** The source of the document. */
export interface Described {
  readonly version: string;
  /** The URL at which others reach the server. */
  readonly publicUrl?: string | undefined;
  readonly routes: readonly RouteOptions[];
}

/**
 * The OpenAPI document of the routes. The library that makes it collects routes while they are declared, and is large;
 * so it is loaded on request and sees the routes declared again on an application that serves nothing.
 */
export async function openapiDocument({ version, publicUrl, routes }: Described): Promise<object> {
  const { default: swagger } = loadLate("@fastify/swagger") as typeof import("@fastify/swagger");
  const app = Fastify({ exposeHeadRoutes: false });
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => () => "");
  await app.register(swagger, {
    openapi: openapiBase(version, publicUrl),
    transformObject: (document) => finishOpenapi("openapiObject" in document ? document.openapiObject : {}),
  });
  for (const { method, url, schema } of [...routes, ...BARE_PATHS]) {
    app.route({ method, url, ...(schema ? { schema } : {}), handler: () => undefined });
  }
  await app.ready();
  const document = app.swagger() as unknown as Documented;
  await app.close();
  markOptionalBodies(document, routes);
  return document;
}

interface Documented {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly requestBody?: { required: boolean } }>>>>;
}

/** The library that collects the routes takes every body for required. */
function markOptionalBodies({ paths }: Documented, routes: readonly RouteOptions[]): void {
  for (const { method, url, preValidation } of routes) {
    if (preValidation !== withoutBody) continue;
    const body = paths[url.replaceAll(/:(\w+)/g, "{$1}")]?.[String(method).toLowerCase()]?.requestBody;
    if (body) body.required = false;
  }
}

/** The fixed part of the document; paths come from the routes. */
function openapiBase(version: string, publicUrl: string | undefined) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Plimsoll",
      version,
      description: "Knows every prepaid balance, and acts before one runs out.",
    },
    servers: [{ url: publicUrl ?? "/" }],
    security: [{ apiKey: [] }],
    components: {
      securitySchemes: {
        apiKey: { type: "http" as const, scheme: "bearer", description: "An API key: pk_…" },
      },
      headers: {
        [REQUEST_ID_HEADER]: {
          required: true,
          description: "The request's own, or a new one. The server's log has it.",
          schema: { type: "string" as const },
        },
      },
    },
  };
}

/**
 * Finishes the document: schemas with a title become components that the rest refers to, and the event catalogue becomes the document's
 * webhooks.
 */
function finishOpenapi(document: object): object {
  const { components, ...rest } = document as Json & { components?: Json };
  const schemas: Json = {};
  for (const answer of answersOf(rest as unknown as Answers)) {
    answer.headers = headersOf(answer);
    if (isList(answer)) answer.content["text/csv"] = { schema: { type: "string" } };
  }
  const withWebhooks = { ...rest, webhooks: webhooks() };
  const hoisted = hoist(withWebhooks, schemas, "") as Json;
  return { ...hoisted, components: { ...components, schemas: sorted(schemas) } };
}

interface Answer {
  headers?: Record<string, { readonly schema: Json }>;
  readonly content?: Record<string, { readonly schema: Json }>;
}

function isList(answer: Answer): answer is Answer & Required<Pick<Answer, "content">> {
  return ALSO_CSV in (answer.content?.["application/json"]?.schema ?? {});
}
interface Answers {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Record<string, Answer> }>>>>;
}

function answersOf({ paths }: Answers): Answer[] {
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  return operations.flatMap(({ responses }) => Object.values(responses));
}

/**
 * The library that collects the routes knows neither which headers are always present nor which responses have them.
 */
function headersOf({ headers = {} }: Answer): NonNullable<Answer["headers"]> {
  const described = Object.entries(headers).map(([name, header]) => [
    name,
    NOT_ALWAYS in header.schema ? header : { required: true, ...header },
  ]);
  const requestId = { $ref: `#/components/headers/${REQUEST_ID_HEADER}` };
  return { [REQUEST_ID_HEADER]: requestId, ...Object.fromEntries(described) };
}

function webhooks(): Json {
  return Object.fromEntries(EVENT_TYPES.map((type) => [type, { post: webhook(type, EVENTS[type]) }]));
}

function webhook(type: string, { schema, description, example }: EventDefinition): Json {
  const { title: _title, ...body } = schema as Json;
  return {
    operationId: `on.${type}`,
    tags: ["Events"],
    summary: description,
    security: [],
    requestBody: { required: true, content: { "application/json": { schema: body, example } } },
    responses: { "2XX": { description: "Received. After any other status the sender repeats it." } },
  };
}

/**
 * Replaces every schema that has a title by a reference. `place` is the name of the member that holds it: `properties`
 * may have a member named title.
 */
function hoist(node: unknown, schemas: Json, place: string): unknown {
  if (Array.isArray(node)) return node.map((item) => hoist(item, schemas, ""));
  if (typeof node !== "object" || node === null) return node;
  if (place === "example" || place === "examples" || place === "default") return node;
  const object = Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => !name.startsWith("x-") || place === "properties")
      .map(([name, member]) => [name, hoist(member, schemas, place === "properties" ? "" : name)]),
  );
  const { title } = node as { title?: unknown };
  if (typeof title !== "string" || place === "properties" || place === "info") return object;
  schemas[title] ??= object;
  return { $ref: `#/components/schemas/${title}` };
}

function sorted(schemas: Json): Json {
  return Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
