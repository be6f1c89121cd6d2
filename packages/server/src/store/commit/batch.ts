import {
  decide,
  lookupsOf,
  MAX_ROUNDS,
  type Command,
  type Delivery,
  type Effects,
  type Endpoint,
  type Loaded,
  type Lookup,
  type Notification,
} from "@plimsoll/core";
import type { PendingDelivery } from "../port/deliveries.ts";
import { accountsBehind } from "../behind.ts";
import { pendingNotification } from "../pending-notification.ts";
import { changedRows } from "../remembered-rows.ts";
import { eventsOfBatch } from "./events-of-batch.ts";
import { newSeed } from "../seed.ts";
import type { CommandFailure, Committed } from "../port/store.ts";
import { StoreUnavailable } from "../port/unavailable.ts";

/** Changes a row that every store has, because SQLite writes nothing for a value that stays the same. */
export const TOUCH = "UPDATE installation SET touched = 1 - touched";

/** One transaction of an engine. */
export interface BatchTransaction {
  begin(): void | Promise<void>;
  load(lookups: readonly Lookup[]): readonly Loaded[] | Promise<readonly Loaded[]>;
  write(effects: Effects): void | Promise<void>;
  /** Writes, so that a failure to write is noticed. */
  touch(): void | Promise<void>;
  commit(): void | Promise<void>;
  rollback(): void | Promise<void>;
}

/**
 * Carries out a batch in one transaction. When a command throws, which is a bug, the batch is rolled back and halved
 * until the command is alone, so that its neighbours are stored all the same. `attempt` carries out one transaction, as
 * `attemptBatch` does.
 */
export async function runBatch(
  commands: readonly Command[],
  attempt: (commands: readonly Command[]) => Promise<Committed>,
): Promise<Committed> {
  try {
    return await attempt(commands);
  } catch (error) {
    if (error instanceof StoreUnavailable || commands.length === 0) throw error;
    if (commands.length === 1) {
      return { answers: [failure(error)], deliveries: [], behind: [], rows: [], transitions: [] };
    }
  }
  const middle = Math.ceil(commands.length / 2);
  const first = await runBatch(commands.slice(0, middle), attempt);
  const second = await runBatch(commands.slice(middle), attempt);
  return {
    answers: [...first.answers, ...second.answers],
    deliveries: [...first.deliveries, ...second.deliveries],
    behind: [...first.behind, ...second.behind],
    rows: [...first.rows, ...second.rows],
    transitions: [...first.transitions, ...second.transitions],
  };
}

function failure(error: unknown): CommandFailure {
  return { ok: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/**
 * Load, decide, write, commit. All of it is stored, or nothing; rejects with `StoreUnavailable` when the store, not a
 * command, fails.
 */
export async function attemptBatch(
  transaction: BatchTransaction,
  commands: readonly Command[],
  now: number,
): Promise<Committed> {
  await transaction.begin();
  try {
    const effects = await decided(transaction, commands, now);
    await transaction.write(effects);
    if (commands.length === 0) await transaction.touch();
    await transaction.commit();
    return {
      answers: effects.outcomes as Committed["answers"],
      deliveries: dueDeliveries(effects),
      behind: accountsBehind(effects),
      rows: changedRows(effects),
      transitions: effects.transitions,
    };
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}

async function decided(transaction: BatchTransaction, commands: readonly Command[], now: number): Promise<Effects> {
  const seed = newSeed();
  const loaded: Loaded[] = [...(await transaction.load(lookupsOf(commands)))];
  let wanted: readonly Lookup[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const decision = decide(loaded, commands, now, seed);
    if (decision.type === "effects") return decision;
    wanted = decision.lookups;
    loaded.push(...(await transaction.load(wanted)));
  }
  const names = wanted.map(({ table, index, key }) => [table, index, ...key].join("/")).slice(0, 10);
  throw new Error(`a decision still needed more rows after ${MAX_ROUNDS} rounds: ${names.join(", ")}`);
}

/** Deliveries that the dispatcher can send without reading them back. */
function dueDeliveries({ changes }: Effects): PendingDelivery[] {
  const inserted = changes.find(({ table }) => table === "deliveries")?.inserts ?? [];
  if (inserted.length === 0) return [];
  const eventAt = eventsOfBatch(changes);
  const versions = new Map<string, number>();
  const endpoints = changes.find(({ table }) => table === "endpoints");
  for (const row of [...(endpoints?.inserts ?? []), ...(endpoints?.updates.map(({ after }) => after) ?? [])]) {
    const endpoint = row as Endpoint;
    versions.set(`${endpoint.accountId}/${endpoint.id}`, endpoint.version);
  }
  const notifications = new Map<string, Notification>();
  for (const row of changes.find(({ table }) => table === "notifications")?.inserts ?? []) {
    const notification = row as Notification;
    notifications.set(`${notification.accountId}/${notification.endpointId}/${notification.sequence}`, notification);
  }
  return inserted.flatMap((row) => {
    const delivery = row as Delivery;
    const { accountId, endpointId, sequence, nextAttemptAt } = delivery;
    const notification = notifications.get(`${accountId}/${endpointId}/${sequence}`);
    if (notification) {
      const targetVersion = versions.get(`${accountId}/${endpointId}`) ?? 0;
      const { payload } = notification;
      return nextAttemptAt === null
        ? []
        : [pendingNotification({ accountId, endpointId, sequence, payload, dueAt: nextAttemptAt, targetVersion })];
    }
    const event = eventAt(delivery.accountId, delivery.eventPosition);
    return event && delivery.nextAttemptAt !== null
      ? [
          {
            accountId: delivery.accountId,
            endpointId: delivery.endpointId,
            sequence: delivery.sequence,
            eventId: event.id,
            eventType: event.type,
            body: event.payload,
            dueAt: delivery.nextAttemptAt,
            targetVersion: versions.get(`${delivery.accountId}/${delivery.endpointId}`) ?? 0,
          },
        ]
      : [];
  });
}
