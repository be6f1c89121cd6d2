import type { Schema } from "./typescript.ts";

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

export interface Content {
  readonly "application/json"?: { readonly schema: Schema };
}

export interface Answer {
  readonly description?: string;
  readonly content?: Content;
}

export interface Operation {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
}

/** The parts of the OpenAPI document that the pages use. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly webhooks: Readonly<Record<string, { readonly post: Operation }>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export function schemaIn(content: Content | undefined): Schema | undefined {
  return content?.["application/json"]?.schema;
}

/** The response of a successful operation. */
export function successOf({ responses }: Operation): Answer | undefined {
  return Object.entries(responses).find(([status]) => status.startsWith("2"))?.[1];
}
