import type { Provider } from "@plimsoll/core";
import { PROVIDER_KINDS, type ProviderKind } from "@plimsoll/contract";
import { ProviderError, type Connector } from "./connector.ts";
import { createExchange, type Exchange, type ExchangeOptions } from "./http/exchange.ts";
import { KINDS } from "./kinds.ts";
import { octopusConnector } from "./octopus/octopus.ts";

type Credentials = Readonly<Record<string, string>>;

/** Where and as whom to connect. */
export interface ConnectorConfig {
  readonly kind: string;
  /** Null: the vendor's own. */
  readonly baseUrl: string | null;
  /** Plain: never stored or logged like this. */
  readonly credentials: Credentials | null;
}

export type ConnectorOptions = ExchangeOptions;

interface Parts {
  readonly exchange: Exchange;
  readonly credentials: Credentials;
  readonly now: () => number;
}

const OPENERS: Readonly<Record<ProviderKind, (parts: Parts) => Connector>> = {
  octopus: ({ exchange, credentials, now }) =>
    octopusConnector(
      exchange,
      { api_key: credentials["api_key"] ?? "", api_secret: credentials["api_secret"] ?? "" },
      now,
    ),
};

/**
 * A connector that has sent nothing yet. One serves every task of its provider, for it paces them together and logs in once; close it when
 * the provider changes. Throws `unsupported` when the provider lacks what it takes to connect, in words for its owner.
 */
export function openConnector(config: ConnectorConfig, options: ConnectorOptions): Connector {
  const kind = PROVIDER_KINDS.find((candidate) => candidate === config.kind);
  if (kind === undefined) throw new ProviderError("unsupported", `there is no kind of provider named ${config.kind}`);
  const facts = KINDS[kind];
  const baseUrl = config.baseUrl ?? facts.baseUrl;
  if (baseUrl === null) throw new ProviderError("unsupported", "the provider has no base_url");
  const missing = facts.credentials.filter((name) => !config.credentials?.[name]);
  if (missing.length > 0) {
    throw new ProviderError("unsupported", `the provider's credentials lack ${missing.join(", ")}`);
  }
  return OPENERS[kind]({
    exchange: createExchange(baseUrl, options),
    credentials: config.credentials ?? {},
    now: options.now ?? Date.now,
  });
}

/** A stored provider's connection. Throws when its credentials were sealed with another key. */
export function configOf(
  provider: Pick<Provider, "kind" | "baseUrl" | "credentials">,
  unseal: (sealed: string) => string,
): ConnectorConfig {
  const { kind, baseUrl, credentials } = provider;
  return { kind, baseUrl, credentials: credentials === null ? null : (JSON.parse(unseal(credentials)) as Credentials) };
}
