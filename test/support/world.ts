import type { Answer, Command, EventRow, Loaded, Outcome, TableName, Tables } from "@plimsoll/core";
import { base32, Draft } from "../../packages/core/src/draft.ts";
import { movementEvent } from "../../packages/core/src/events/movement-event.ts";
import { decide, lookupsOf } from "../../packages/core/src/decide.ts";
import { MovementLane } from "../../packages/core/src/movement-lane.ts";
import { LoadedLaneRows } from "../../packages/server/src/store/lane/loaded-rows.ts";
import { post, type Posting } from "../../packages/core/src/ledger/post.ts";
import { ACCOUNT, credit, newWallet } from "./commands.ts";
import { MemoryStore } from "./memory-store.ts";

export const START = Date.UTC(2026, 4, 15, 14, 30);

/** More rounds than any decision needs; a decision that never ends is a failure, not a hang. */
const MAX_ROUNDS = 50;

/** The core on tables in memory: a server's behaviour, without a server. */
export class World {
  readonly store = new MemoryStore();
  now = START;
  private batches = 0;
  /** Of the last batch. */
  private rounds = 0;

  private nextSeed(): string {
    this.batches += 1;
    return base32(this.batches, 10);
  }

  constructor(accounts: readonly number[] = [ACCOUNT]) {
    const inserts = accounts.map((id) => ({
      id,
      name: `account ${id}`,
      walletCount: 0,
      transactionCount: 0,
      eventCount: 0,
      eventsPruned: 0,
      fannedOut: 0,
      alertCount: 0,
      holdCount: 0,
      cardCount: 0,
      topupCount: 0,
      productCount: 0,
      orderCount: 0,
      transferCount: 0,
      episodeCount: 0,
      notificationCount: 0,
      auditCount: 0,
      settings: "{}",
      createdAt: START,
    }));
    this.store.write({ changes: [{ table: "accounts", inserts, updates: [], deletes: [] }], bulk: [] });
  }

  /** Carries out one batch. */
  batch(commands: readonly Command[]): readonly Outcome[] {
    const effects = this.decided(commands);
    this.store.write(effects);
    return effects.outcomes;
  }

  /** As `batch`, command by command, those that are plain movements by the lane. `onLane` is called for each of these. */
  batchWithLane(commands: readonly Command[], onLane: () => void = () => undefined): readonly Outcome[] {
    return this.inParts(commands, (rest) => {
      const rows = new LoadedLaneRows(this.store.load(lookupsOf(rest)).map(copied));
      const lane = new MovementLane(rows, this.now);
      const outcomes: Outcome[] = [];
      for (const command of rest) {
        const outcome = lane.take(command);
        if (outcome === null) break;
        outcomes.push(outcome);
        onLane();
      }
      const keys = { table: "idempotencyKeys", inserts: rows.keys, updates: [], deletes: [] } as const;
      this.store.write({ changes: [keys, ...lane.changes], bulk: [] });
      return outcomes;
    });
  }

  /** As `batch`, command by command. */
  batchApart(commands: readonly Command[]): readonly Outcome[] {
    return this.inParts(commands, () => []);
  }

  /** `first` carries out the first of the commands as far as it can, and `decide` the one after them. */
  private inParts(
    commands: readonly Command[],
    first: (rest: readonly Command[]) => readonly Outcome[],
  ): readonly Outcome[] {
    const seed = this.nextSeed();
    const outcomes: Outcome[] = [];
    for (let made = 0; outcomes.length < commands.length;) {
      outcomes.push(...first(commands.slice(outcomes.length)));
      const next = commands[outcomes.length];
      if (!next) break;
      const effects = this.decided([next], seed, made);
      this.store.write(effects);
      outcomes.push(...effects.outcomes);
      ({ made } = effects);
    }
    return outcomes;
  }

  /** One command, a batch of its own. */
  run<C extends Command>(command: C): Answer<C> {
    return this.batch([command])[0] as Answer<C>;
  }

  runAll(...commands: readonly Command[]): readonly Outcome[] {
    return commands.flatMap((command) => this.batch([command]));
  }

  /** Carries out a command and returns the number of rounds in which it needed rows. */
  roundsOf(command: Command): number {
    this.must(command);
    return this.rounds;
  }

  /** As `run`, for a command that must not be rejected. */
  must<C extends Command>(command: C): Extract<Answer<C>, { readonly ok: true }>["value"] {
    const answer = this.run(command);
    if (!answer.ok) throw new Error(`${command.type} was refused: ${JSON.stringify(answer.rejection)}`);
    return answer.value;
  }

  rows<T extends TableName>(table: T): readonly Readonly<Tables[T]>[] {
    return this.store.rows(table);
  }

  wallet(id = 1): Readonly<Tables["wallets"]> {
    const wallet = this.store.get("wallets", ACCOUNT, id);
    if (!wallet) throw new Error(`no wallet ${id}`);
    return wallet;
  }

  endpoint(id: string): Readonly<Tables["endpoints"]> {
    const endpoint = this.store.get("endpoints", ACCOUNT, id);
    if (!endpoint) throw new Error(`no endpoint ${id}`);
    return endpoint;
  }

  delivery(endpointId: string, sequence: number): Readonly<Tables["deliveries"]> {
    const delivery = this.store.get("deliveries", ACCOUNT, endpointId, sequence);
    if (!delivery) throw new Error(`no delivery ${sequence}`);
    return delivery;
  }

  /** Every event that happened, stored or a movement, by account and position. */
  events(): readonly EventRow[] {
    return this.rows("accounts").flatMap(({ id: accountId, eventCount }) => {
      const stored = new Map(
        this.rows("events").flatMap((row) => (row.accountId === accountId ? [[row.position, row]] : [])),
      );
      let ordinal = 0;
      return Array.from({ length: eventCount }, (_, index): EventRow => {
        const position = index + 1;
        const found = stored.get(position);
        if (found) {
          const { ordinal: stated, ...event } = found;
          ordinal = stated;
          return event;
        }
        const transaction = this.store.get("transactions", accountId, position - ordinal);
        const wallet = transaction && this.store.get("wallets", accountId, transaction.walletId);
        if (!wallet) throw new Error(`no event at ${position}`);
        return movementEvent(transaction, wallet, position);
      });
    });
  }

  /** Payloads in the order they were written, of the given types or of all. */
  payloads(...types: string[]): Payload[] {
    return this.events()
      .filter(({ type }) => types.length === 0 || types.includes(type))
      .map(({ payload }) => JSON.parse(payload) as Payload);
  }

  /** The alert events, of features and of wallets. */
  alerts(): Payload[] {
    return this.payloads("feature.wallet_balance.alert", "wallet.balance.alert");
  }

  /** Changes a row behind the core's back. */
  tamper(walletId: number, fields: Partial<Tables["wallets"]>): void {
    const before = this.wallet(walletId);
    const updates = [{ before, after: { ...before, ...fields } }];
    this.store.write({ changes: [{ table: "wallets", inserts: [], updates, deletes: [] }], bulk: [] });
  }

  /** A movement past every command, for movements that the core itself derives. */
  post(posting: Posting, walletId = 1): void {
    const found = this.store.load([
      { table: "accounts", index: "pk", key: [ACCOUNT] },
      { table: "endpoints", index: "account", key: [ACCOUNT] },
      { table: "wallets", index: "pk", key: [ACCOUNT, walletId] },
      { table: "topups", index: "open", key: [ACCOUNT, walletId] },
    ]);
    const draft = new Draft(found, this.now, "0000000000");
    post(draft, this.wallet(walletId), posting);
    this.store.write({ changes: draft.changes(), bulk: [] });
  }

  decided(commands: readonly Command[], seed = this.nextSeed(), made = 0) {
    this.rounds = 0;
    const loaded: Loaded[] = this.store.load(lookupsOf(commands));
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const decision = decide(loaded, commands, this.now, seed, made);
      if (decision.type === "effects") return decision;
      this.rounds = round + 1;
      loaded.push(...this.store.load(decision.lookups));
    }
    throw new Error(`${commands.map(({ type }) => type).join(", ")}: never had enough rows`);
  }
}

/** The lane changes its rows in place. */
function copied({ lookup, rows }: Loaded): Loaded {
  return { lookup, rows: rows.map((row) => ({ ...row })) };
}

/** An event's JSON, with the members that tests read. */
export interface Payload {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly event_type: string;
  readonly alert_status: string;
  readonly previous_status: string;
  readonly reason: string;
  readonly threshold: Readonly<Record<string, string>> | null;
  readonly ongoing_balance: string;
  readonly sequence: number;
  readonly episode_id: string;
  readonly feature?: Readonly<Record<string, unknown>>;
  readonly wallet: Readonly<Record<string, unknown>>;
}

const RANDOM_ID = /\b(evt|alrt|epi|hook|feat|ep|prov|hold|top|prod|trf|chan|route|sil)_[0-9a-z]{26}\b/g;

/** Everything stored as text, with random ids named by their first appearance. */
export function portrait(world: World): string {
  const names = new Map<string, string>();
  const text = JSON.stringify(
    world.store.dump(),
    (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value),
    1,
  );
  return text.replaceAll(RANDOM_ID, (id, prefix: string) => {
    const name = names.get(id) ?? `${prefix}#${names.size + 1}`;
    names.set(id, name);
    return name;
  });
}

/** The reason of a rejection, or "accepted". */
export function reasonOf(outcome: Outcome): string {
  return outcome.ok ? "accepted" : outcome.rejection.reason;
}

/** A world with one wallet of this balance. */
export function walletWith(balance: string, overdraftLimit?: string | null): World {
  const world = new World();
  world.must(newWallet({ overdraftLimit }));
  world.must(credit(1, balance));
  return world;
}
