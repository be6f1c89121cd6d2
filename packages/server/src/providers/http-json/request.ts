import type { HttpJsonSettings } from "@plimsoll/contract";
import type { HttpRequest } from "../requests/exchange.ts";
import { authOf, filled } from "./templates.ts";

/** The request that settings describe, with its credentials, and `extra` parameters in its query. */
export function requestOf(
  settings: HttpJsonSettings,
  credentials: Readonly<Record<string, string>>,
  extra: Readonly<Record<string, string>>,
): HttpRequest {
  const { request } = settings;
  const auth = authOf(settings);
  const fill = (template: string): string => filled(template, credentials, (value) => value);
  const headers: Record<string, string> = {};
  for (const { name, value } of request.headers ?? []) headers[name.toLowerCase()] = fill(value);
  const parameters = { ...extra };
  if (auth.style === "bearer") headers["authorization"] = `Bearer ${fill(auth.value)}`;
  if (auth.style === "basic") {
    const pair = `${fill(auth.username)}:${fill(auth.password)}`;
    headers["authorization"] = `Basic ${Buffer.from(pair).toString("base64")}`;
  }
  if (auth.style === "header") headers[auth.name.toLowerCase()] = fill(auth.value);
  if (auth.style === "query") parameters[auth.name] = fill(auth.value);
  const method = request.method ?? "GET";
  const path = withParameters(filled(request.path, credentials, encodeURIComponent), parameters);
  // It only reads, whatever its method.
  return { method, path, repeatable: true, ...withBody(request.body, headers, credentials) };
}

/** The request that returns a token. */
export function signInRequest(
  { path, headers = [], body = "{}" }: NonNullable<HttpJsonSettings["sign_in"]>,
  credentials: Readonly<Record<string, string>>,
): HttpRequest {
  const filledHeaders = Object.fromEntries(
    headers.map(({ name, value }) => [name.toLowerCase(), filled(value, credentials, (text) => text)]),
  );
  return {
    method: "POST",
    repeatable: true,
    path: filled(path, credentials, encodeURIComponent),
    ...withBody(body, filledHeaders, credentials),
  };
}

function withBody(
  body: string | undefined,
  headers: Readonly<Record<string, string>>,
  credentials: Readonly<Record<string, string>>,
): Pick<HttpRequest, "headers" | "body"> {
  if (body === undefined) return { headers };
  return {
    headers: { "content-type": "application/json", ...headers },
    body: filled(body, credentials, (value) => JSON.stringify(value).slice(1, -1)),
  };
}

function withParameters(path: string, parameters: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(parameters).toString();
  if (query === "") return path;
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}
