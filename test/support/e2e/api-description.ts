import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** One request to a server and its response. */
export interface Exchange {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
}

interface DescribedHeader {
  readonly $ref?: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: { readonly type?: string };
}
interface DescribedAnswer {
  readonly headers?: Readonly<Record<string, DescribedHeader>>;
  readonly content?: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>>;
}
interface DescribedOperation {
  readonly responses: Readonly<Record<string, DescribedAnswer>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly headers?: Readonly<Record<string, DescribedHeader>> };
}

/** Every response has it, even that of an unknown path. */
const REQUEST_ID = "X-Request-Id";
/** Refusals before a request is routed: it cannot be read, or its path is unknown. */
const UNROUTED = [400, 404];
const ERROR = "/components/schemas/Error";

/**
 * The responses in the OpenAPI document, and the differences of a response from it. An undocumented status, header or
 * member is a difference.
 */
export class ApiDescription {
  readonly #document: Document;
  readonly #ajv: Ajv2020;
  readonly #templates: readonly { readonly template: string; readonly pattern: RegExp }[];
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(text: string) {
    this.#document = JSON.parse(text) as Document;
    this.#ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(closed(this.#document) as object, "openapi");
    this.#templates = Object.keys(this.#document.paths)
      // A fixed word takes precedence over a parameter.
      .toSorted((a, b) => a.split("{").length - b.split("{").length)
      .map((template) => ({ template, pattern: patternOf(template) }));
  }

  /** Each in words; empty when the response is as documented. */
  differences(exchange: Exchange): string[] {
    const method = exchange.method.toLowerCase();
    const path = exchange.path.split(/[?#]/, 1)[0] ?? "";
    const template = this.#templates.find(({ pattern }) => pattern.test(path))?.template;
    const operation = template === undefined ? undefined : this.#document.paths[template]?.[method];
    if (template === undefined || !operation || !isDecodable(path)) return this.#unrouted(exchange);
    const answer = operation.responses[exchange.status];
    if (!answer) return [`status ${exchange.status} is not documented`];
    const place = `/paths/${escaped(template)}/${method}/responses/${exchange.status}`;
    return [...this.#headers(answer, exchange), ...this.#body(answer, place, exchange)];
  }

  #unrouted(exchange: Exchange): string[] {
    if (!UNROUTED.includes(exchange.status)) return [`status ${exchange.status} of an undocumented operation`];
    const missing = exchange.header(REQUEST_ID) === null ? [`${REQUEST_ID} is missing`] : [];
    return [...missing, ...(exchange.method === "HEAD" ? [] : this.#json(ERROR, exchange))];
  }

  #headers({ headers = {} }: DescribedAnswer, exchange: Exchange): string[] {
    const isJson = exchange.header("content-type")?.includes("json") === true;
    return Object.entries(headers).flatMap(([name, written]) => {
      const described = this.#header(written);
      const value = exchange.header(name);
      // OpenAPI describes headers once for all content types.
      const required =
        described.required === true || (isJson && described.description?.endsWith("Not with CSV.") === true);
      if (value === null) return required ? [`${name} is missing`] : [];
      return fits(value, described.schema.type) ? [] : [`${name} is "${value}", not ${described.schema.type}`];
    });
  }

  #header(header: DescribedHeader): DescribedHeader {
    if (header.$ref === undefined) return header;
    const found = this.#document.components.headers?.[header.$ref.split("/").at(-1) ?? ""];
    if (!found) throw new Error(`the document has no ${header.$ref}`);
    return found;
  }

  #body({ content }: DescribedAnswer, place: string, exchange: Exchange): string[] {
    if (exchange.method === "HEAD") return [];
    if (!content) return exchange.text === "" ? [] : ["a body is not documented"];
    const sent = exchange.header("content-type")?.split(";", 1)[0]?.trim() ?? "";
    const described = content[sent];
    if (!described) return [`Content-Type ${sent || "none"} is not documented`];
    if (!sent.endsWith("json")) return [];
    // Most responses are a named schema, whose validator is compiled once for all of them.
    return this.#json(described.schema?.$ref?.slice(1) ?? `${place}/content/${escaped(sent)}/schema`, exchange);
  }

  #json(pointer: string, { text }: Exchange): string[] {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return ["the body is not JSON"];
    }
    const validate = this.#validator(pointer);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `body${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  #validator(pointer: string): ValidateFunction {
    const known = this.#validators.get(pointer);
    if (known) return known;
    const $ref = `openapi#${pointer.split("/").map(encodeURIComponent).join("/")}`;
    const made = this.#ajv.compile({ $ref });
    this.#validators.set(pointer, made);
    return made;
  }
}

/** A path's `{parameters}` are one part each. */
function patternOf(template: string): RegExp {
  const parts = template.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join("[^/]+")}/?$`);
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function escaped(part: string): string {
  return part.replaceAll("~", "~0").replaceAll("/", "~1");
}

function fits(value: string, type: string | undefined): boolean {
  if (type === "integer") return /^\d+$/.test(value);
  if (type === "boolean") return value === "true" || value === "false";
  return true;
}

/**
 * The document with its objects closed: an undocumented member is a difference, although clients must accept members of
 * later versions.
 */
function closed(node: unknown, isPart = false, isProperties = false): unknown {
  if (Array.isArray(node)) return node.map((item) => closed(item, isPart));
  if (typeof node !== "object" || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([name, member]) => {
      if (isProperties) return [name, closed(member)];
      if (name === "example" || name === "examples" || name === "default" || name === "const") return [name, member];
      return [name, closed(member, name === "allOf", name === "properties" || name === "patternProperties")];
    }),
  );
  if (isProperties || isPart) return copy;
  if ("allOf" in copy) return { unevaluatedProperties: false, ...copy };
  const hasMembers = "properties" in copy && !("patternProperties" in copy);
  return hasMembers ? { additionalProperties: false, ...copy } : copy;
}
