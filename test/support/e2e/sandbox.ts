import type { Provider, Wallet } from "@plimsoll/contract";
import { type Sandbox, type SandboxOptions, NO_LIMITS, startSandbox } from "@plimsoll/sandbox";
import { expectStatus, type Fields } from "./api.ts";
import { eventually } from "./eventually.ts";
import { afterEveryFile } from "./file-hooks.ts";
import type { Server } from "./server.ts";

const running = new Set<Sandbox>();
afterEveryFile(async () => {
  await Promise.all([...running].map((sandbox) => sandbox.stop()));
  running.clear();
});

const SECRET = "sandbox-hook-secret";

/** Requests and retries fast enough for tests: no request limits, orders fulfilled only by the test. */
const QUICK: SandboxOptions = {
  wallets: [{ currency: "USD", balance: "1000.00" }],
  limits: NO_LIMITS,
  fulfilment: null,
  retryBaseMs: 50,
};

/** A sandbox in this process, stopped after the test file. */
export async function sandboxForTests(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ ...QUICK, ...options });
  running.add(sandbox);
  return sandbox;
}

export interface ConnectedSandbox {
  readonly sandbox: Sandbox;
  readonly provider: Provider;
  readonly secret: string;
}

/** A sandbox and the server's provider for it: credentials to poll with, and webhooks that arrive. */
export async function connectSandbox(
  server: Server,
  options: SandboxOptions = {},
  fields: Fields = {},
): Promise<ConnectedSandbox> {
  const sandbox = await sandboxForTests(options);
  const provider = await server.api.createProvider(SECRET, {
    name: "Sandbox",
    base_url: sandbox.url,
    credentials: { api_key: sandbox.apiKey, api_secret: sandbox.apiSecret },
    ...fields,
  });
  sandbox.setHook(`${server.url}${provider.hook_url}`, SECRET);
  return { sandbox, provider, secret: SECRET };
}

/** The mirrors of the sandbox's wallets, once the first poll has found them, in the order of their external ids. */
export function mirrorAll(server: Server, { sandbox, provider }: ConnectedSandbox): Promise<Wallet[]> {
  const count = sandbox.truth().wallets.length;
  return eventually(async () => {
    const wallets = expectStatus(200, await server.api.get<Wallet[]>("/wallets?limit=1000"));
    const own = wallets.filter(({ provider_id: id }) => id === provider.id);
    return own.length === count && own.toSorted((a, b) => Number(a.external_id) - Number(b.external_id));
  });
}
