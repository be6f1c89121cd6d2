import type { Provider } from "@plimsoll/core";
import type { Config } from "../../config.ts";
import { createOutbound } from "../../net/outbound.ts";
import type { CheckResult } from "../../providers/checkup.ts";
import { examine } from "../../providers/examine.ts";
import { createSealer } from "../../util/sealer.ts";
import { presentSecretKey } from "../../start/secret-key.ts";
import type { Store } from "../../store/port/store.ts";
import { safeText } from "../terminal/safe-text.ts";
import type { Io } from "./io.ts";
import { withSetup, withStore } from "./store-access.ts";

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
    const key = await presentSecretKey(config.secretKey, config.dataDir, () =>
      withSetup(config, (setup) => setup.secretKeyCheck()),
    );
    const unseal = key === null ? noKey : createSealer(key).unseal;
    const providers = providerId === null ? await allProviders(store) : [await oneProvider(store, providerId)];
    const outbound = createOutbound(config);
    const reports: { provider: Provider; findings: readonly CheckResult[] }[] = [];
    for (const provider of providers) {
      if (!io.json) io.print(`${provider.id}  ${safeText(provider.name)} (${provider.kind})`);
      const lastHookAt = await store.reads.lastHookAt(provider.accountId, provider.id);
      const examination = { provider, lastHookAt, unseal, outbound, now: Date.now };
      const findings = await examine(examination, new AbortController().signal);
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
  const line = `  ${MARKS[state].padEnd(7)}  ${check.padEnd(14)}  ${safeText(message)}`;
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
