import { EVENTS, EVENT_TYPES } from "@plimsoll/contract";
import { table } from "./table.ts";

type Schema = Readonly<Record<string, unknown>>;

const HEAD = ["member", "type", "about"];

export function eventsPage(): string {
  const index = table(
    ["type", "when"],
    EVENT_TYPES.map((type) => [`[\`${type}\`](#${anchor(type)})`, EVENTS[type].description]),
  );
  return `# Events

Everything that can be sent to a webhook endpoint and listed by \`GET /api/v1/events\`. An event's payload never changes:
retries and replays repeat it byte for byte. Receivers should ignore members they do not know. How events travel, are signed and are
repeated: [webhooks](../guides/webhooks.md).

${index}

${EVENT_TYPES.map(section).join("\n")}
## Shapes

What several events carry.

${[...shapes()].map(shape).join("\n")}`;
}

/** The named schemas that events contain, by name, followed by those that they contain. */
function shapes(): Map<string, Schema> {
  const found = new Map<string, Schema>();
  const visit = (schema: Schema): void => {
    for (const member of Object.values(membersOf(schema))) {
      const { inner } = withoutNull(member);
      for (const part of [inner, ...partsOf(inner), ...itemsOf(inner)]) {
        const name = nameOf(part);
        if (name !== null && !found.has(name)) found.set(name, part);
        visit(part);
      }
    }
  };
  for (const type of EVENT_TYPES) visit(EVENTS[type].schema as unknown as Schema);
  return found;
}

function shape([name, schema]: readonly [string, Schema]): string {
  const about = aboutOf(schema);
  return `### ${name}\n\n${about === "" ? "" : `${about}\n\n`}${table(HEAD, rowsOf(schema, ""))}\n`;
}

function section(type: keyof typeof EVENTS): string {
  const { schema, description, example } = EVENTS[type];
  return `## \`${type}\`

${description}

${table(HEAD, rowsOf(schema as unknown as Schema, ""))}

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`
`;
}

function anchor(type: string): string {
  return type.replaceAll(".", "");
}

function rowsOf(schema: Schema, prefix: string): string[][] {
  return Object.entries(membersOf(schema)).flatMap(([name, member]) => {
    const { inner, nullable } = withoutNull(member);
    const path = `${prefix}${name}`;
    const type = `${typeName(inner)}${nullable ? " or null" : ""}${isOptional(schema, name) ? ", optional" : ""}`;
    const row = [`\`${path}\``, type, nameOf(inner) === null ? aboutOf(inner) : ""];
    return [row, ...unnamed(inner).flatMap((part) => rowsOf(part, `${path}.`))];
  });
}

function membersOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema["properties"] ?? {}) as Readonly<Record<string, Schema>>;
}

function partsOf(schema: Schema): readonly Schema[] {
  return (schema["allOf"] ?? []) as readonly Schema[];
}

/** What an array has. */
function itemsOf(schema: Schema): readonly Schema[] {
  return schema["items"] === undefined ? [] : [schema["items"] as Schema];
}

/** Schemas described in place; a schema with a name is described once, with the shapes. */
function unnamed(schema: Schema): readonly Schema[] {
  const parts = schema["allOf"] === undefined ? [schema] : partsOf(schema);
  return parts.filter((part) => nameOf(part) === null);
}

function nameOf(schema: Schema): string | null {
  return typeof schema["title"] === "string" ? schema["title"] : null;
}

function isOptional(schema: Schema, name: string): boolean {
  return !((schema["required"] ?? []) as readonly string[]).includes(name);
}

function withoutNull(schema: Schema): { inner: Schema; nullable: boolean } {
  const branches = (schema["anyOf"] ?? []) as readonly Schema[];
  const others = branches.filter((branch) => branch["type"] !== "null");
  const [only] = others;
  return only !== undefined && others.length === 1 && branches.length === 2
    ? { inner: only, nullable: true }
    : { inner: schema, nullable: false };
}

function typeName(schema: Schema): string {
  if (schema["const"] !== undefined) return `\`${JSON.stringify(schema["const"])}\``;
  if (Array.isArray(schema["enum"])) return schema["enum"].map((value) => `\`${String(value)}\``).join(", ");
  const names = (schema["allOf"] === undefined ? [schema] : partsOf(schema))
    .map(nameOf)
    .filter((name) => name !== null);
  if (names.length > 0) return names.map((name) => `[${name}](#${name.toLowerCase()})`).join(" and ");
  if (schema["type"] === "array") return `array of ${typeName((schema["items"] ?? {}) as Schema)}`;
  if (schema["format"] === "date-time") return "time";
  return typeof schema["type"] === "string" ? schema["type"] : "any";
}

function aboutOf(schema: Schema): string {
  return typeof schema["description"] === "string" ? schema["description"] : "";
}
