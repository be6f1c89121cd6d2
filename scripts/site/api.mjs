import { escape, inlineText } from "./html.mjs";
import { codeBlock, scrollable } from "./markdown.mjs";
import { clientSample, curlSample } from "./operations.mjs";
import { API_URL, SCHEMAS_URL } from "./sources.mjs";

const INTRODUCTION = `<p>Every operation, made from <a href="/openapi.json">this server's description</a>, with its parameters, body, responses and
examples. “Try it” sends the request to this server, with the API key that you type in; the key stays in this page's memory and is
gone when you leave it. What you send takes effect: use a test account for requests that change something.</p>
<p>Lists are bare arrays with the headers <code>X-Page</code>, <code>X-Per-Page</code>, <code>X-Total-Count</code>,
<code>X-Total-Pages</code> and <code>X-Has-More</code>. The <code>ETag</code> of what you read, sent back as <code>If-Match</code>, keeps
you from overwriting what someone else has saved since. Errors are described <a href="/docs/reference/errors">here</a>, and what is sent to
webhook endpoints under <a href="/docs/reference/events">events</a>.</p>`;

/** The page of all operations, by tag. */
export function apiPage(operations, { info, components }) {
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  const sections = tags.map((tag) => {
    const own = operations.filter((operation) => operation.tag === tag);
    return `<h2 id="${tagId(tag)}">${escape(tag)}</h2>\n${own.map((operation) => operationHtml(operation, components.schemas)).join("\n")}`;
  });
  return {
    url: API_URL,
    section: "Reference",
    title: "API",
    description: "Every operation with its parameters, body, responses, examples and a form to try it on this server.",
    headings: tags.map((tag) => ({ id: tagId(tag), text: tag, level: 2 })),
    html: `<h1>API</h1>\n<p class="lead">Version ${escape(info.version)}</p>\n${INTRODUCTION}\n${sections.join("\n")}`,
    parts: operations.map(({ id, method, path, summary, description, tag }) => ({
      id,
      heading: `${summary} · ${method} ${path}`,
      text: `${description} ${tag} ${id}`,
    })),
  };
}

function tagId(tag) {
  return `tag-${tag.toLowerCase().replaceAll(/\W+/g, "-")}`;
}

function operationHtml(operation, schemas) {
  const { id, method, path, summary, description, parameters, body, responses } = operation;
  const sample = clientSample(operation);
  return `<details class="operation" id="${escape(id)}">
<summary><span class="method ${method.toLowerCase()}">${method}</span> <code class="path">${breakable(path)}</code> <span class="about">${inlineText(summary)}</span></summary>
<div class="inside">
${description === "" ? "" : `<p>${inlineText(description)}</p>`}
${parameters.length === 0 ? "" : `<h3>Parameters</h3>${parameterTable(parameters)}`}
${body === null ? "" : `<h3>Body</h3><p>${body.required ? "" : "Optional. "}${typeHtml(body.schema)}</p>${memberTable(schemas[nameOf(body.schema)] ?? body.schema)}<h4>Example</h4>${codeBlock(JSON.stringify(body.example, null, 2), "json")}`}
<h3>Responses</h3>${responses.map(responseHtml).join("\n")}
<h3>Samples</h3><h4>curl</h4>${codeBlock(curlSample(operation), "sh")}${sample === null ? "" : `<h4>Client</h4>${codeBlock(sample, "js")}`}
<div class="try" data-operation="${escape(id)}"></div>
</div>
</details>`;
}

/** A long path may break after its slashes. */
function breakable(path) {
  return escape(path).replaceAll(/(?<=.)\//g, "/<wbr>");
}

function parameterTable(parameters) {
  const rows = parameters.map(
    ({ name, in: place, required, description = "", schema = {} }) =>
      `<tr><td><code>${escape(name)}</code></td><td>${place}${required ? ", required" : ""}</td><td>${typeHtml(schema)}</td><td>${inlineText(description)}</td></tr>`,
  );
  return scrollable(
    `<table><thead><tr><th>Name</th><th>In</th><th>Type</th><th>Description</th></tr></thead><tbody>${rows.join("")}</tbody></table>`,
  );
}

function responseHtml({ status, description, types, schema, example }) {
  const type = schema === undefined ? types.map(escape).join(", ") : typeHtml(schema);
  const shown = example === undefined ? "" : codeBlock(JSON.stringify(example, null, 2), "json");
  return `<p><span class="status s${status[0]}">${escape(status)}</span> ${inlineText(description)}${type === "" ? "" : ` · ${type}`}</p>${shown}`;
}

/** The page of the schemas that operations refer to. */
export function schemasPage(schemas) {
  const names = Object.keys(schemas);
  return {
    url: SCHEMAS_URL,
    section: "Reference",
    title: "API schemas",
    description: "Every resource and request body of the API, with the type and meaning of each member.",
    headings: names.map((name) => ({ id: name, text: name, level: 2 })),
    html: `<h1>API schemas</h1>\n${names.map((name) => schemaHtml(name, schemas[name])).join("\n")}`,
    parts: names.map((name) => ({
      id: name,
      heading: name,
      text: [schemas[name].description ?? "", ...Object.keys(schemas[name].properties ?? {})].join(" "),
    })),
  };
}

function schemaHtml(name, schema) {
  const about = schema.description === undefined ? "" : `<p>${inlineText(schema.description)}</p>`;
  const members = memberTable(schema);
  return `<h2 id="${escape(name)}">${escape(name)}</h2>\n${about}${members === "" ? `<p>${typeHtml(schema)}</p>` : members}`;
}

function memberTable({ properties, required = [] }) {
  if (properties === undefined) return "";
  const rows = Object.entries(properties).map(
    ([name, schema]) =>
      `<tr><td><code>${escape(name)}</code></td><td>${typeHtml(schema)}${required.includes(name) ? "" : " <em>optional</em>"}</td><td>${inlineText(schema.description ?? "")}</td></tr>`,
  );
  return scrollable(
    `<table><thead><tr><th>Member</th><th>Type</th><th>Description</th></tr></thead><tbody>${rows.join("")}</tbody></table>`,
  );
}

/** The name of the schema that a reference leads to. */
function nameOf({ $ref }) {
  return $ref?.split("/").at(-1) ?? null;
}

/** A schema's type in a few words; a schema with a name is a link to it. */
function typeHtml(schema) {
  const referred = nameOf(schema);
  if (referred !== null) {
    return `<a href="${SCHEMAS_URL}#${escape(referred)}">${escape(referred)}</a>`;
  }
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return [...new Set(alternatives.map(typeHtml))].join(" or ");
  if (schema.allOf !== undefined) return schema.allOf.map(typeHtml).join(" with ");
  if ("const" in schema) return `<code>${escape(JSON.stringify(schema.const))}</code>`;
  if (schema.enum !== undefined) return schema.enum.map((value) => `<code>${escape(value)}</code>`).join(" or ");
  if (schema.type === "array") return `array of ${typeHtml(schema.items ?? {})}`;
  if (schema.type === "object" && schema.properties !== undefined) {
    return `object of ${Object.keys(schema.properties)
      .map((name) => `<code>${escape(name)}</code>`)
      .join(", ")}`;
  }
  return escape([schema.type ?? "any value", boundsOf(schema)].filter(Boolean).join(", "));
}

function boundsOf({ minimum, maximum, minLength, maxLength, format }) {
  const range = (low, high, unit) =>
    low === undefined && high === undefined ? "" : `${low ?? "…"} to ${high ?? "…"}${unit}`;
  return [format, range(minimum, maximum, ""), range(minLength, maxLength, " characters")].filter(Boolean).join(", ");
}
