import { setTimeout as delay } from "node:timers/promises";
import type { AlertChange, Drift, SyncResult, Wallet } from "@plimsoll/contract";
import { FAULTS, type Fault, type FaultRule, type SandboxOptions } from "@plimsoll/sandbox";
import { expect, it } from "vitest";
import { expectStatus } from "../support/e2e/api.ts";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { connectSandbox, mirrorAll, type ConnectedSandbox } from "../support/e2e/sandbox.ts";
import type { Server } from "../support/e2e/server.ts";
import { givenSeed } from "../support/simulation/random.ts";

const SEED = givenSeed(20_261_122);
const DEBITS = 18;
const LEVELS = {
  alert_enabled: true,
  info: { threshold: "800.00", condition: "below" },
  warning: { threshold: "500.00", condition: "below" },
  critical: { threshold: "200.00", condition: "below" },
};
const SEVERITY = ["ok", "info", "warning", "in_alarm"];

const RULES: Readonly<Record<Fault, FaultRule>> = {
  drop_webhook: { probability: 0.3 },
  delay_webhook: { probability: 0.5, delayMs: 1_500 },
  duplicate_webhook: { probability: 0.6, delayMs: 300 },
  reorder_webhook: { probability: 0.5, delayMs: 400 },
  too_many_requests: { probability: 0.3, retryAfterSeconds: 1 },
  server_error: { probability: 0.3 },
  slow_request: { probability: 0.5, delayMs: 400 },
  slow_answer: { probability: 0.5, delayMs: 400 },
  reset_before: { probability: 0.3 },
  reset_after: { probability: 0.3 },
  expire_token: { probability: 0.3 },
  list_late: { probability: 0.5, delayMs: 1_500 },
  list_missing: { probability: 0.3 },
  wallet_absent: { probability: 0.2 },
  stale_wallets: { probability: 0.1, delayMs: 2_000 },
};

interface Case {
  readonly name: string;
  readonly faults: Readonly<Partial<Record<Fault, FaultRule>>>;
  readonly options?: SandboxOptions;
}

const CASES: readonly Case[] = [
  ...FAULTS.map((fault) => ({ name: fault, faults: { [fault]: RULES[fault] } })),
  { name: "a clock ahead", faults: {}, options: { clockOffsetMs: 5_000 } },
  { name: "a clock behind", faults: { drop_webhook: RULES.drop_webhook }, options: { clockOffsetMs: -5_000 } },
  {
    name: "everything at once",
    faults: Object.fromEntries(FAULTS.map((fault) => [fault, { ...RULES[fault], probability: 0.12 }])),
    options: { clockOffsetMs: 2_500 },
  },
];

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

/** A poll that may fail, because its provider does. */
async function tryToSync(server: Server, { provider }: ConnectedSandbox): Promise<boolean> {
  await delay(250);
  return (await server.api.post<SyncResult>(`/providers/${provider.id}/sync`)).status === 200;
}

/** Falls through every level, and is topped up after the alert. The mirror's alerts are compared with that. */
async function play(
  server: Server,
  connection: ConnectedSandbox,
  mirror: Wallet,
  faults: Case["faults"],
): Promise<void> {
  const { sandbox } = connection;
  const { api } = server;
  sandbox.setFaults(faults);
  for (let i = 1; i <= DEBITS; i += 1) {
    sandbox.debit(1, "50.00", { reference: `ORDER-${i}` });
    await delay(80 + ((i * 37) % 120));
    if (i % 6 === 0) await tryToSync(server, connection);
  }
  await eventually(async () => {
    await tryToSync(server, connection);
    return (await api.wallet(mirror.id)).alert_state === "in_alarm";
  }, 40_000);
  sandbox.credit(1, "900.00", { reference: "WIRE" });
  await delay(200);
  sandbox.clearFaults();
  await sandbox.idle();
  await eventually(async () => {
    await tryToSync(server, connection);
    return (await api.wallet(mirror.id)).balance === sandbox.balance(1);
  }, 40_000);
}

async function audit(server: Server, connection: ConnectedSandbox, { id }: Wallet): Promise<void> {
  const { api } = server;
  // One more, to show that nothing moves any more.
  await eventually(() => tryToSync(server, connection), 20_000);
  const wallet = await api.wallet(id);
  expect(wallet).toMatchObject({ balance: "1000.00", alert_state: "ok", stale: false });
  const transactions = await api.transactions(id);
  const cents = transactions.reduce(
    (sum, { amount, transaction_type: type }) => sum + BigInt(amount.replace(".", "")) * (type === "DEBIT" ? -1n : 1n),
    0n,
  );
  expect(cents).toBe(100_000n);
  expect(transactions.map(({ sequence }) => sequence)).toEqual(
    transactions.map((_, index) => transactions.length - index),
  );

  const history = (await api.alertHistory(`&wallet_id=${id}`)).toReversed();
  const states = history.map((change: AlertChange) => change.state);
  expect(history.map(({ previous_state: previous }) => previous)).toEqual(["ok", ...states.slice(0, -1)]);
  const alarm = states.indexOf("in_alarm");
  const severities = states.map((state) => SEVERITY.indexOf(state));
  // Down without a step back, each reported once; up again to ok.
  expect(severities.slice(0, alarm + 1)).toEqual(ascending(severities.slice(0, alarm + 1)));
  expect(severities.slice(alarm)).toEqual(ascending(severities.slice(alarm)).toReversed());
  expect(states.at(-1)).toBe("ok");

  await eventually(async () => {
    const drifts = expectStatus(200, await api.get<Drift[]>(`/providers/${connection.provider.id}/drifts?limit=1000`));
    return drifts.every(({ status }) => status !== "open");
  }, 40_000);
}

describeAnyEngine(`a provider that fails (seed ${SEED})`, (engine) => {
  const server = useServer({ engine });

  it.concurrent.each(CASES)(
    "mirrors end up right and each crossing is reported once: $name",
    { timeout: 150_000 },
    async ({ faults, options }) => {
      const connection = await connectSandbox(server(), { seed: SEED, ...options });
      const [mirror] = await mirrorAll(server(), connection);
      if (!mirror) throw new Error("no mirror");
      await server().api.updateWallet(mirror.id, { alert_settings: LEVELS });
      await play(server(), connection, mirror, faults);
      await audit(server(), connection, mirror);
    },
  );
});
