import type { Provider } from "@plimsoll/core";
import type { Config } from "../../config.ts";
import { createOutbound, type Outbound } from "../../net/outbound.ts";
import { checkUp, type CheckResult, type CheckedProvider } from "../../providers/checkup.ts";
import { kindFacts } from "../../providers/kinds.ts";
import { configOf } from "../../providers/open-connector.ts";
import { createSealer, type Sealer } from "../../util/sealer.ts";
import { existingSecretKey } from "../../start/secret-key.ts";
import type { Store } from "../../store/port/store.ts";
import type { Io } from "./io.ts";
import { withStore } from "./store-access.ts";

/** @limit Lists and chores: providers that `plimsoll doctor` reads at a time. */
const PROVIDERS_PER_PAGE = 1_000;

/**
 * Checks the connection of one provider, or of all, and prints what is wrong. Resolves with 0 when nothing is, 1
 * otherwise.
 */
export async function doctor(
  config: Config,
  providerId: string | null,
  io: Io & { readonly json: boolean },
): Promise<number> {
  return withStore(config, async (store) => {
    const key = await existingSecretKey(config.secretKey, config.dataDir);
    const unseal = key === null ? noKey : createSealer(key).unseal;
    const providers = providerId === null ? await allProviders(store) : [await oneProvider(store, providerId)];
    const outbound = createOutbound(config);
    const reports: { provider: Provider; findings: readonly CheckResult[] }[] = [];
    for (const provider of providers) {
      if (!io.json) io.print(`${provider.id}  ${provider.name} (${provider.kind})`);
      const lastHookAt = await store.reads.lastHookAt(provider.accountId, provider.id);
      const findings = await findingsOf(provider, lastHookAt, unseal, outbound);
      if (!io.json) for (const finding of findings) io.print(lineOf(finding));
      reports.push({ provider, findings });
    }
    outbound.close();
    const problems = reports.flatMap(({ findings }) => findings).filter(({ state }) => state === "problem").length;
    if (io.json) io.print(JSON.stringify({ problems, providers: reports.map(reportOf) }));
    else io.print(summary(providers.length, problems));
    return problems === 0 ? 0 : 1;
  });
}

function noKey(): never {
  throw new Error("there is no secret key");
}

async function findingsOf(
  provider: Provider,
  lastHookAt: number | null,
  unseal: Sealer["unseal"],
  outbound: Outbound,
): Promise<readonly CheckResult[]> {
  const facts = kindFacts(provider.kind);
  if (facts === null) {
    const message = `this version does not know the kind ${provider.kind}`;
    return [{ check: "kind", state: "problem", message, advice: "upgrade" }];
  }
  let config;
  try {
    config = configOf(provider, unseal);
  } catch {
    const message = "they were sealed with another secret key";
    const advice = "set PLIMSOLL_SECRET_KEY as the server has it, or give the credentials again";
    return [{ check: "credentials", state: "problem", message, advice }];
  }
  const checked = {
    config,
    facts,
    paused: provider.status === "paused",
    hasWebhookSecret: provider.webhookSecret !== null,
    ...hooksOf(provider, lastHookAt, Date.now()),
  };
  return checkUp(checked, { outbound, owner: String(provider.accountId) }, new AbortController().signal);
}

function hooksOf(
  { hooksReceivedAt, hooksRefused, hooksRefusedAt, hooksRefusedReason }: Provider,
  lastHookAt: number | null,
  now: number,
): Pick<CheckedProvider, "sinceHookMs" | "refusedHooks"> {
  const last = Math.max(hooksReceivedAt ?? 0, lastHookAt ?? 0);
  const refused = { count: hooksRefused, sinceMs: now - (hooksRefusedAt ?? now), reason: hooksRefusedReason ?? "" };
  return { sinceHookMs: last === 0 ? null : now - last, refusedHooks: hooksRefused === 0 ? null : refused };
}

async function oneProvider(store: Store, id: string): Promise<Provider> {
  const provider = await store.reads.hookProvider(id);
  if (!provider) throw new Error(`there is no provider ${id}`);
  return provider;
}

async function allProviders(store: Store): Promise<Provider[]> {
  const all: Provider[] = [];
  for (const accountId of await store.reads.accountIds()) {
    for (let page = 1; ; page += 1) {
      const { rows } = await store.reads.providers(accountId, { page, limit: PROVIDERS_PER_PAGE });
      all.push(...rows);
      if (rows.length < PROVIDERS_PER_PAGE) break;
    }
  }
  return all;
}

const MARKS: Readonly<Record<CheckResult["state"], string>> = { ok: "ok", problem: "PROBLEM", skipped: "-" };

function lineOf({ check, state, message, advice }: CheckResult): string {
  const line = `  ${MARKS[state].padEnd(7)}  ${check.padEnd(14)}  ${message}`;
  return advice === null ? line : `${line}\n${" ".repeat(27)}${advice}`;
}

function reportOf({ provider, findings }: { provider: Provider; findings: readonly CheckResult[] }): object {
  const { id, name, kind } = provider;
  return { id, name, kind, findings };
}

function summary(providers: number, problems: number): string {
  const checked = `${providers} ${providers === 1 ? "provider" : "providers"} checked`;
  if (problems === 0) return `${checked}: nothing is wrong`;
  return `${checked}: ${problems} ${problems === 1 ? "problem" : "problems"}`;
}
