import { afterAll, beforeAll, onTestFinished } from "vitest";
import type { Provider, Wallet } from "@plimsoll/contract";
import type { AccountOf } from "./accounts.ts";
import type { CreatedEndpoint, Fields } from "./api.ts";
import type { HookTarget } from "./octopus.ts";
import { startReceiver, type Receiver, type Script } from "./receiver.ts";
import { endServersOf, startServer, type Server, type ServerOptions } from "./server.ts";

/** Seed 001's levels. */
export const LEVELS = {
  alert_enabled: true,
  critical: { threshold: "0.00", condition: "below" },
  warning: { threshold: "10.00", condition: "below" },
  info: { threshold: "20.00", condition: "below" },
} as const;

/** Waits between webhook attempts that are short enough for tests. */
export const QUICK_RETRIES = { PLIMSOLL_RETRY_BASE_MS: "100" } as const;

/** One server for all tests of a describe. */
export function useServer(options: ServerOptions = {}): () => Server {
  let server: Server | undefined;
  beforeAll(async () => {
    server = await startServer(options);
  });
  afterAll(async () => {
    if (server) await endServersOf([server.data]);
  });
  return () => {
    if (server === undefined) throw new Error("the server is started before the tests, not while they are collected");
    return server;
  };
}

export interface Listening {
  readonly receiver: Receiver;
  readonly endpoint: CreatedEndpoint;
}

/** A receiver and its endpoint, removed at the end of the test. */
export async function listen(
  server: Pick<Server, "api">,
  fields: Fields = {},
  script?: Script | number | ReturnType<Script>,
): Promise<Listening> {
  const receiver = await startReceiver(script);
  const endpoint = await server.api.createEndpoint(receiver.url, { rate_limit_per_second: 1_000, ...fields });
  onTestFinished(async () => {
    await server.api.delete(`/webhook-endpoints/${endpoint.id}`).catch(() => undefined);
    await receiver.close();
  });
  return { receiver, endpoint };
}

export interface Connected {
  readonly provider: Provider;
  readonly target: HookTarget;
}

/** An Octopus connection that accepts hooks. */
export async function connectOctopus(server: AccountOf, secret = "octopus-shared-secret"): Promise<Connected> {
  const provider = await server.api.createProvider(secret);
  return { provider, target: { url: server.url, hookUrl: provider.hook_url, secret } };
}

/** A mirror of the provider's wallet 1 with a balance of 1000.00 by default. */
export function declareMirror(server: AccountOf, provider: Provider, fields: Fields = {}): Promise<Wallet> {
  return server.api.createWallet({
    name: "Octopus USD",
    provider_id: provider.id,
    external_id: "1",
    balance: "1000.00",
    ...fields,
  });
}
