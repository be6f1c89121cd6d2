import type { HttpJsonSettings } from "@plimsoll/contract";

type Credentials = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{([a-z][a-z0-9_]{0,63})\}/g;

/** Replaces names by their credentials. */
export function filled(template: string, credentials: Credentials, escape: (value: string) => string): string {
  return template.replaceAll(PLACEHOLDER, (_, name: string) => escape(credentials[name] ?? ""));
}

/** `auth` with the defaults of its style. */
export function authOf({ auth }: HttpJsonSettings): {
  readonly style: HttpJsonSettings["auth"]["style"];
  readonly name: string;
  readonly value: string;
  readonly username: string;
  readonly password: string;
} {
  return {
    style: auth.style,
    name: auth.name ?? "",
    value: auth.value ?? (auth.style === "bearer" ? "{token}" : "{key}"),
    username: auth.username ?? "{username}",
    password: auth.password ?? "{password}",
  };
}

/** The names of the credentials in settings, in order of appearance. */
export function credentialNames(settings: HttpJsonSettings): readonly string[] {
  const { request, sign_in: signIn } = settings;
  const { style, value, username, password } = authOf(settings);
  const templates = [
    request.path,
    ...(request.headers ?? []).map((header) => header.value),
    request.body ?? "",
    ...(style === "basic" ? [username, password] : []),
    ...(style === "none" || style === "basic" ? [] : [value]),
    signIn?.path ?? "",
    ...(signIn?.headers ?? []).map((header) => header.value),
    signIn?.body ?? "",
  ];
  const names = templates.flatMap((template) => [...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name));
  return [...new Set(names)].filter((name) => name !== "base_url" && !(signIn !== undefined && name === "token"));
}
