import Mustache from "mustache";

// Its cache keeps every template for ever.
Mustache.templateCache = undefined;

export type BodyType = "json" | "form" | "markup" | "text";

/** What kind of text a body is: by its content type, or else by how it begins. */
export function bodyTypeOf(body: string, contentType: string | undefined): BodyType {
  const type = contentType?.toLowerCase() ?? "";
  if (type.includes("json")) return "json";
  if (type.includes("x-www-form-urlencoded")) return "form";
  if (type.includes("xml") || type.includes("html")) return "markup";
  if (type !== "") return "text";
  return /^\s*[{[]/.test(body) ? "json" : "text";
}

const ESCAPES: Readonly<Record<BodyType, (text: string) => string>> = {
  json: (text) => JSON.stringify(text).slice(1, -1),
  form: (text) => encodeURIComponent(text),
  markup: (text) => Mustache.escape(text),
  text: (text) => text,
};

/** Renders a template; every value is escaped for the body's type. */
export function render(template: string, type: BodyType, view: object): string {
  const escape = (value: unknown): string => ESCAPES[type](typeof value === "string" ? value : JSON.stringify(value));
  return Mustache.render(template, view, {}, { escape });
}

/** Tags that would put a value into the body as it is, or read another template. */
const REFUSED: Readonly<Record<string, string>> = {
  "&": "must not contain unescaped values ({{{…}}} or {{&…}})",
  ">": "must not contain partials ({{>…}})",
  "=": "must not change the delimiters ({{=…=}})",
};

/** What is wrong with a template; null when nothing is. `view` is a sample of what it is rendered with. */
export function templateProblem(template: string, type: BodyType, view: object): string | null {
  let tokens: readonly unknown[];
  try {
    tokens = Mustache.parse(template);
  } catch (error) {
    return `is not a template: ${error instanceof Error ? error.message : String(error)}`;
  }
  const refused = refusedTag(tokens);
  if (refused !== null) return refused;
  if (type !== "json") return null;
  try {
    JSON.parse(render(template, type, view));
    return null;
  } catch {
    return "must be JSON once its values are filled in";
  }
}

function refusedTag(tokens: readonly unknown[]): string | null {
  for (const token of tokens) {
    if (!Array.isArray(token)) continue;
    const problem = REFUSED[String(token[0])];
    if (problem !== undefined) return problem;
    const inside: unknown = token[4];
    const found = Array.isArray(inside) ? refusedTag(inside) : null;
    if (found !== null) return found;
  }
  return null;
}
