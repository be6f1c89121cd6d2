/** Deeper schemas refer to themselves. */
const MAX_DEPTH = 6;

/** A value that fits a schema: its own example, or one made of its required members. */
export function exampleOf(schema, schemas, depth = 0) {
  if (schema.$ref !== undefined) return exampleOf(schemas[schema.$ref.split("/").at(-1)] ?? {}, schemas, depth);
  if (schema.example !== undefined) return schema.example;
  if (schema.examples?.length > 0) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if ("const" in schema) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const alternative = (schema.anyOf ?? schema.oneOf)?.find(({ type }) => type !== "null");
  if (alternative !== undefined) return exampleOf(alternative, schemas, depth + 1);
  if (schema.allOf !== undefined) {
    return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, schemas, depth + 1)));
  }
  if (depth > MAX_DEPTH) return null;
  if (schema.type === "object" || schema.properties !== undefined) {
    const wanted = (schema.required ?? []).filter((name) => schema.properties?.[name] !== undefined);
    return Object.fromEntries(wanted.map((name) => [name, exampleOf(schema.properties[name], schemas, depth + 1)]));
  }
  if (schema.type === "array") return [exampleOf(schema.items ?? {}, schemas, depth + 1)];
  if (schema.type === "boolean") return true;
  if (schema.type === "integer" || schema.type === "number") return schema.minimum ?? 1;
  return schema.type === "null" ? null : "text";
}
