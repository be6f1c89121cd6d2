import { exampleOf } from "./example.mjs";

const METHODS = ["get", "post", "put", "patch", "delete"];
const JSON_TYPE = "application/json";

/** The operations of the API, flattened: what the pages show and what can be sent from them. */
export function operationsOf({ paths, components }, calls) {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => {
      const operation = item[method];
      const media = operation.requestBody?.content?.[JSON_TYPE];
      return {
        id: operation.operationId,
        tag: operation.tags?.[0] ?? "Other",
        method: method.toUpperCase(),
        path,
        summary: operation.summary ?? "",
        description: operation.description ?? "",
        needsKey: operation.security?.length !== 0,
        parameters: (operation.parameters ?? []).map((parameter) => ({
          ...parameter,
          example: parameterExample(parameter, components.schemas),
        })),
        body:
          media === undefined
            ? null
            : {
                schema: media.schema,
                required: operation.requestBody.required === true,
                example: media.example ?? exampleOf(media.schema, components.schemas),
              },
        responses: Object.entries(operation.responses ?? {}).map(([status, response]) => ({
          status,
          description: response.description ?? "",
          types: Object.keys(response.content ?? {}),
          schema: response.content?.[JSON_TYPE]?.schema,
          example: response.content?.[JSON_TYPE]?.example,
        })),
        call: calls[operation.operationId] ?? null,
      };
    }),
  );
}

function parameterExample({ schema = {}, description = "" }, schemas) {
  if (schema.example !== undefined || schema.examples !== undefined || schema.enum !== undefined) {
    return String(exampleOf(schema, schemas));
  }
  return schema.type === "integer" || /\binteger\b/.test(description) ? "1" : "";
}

/** A request with curl, as a shell reads it. */
export function curlSample({ method, path, parameters, body, needsKey }) {
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}"$PLIMSOLL_URL${filled(path, parameters)}"`];
  if (needsKey) lines.push(`-H "Authorization: Bearer $PLIMSOLL_KEY"`);
  for (const { name, required } of parameters.filter((parameter) => parameter.in === "header")) {
    if (required || name === "Idempotency-Key")
      lines.push(`-H "${name}: ${name === "Idempotency-Key" ? "payment-1" : "…"}"`);
  }
  if (body !== null) {
    lines.push(`-H "Content-Type: application/json"`);
    lines.push(`-d '${JSON.stringify(body.example).replaceAll("'", String.raw`'\''`)}'`);
  }
  return lines.join(" \\\n  ");
}

/** The same with the client; null for an operation that the client does not have. */
export function clientSample({ call, parameters, body }) {
  if (call === null) return null;
  const values = parameters
    .filter((parameter) => parameter.in === "path")
    .map(({ name, description = "" }) => (/\binteger\b/.test(description) ? "1" : JSON.stringify(idFor(name))));
  if (body !== null) values.push(JSON.stringify(body.example, null, 2));
  const text = `client.${call.name}(${values.join(", ")})`;
  return call.paged ? `for await (const each of ${text}) {\n  console.log(each);\n}` : `const answer = await ${text};`;
}

function filled(path, parameters) {
  const required = parameters.filter((parameter) => parameter.in === "query" && parameter.required === true);
  const query = required.map(({ name, example }) => `${name}=${example || "…"}`).join("&");
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name) => {
    const found = parameters.find((parameter) => parameter.in === "path" && parameter.name === name);
    return found?.example || idFor(name);
  });
  return query === "" ? place : `${place}?${query}`;
}

function idFor(name) {
  return name === "id" ? "ID" : name.toUpperCase();
}
