import { isIP } from "node:net";
import { hostOf, isPublicAddress } from "../net/address-guard.ts";
import type { Outbound } from "../net/outbound.ts";
import { ProviderError, type BalanceReading, type Connector, type ProviderErrorKind } from "./connector.ts";
import type { KindFacts } from "./kinds.ts";
import { openConnector, type ConnectorConfig, type ConnectorOptions } from "./open-connector.ts";

export interface CheckResult {
  /** The checked part, in a word or two. */
  readonly check: string;
  readonly state: "ok" | "problem" | "skipped";
  readonly message: string;
  /** How to correct a problem. */
  readonly advice: string | null;
}

export interface CheckedProvider {
  readonly config: ConnectorConfig;
  readonly facts: KindFacts;
  readonly paused: boolean;
  readonly hasWebhookSecret: boolean;
  /** Milliseconds since its last webhook; null when there was none. */
  readonly sinceHookMs: number | null;
  /** Webhooks that were refused so far; null for none. `sinceMs` is how long ago the last one was. */
  readonly refusedHooks: { readonly count: number; readonly sinceMs: number; readonly reason: string } | null;
}

/** @limit Providers: age of the transactions that `plimsoll doctor` lists to check that they can be read. */
const TRANSACTIONS_SINCE_MS = 24 * 3_600_000;
/** @limit Providers: difference between the two clocks that `plimsoll doctor` reports. */
const CLOCK_TOLERANCE_MS = 5_000;

/**
 * Checks everything that a provider's connection needs, step by step; steps that depend on a failed one are left out.
 */
export async function checkUp(
  provider: CheckedProvider,
  options: ConnectorOptions,
  signal: AbortSignal,
): Promise<CheckResult[]> {
  const findings: CheckResult[] = [];
  const { config, facts } = provider;
  if (provider.paused) findings.push(skipped("status", "the provider is paused: it is not polled"));
  const reached = await reach(config.baseUrl ?? facts.baseUrl, options);
  findings.push(reached);
  if (reached.state === "ok") findings.push(...(await examine(config, options, signal)));
  if (facts.hooks)
    findings.push(hooks(provider.hasWebhookSecret), lastHook(provider.sinceHookMs), ...refusedHooks(provider));
  return findings;
}

interface Reaching {
  readonly outbound: Pick<Outbound, "names" | "allowPrivateTargets">;
  readonly owner: string;
}

async function reach(baseUrl: string | null, { outbound, owner }: Reaching): Promise<CheckResult> {
  if (baseUrl === null) {
    return problem("address", "the provider has no base_url, so it cannot be polled", "set base_url");
  }
  const host = hostOf(new URL(baseUrl));
  try {
    const found = isIP(host) === 0 ? await outbound.names.resolve(host, owner) : [{ address: host }];
    const addresses = found.map(({ address }) => address);
    const allowed = outbound.allowPrivateTargets ? addresses : addresses.filter(isPublicAddress);
    if (allowed.length === 0) {
      const advice = "start the server with --allow-private-targets if that is where it is";
      return problem("address", `${host} is not a public address`, advice);
    }
    return ok("address", `${baseUrl} is at ${allowed.join(", ")}`);
  } catch (error) {
    return problem("address", messageOf(error), "check base_url and this machine's DNS");
  }
}

async function examine(
  config: ConnectorConfig,
  options: ConnectorOptions,
  signal: AbortSignal,
): Promise<CheckResult[]> {
  let connector: Connector;
  try {
    connector = openConnector(config, options);
  } catch (error) {
    return [problem("credentials", messageOf(error), "set base_url and credentials with PATCH /api/v1/providers/{id}")];
  }
  try {
    return await read(connector, options.now ?? Date.now, signal);
  } finally {
    await connector.close();
  }
}

async function read(connector: Connector, now: () => number, signal: AbortSignal): Promise<CheckResult[]> {
  let reading: BalanceReading;
  try {
    reading = await connector.fetchBalances(signal);
  } catch (error) {
    return [refused("wallets", error)];
  }
  const { balances, problems = [], clock } = reading;
  const currencies = [...new Set(balances.map(({ currency }) => currency))];
  const count = `${balances.length} ${balances.length === 1 ? "wallet" : "wallets"}`;
  const findings = [
    balances.length === 0
      ? problem(
          "wallets",
          "signed in, but the provider shows no wallet",
          "ask the provider whether the account has any",
        )
      : ok("wallets", `signed in and read ${count} (${currencies.join(", ")})`),
    ...problems.map(({ message }) =>
      problem("wallets", message, "the other wallets are read; ask the provider about this one"),
    ),
    clockResult(clock),
  ];
  const [first] = balances;
  if (!connector.capabilities.transactions || !first) {
    return [...findings, skipped("transactions", "this provider lists no transactions: differences stay unexplained")];
  }
  try {
    const since = now() - TRANSACTIONS_SINCE_MS;
    const { transactions } = await connector.listTransactions(first.externalId, since, signal);
    findings.push(ok("transactions", `${transactions.length} of wallet ${first.externalId} in the last 24 hours`));
  } catch (error) {
    findings.push(refused("transactions", error));
  }
  return findings;
}

function clockResult(clock: BalanceReading["clock"]): CheckResult {
  if (clock === null) return skipped("clock", "the answers carry no usable Date header");
  const offset = Math.round((clock.low + clock.high) / 2);
  const far = clock.low > CLOCK_TOLERANCE_MS || clock.high < -CLOCK_TOLERANCE_MS;
  const words = `the provider's clock is ${Math.abs(offset)} ms ${offset < 0 ? "behind" : "ahead of"} ours`;
  return far ? problem("clock", words, "check that this machine's clock is synchronised (NTP)") : ok("clock", words);
}

function hooks(hasSecret: boolean): CheckResult {
  return hasSecret
    ? ok("webhook secret", "set")
    : problem("webhook secret", "not set: every hook is refused", "set webhook_secret and register the hook_url");
}

function lastHook(sinceMs: number | null): CheckResult {
  return sinceMs === null ? skipped("last hook", "never") : ok("last hook", `${roughly(sinceMs)} ago`);
}

/** A problem while none has been accepted since. */
function refusedHooks({ refusedHooks: refusals, sinceHookMs }: CheckedProvider): CheckResult[] {
  if (refusals === null) return [];
  const { count, sinceMs, reason } = refusals;
  const words = `${count}, the last one ${roughly(sinceMs)} ago: ${reason}`;
  if (sinceHookMs !== null && sinceHookMs <= sinceMs) return [ok("refused hooks", words)];
  return [problem("refused hooks", words, "compare the webhook_secret with the provider's, and set it with PATCH")];
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** The largest unit with at least one: "3 hours". */
function roughly(ms: number): string {
  const [name, length] = UNITS.find(([, unit]) => ms >= unit) ?? (["second", 1_000] as const);
  const count = Math.max(0, Math.floor(ms / length));
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

const ADVICE: Readonly<Record<ProviderErrorKind, string>> = {
  auth: "check the credentials, and set them with PATCH /api/v1/providers/{id}",
  forbidden: "the credentials are right but may not read this; ask the provider for the permission",
  rate_limited: "wait, and see what else uses these credentials",
  not_found: "check base_url: the API is not there",
  insufficient_funds: "ask the provider why reading costs money",
  rejected: "check base_url and the provider's documentation",
  duplicate: "ask the provider",
  transient: "check that the provider is up and reachable from this machine, then try again",
  malformed: "check that base_url leads to the API; the provider may have changed its answers",
  unsupported: "set what is missing with PATCH /api/v1/providers/{id}",
};

function refused(check: string, error: unknown): CheckResult {
  if (!(error instanceof ProviderError)) throw error;
  return problem(check, error.message, ADVICE[error.kind]);
}

function ok(check: string, message: string): CheckResult {
  return { check, state: "ok", message, advice: null };
}

function skipped(check: string, message: string): CheckResult {
  return { check, state: "skipped", message, advice: null };
}

function problem(check: string, message: string, advice: string): CheckResult {
  return { check, state: "problem", message, advice };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
