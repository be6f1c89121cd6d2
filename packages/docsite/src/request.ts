/** An operation as the form knows it. */
export interface Sendable {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly needsKey: boolean;
  readonly parameters: readonly SendableParameter[];
  /** An example; null for an operation without a body. */
  readonly body: string | null;
}

export interface SendableParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description: string;
  readonly choices: readonly string[];
  readonly example: string;
}

/** What is typed in, by the place and name of the parameter: `path id`. */
export type Typed = ReadonlyMap<string, string>;

export interface Prepared {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export function nameOf(parameter: Pick<SendableParameter, "in" | "name">): string {
  return `${parameter.in} ${parameter.name}`;
}

/** The request for what is typed in. An empty optional parameter is left out; an empty body is none. */
export function prepare(operation: Sendable, typed: Typed, key: string, body: string): Prepared {
  const { path, parameters, needsKey } = operation;
  const valueOf = (parameter: SendableParameter) => typed.get(nameOf(parameter)) ?? "";
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  let url = path;
  for (const parameter of parameters) {
    const value = valueOf(parameter);
    if (parameter.in === "path") url = url.replace(`{${parameter.name}}`, encodeURIComponent(value));
    else if (value === "") continue;
    else if (parameter.in === "query") query.append(parameter.name, value);
    else if (parameter.in === "header") headers[parameter.name] = value;
  }
  if (needsKey && key !== "") headers["Authorization"] = `Bearer ${key}`;
  const sent = operation.body === null || body.trim() === "" ? null : body;
  if (sent !== null) headers["Content-Type"] = "application/json";
  return { url: query.size === 0 ? url : `${url}?${query.toString()}`, headers, body: sent };
}
