import type { Provider } from "@plimsoll/core";
import type { HttpJsonSettings, SudoSettings } from "@plimsoll/contract";
import { ProviderError, type Connector } from "./connector.ts";
import { createExchange, type ExchangeOptions } from "./requests/exchange.ts";
import { httpJsonConnector } from "./http-json/http-json.ts";
import { createSignIn } from "./http-json/sign-in.ts";
import { credentialNames } from "./http-json/templates.ts";
import { kindFacts } from "./kinds.ts";
import { octopusConnector } from "./octopus/octopus.ts";
import { PRESETS, type PresetKind } from "./presets/presets.ts";
import { sudoConnector } from "./sudo/sudo.ts";
import type { Sealer } from "../util/sealer.ts";

type Credentials = Readonly<Record<string, string>>;

/** The address and credentials of a connection. */
export interface ConnectorConfig {
  readonly kind: string;
  /** Null: the vendor's own. */
  readonly baseUrl: string | null;
  /** Plain: never stored or logged like this. */
  readonly credentials: Credentials | null;
  /** The settings of the kind, already validated. */
  readonly settings?: unknown;
}

export type ConnectorOptions = ExchangeOptions;

/**
 * A connector that has sent nothing yet. One serves every task of its provider, because it paces them together and logs
 * in once; close it when the provider changes. Throws `unsupported`, with a message for the owner, when the provider
 * lacks credentials or settings.
 */
export function openConnector(config: ConnectorConfig, options: ConnectorOptions): Connector {
  const { kind } = config;
  const facts = kindFacts(kind);
  if (facts === null) throw new ProviderError("unsupported", `there is no kind of provider named ${kind}`);
  const baseUrl = config.baseUrl ?? facts.baseUrl;
  if (baseUrl === null) throw new ProviderError("unsupported", "the provider has no base_url");
  const settings = config.settings ?? null;
  if (facts.settings !== "none" && facts.settings !== "octopus" && settings === null) {
    throw new ProviderError("unsupported", "the provider has no settings");
  }
  const needed = facts.credentials ?? credentialNames(settings as HttpJsonSettings);
  const missing = needed.filter((name) => !config.credentials?.[name]);
  if (missing.length > 0) {
    throw new ProviderError("unsupported", `the provider's credentials lack ${missing.join(", ")}`);
  }
  const exchange = createExchange(baseUrl, options);
  const credentials = config.credentials ?? {};
  const now = options.now ?? Date.now;
  const secret = (name: string): string => credentials[name] ?? "";
  if (kind === "octopus") {
    return octopusConnector(exchange, { api_key: secret("api_key"), api_secret: secret("api_secret") }, now);
  }
  if (kind === "sudo") return sudoConnector(exchange, secret("api_key"), settings as SudoSettings, now);
  const described = kind === "http-json" ? (settings as HttpJsonSettings) : PRESETS[kind as PresetKind].settings;
  const own = { ...credentials, base_url: baseUrl };
  const signIn =
    described.sign_in === undefined
      ? null
      : createSignIn({
          settings: described.sign_in,
          exchange: createExchange(described.sign_in.url ?? baseUrl, options),
          credentials: own,
          now,
        });
  return httpJsonConnector({ exchange, settings: described, credentials: own, signIn, now });
}

/** A stored provider's connection. Throws when its credentials were sealed with another key. */
export function configOf(
  provider: Pick<Provider, "accountId" | "id" | "kind" | "baseUrl" | "credentials" | "settings">,
  unseal: Sealer["unseal"],
): ConnectorConfig {
  const { accountId, id, kind, baseUrl, credentials, settings } = provider;
  const place = { accountId, use: "provider's credentials", id } as const;
  return {
    kind,
    baseUrl,
    credentials: credentials === null ? null : (JSON.parse(unseal(credentials, place)) as Credentials),
    settings: settings === null ? null : (JSON.parse(settings) as unknown),
  };
}
