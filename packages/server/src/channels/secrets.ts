import { CHANNEL_SECRETS } from "@plimsoll/contract";
import type { ChannelKind } from "@plimsoll/core";

type Config = Readonly<Record<string, unknown>>;

/** @nolimit The characters of a secret that are shown. */
const SHOWN = 4;
/** A shorter secret is not shown at all. */
const SHOWN_FROM = 12;
const REDACTED = "[redacted]";

export function masked(secret: string): string {
  return secret.length < SHOWN_FROM ? "…" : `…${secret.slice(-SHOWN)}`;
}

/** The settings as they are shown: secrets masked. */
export function maskedConfig(kind: ChannelKind, config: Config): Record<string, unknown> {
  return mapSecrets(kind, config, masked);
}

/** The settings with those of `patch`; a secret that comes back masked stays as it is, and null removes a member. */
export function mergedConfig(kind: ChannelKind, config: Config, patch: Config): Record<string, unknown> {
  const shown = maskedConfig(kind, config);
  const merged: Record<string, unknown> = { ...config };
  for (const [member, value] of Object.entries(patch)) {
    if (value === null) delete merged[member];
    else merged[member] = unmasked(value, shown[member], config[member]);
  }
  return merged;
}

function unmasked(given: unknown, shown: unknown, stored: unknown): unknown {
  if (typeof given === "string") return given === shown && given.startsWith("…") ? stored : given;
  if (!isObject(given) || !isObject(shown) || !isObject(stored)) return given;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, unmasked(value, shown[key], stored[key])]),
  );
}

/** The text without any of the settings' secrets, which a receiver may echo. */
export function withoutSecrets(kind: ChannelKind, config: Config, text: string): string {
  const secrets: string[] = [];
  mapSecrets(kind, config, (secret) => {
    secrets.push(secret, ...partsOf(secret));
    return secret;
  });
  return secrets
    .filter((secret) => secret.length >= SHOWN)
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, secret) => left.replaceAll(secret, REDACTED), text);
}

/** A URL's path and password are secrets on their own. */
function partsOf(secret: string): string[] {
  if (!URL.canParse(secret)) return [];
  const { pathname, search, password } = new URL(secret);
  return [pathname + search, pathname, decodeURIComponent(password), password].filter((part) => part.length > 1);
}

function mapSecrets(kind: ChannelKind, config: Config, change: (secret: string) => string): Record<string, unknown> {
  const mapped: Record<string, unknown> = { ...config };
  for (const member of CHANNEL_SECRETS[kind]) {
    const value = mapped[member];
    if (typeof value === "string") mapped[member] = change(value);
    else if (isObject(value)) {
      mapped[member] = Object.fromEntries(
        Object.entries(value).map(([key, inside]) => [key, typeof inside === "string" ? change(inside) : inside]),
      );
    }
  }
  return mapped;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
