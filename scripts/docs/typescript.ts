/** The part of JSON Schema that the contract uses, hoisted: a schema with a title is a reference. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
}

/** A caller may set a member to undefined; the server's response has the member or omits it. */
export type Direction = "in" | "out";

export function isName(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text);
}

/** The name of the referenced schema; null without a reference. */
export function referred({ $ref }: Schema): string | null {
  return $ref?.split("/").at(-1) ?? null;
}

/** A schema as a TypeScript type. The formatter formats it. */
export function typeText(schema: Schema, direction: Direction): string {
  const name = referred(schema);
  if (name !== null) return name;
  const alternatives = schema.anyOf ?? null;
  if (alternatives) return [...new Set(alternatives.map((each) => typeText(each, direction)))].join(" | ");
  if (schema.allOf) return schema.allOf.map((each) => `(${typeText(each, direction)})`).join(" & ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.type === "array") {
    return `${direction === "in" ? "readonly " : ""}(${typeText(schema.items ?? {}, direction)})[]`;
  }
  if (schema.type === "object") return objectText(schema, direction);
  return PRIMITIVES[schema.type ?? ""] ?? "unknown";
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: "string",
  boolean: "boolean",
  null: "null",
  number: "number",
  integer: "number",
};

function objectText(schema: Schema, direction: Direction): string {
  if (schema.properties) return `{ ${membersText(schema, direction)} }`;
  const value =
    typeof schema.additionalProperties === "object" ? typeText(schema.additionalProperties, direction) : "unknown";
  return `Record<string, ${value}>`;
}

/** An object's members, as between the braces. */
export function membersText({ properties = {}, required = [] }: Schema, direction: Direction): string {
  return Object.entries(properties)
    .map(([name, member]) => {
      const optional = !required.includes(name);
      const type = typeText(member, direction);
      const key = isName(name) ? name : JSON.stringify(name);
      const value = optional && direction === "in" ? `${type} | undefined` : type;
      return `${comment(member.description)}${key}${optional ? "?" : ""}: ${value};`;
    })
    .join("\n");
}

/** A documentation comment before a member; empty without a text. */
export function comment(...texts: readonly (string | undefined)[]): string {
  const given = texts.filter((text) => text !== undefined && text !== "");
  if (given.length === 0) return "";
  const text = given.join("\n\n").replaceAll("*/", "* /");
  if (!text.includes("\n") && text.length < 110) return `\n/** ${text} */\n`;
  return `\n/**\n${text
    .split("\n")
    .flatMap((line) => wrapped(line))
    .map((line) => ` * ${line}`.trimEnd())
    .join("\n")}\n */\n`;
}

const LINE = 110;

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length >= LINE) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
