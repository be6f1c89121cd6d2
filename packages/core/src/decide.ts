import { updateAccount } from "./account-settings.ts";
import { row, rows, type Handler } from "./command.ts";
import { createChannel, deleteChannel, testChannel, updateChannel } from "./channels/commands.ts";
import { createCampaign, deleteCampaign } from "./campaigns/commands.ts";
import { continueReevaluation } from "./alerts/reevaluate.ts";
import { deleteAlertDefault, putAlertDefault } from "./alerts/defaults.ts";
import { evaluateWallets } from "./alerts/evaluate-wallets.ts";
import { audited } from "./audit/record.ts";
import { SUBJECTS, type Subject } from "./audit/subjects.ts";
import { createCard, createGatewayConnection, updateCard, updateGatewayConnection } from "./cards/commands.ts";
import { gatewayEvent, reverseAuthorization } from "./cards/gateway-event.ts";
import { recordAttempts } from "./deliveries/record-attempts.ts";
import { replayDeliveries } from "./deliveries/replay-deliveries.ts";
import { deleteDigest, deleteHeartbeat, putDigest, putHeartbeat, sendDigest } from "./digest/commands.ts";
import { Draft, lookupName, NotLoaded, type BulkChange, type Change, type Loaded } from "./draft.ts";
import type { TransitionReason } from "./model/alert.ts";
import type { Actor } from "./model/audit.ts";
import type { Lookup } from "./model/tables.ts";
import { createEndpoint, deleteEndpoint, rotateSecret, sendTest, updateEndpoint } from "./endpoints/commands.ts";
import { acknowledgeEpisode, escalate, unacknowledgeEpisode } from "./episodes/commands.ts";
import { fanOut } from "./events/fan-out.ts";
import { createFeature, deleteFeature, updateFeature } from "./alerts/features/commands.ts";
import { putFxRates } from "./fx/commands.ts";
import { captureHold, expireHolds, placeHold, releaseHold } from "./holds/commands.ts";
import { configureApiKey, createApiKey, recordKeyUse, revokeApiKey } from "./keys/commands.ts";
import { postTransaction } from "./ledger/post-transaction.ts";
import { deliverOrder, endOrder, placeOrder } from "./orders/commands.ts";
import { placeMirrorOrder, providerOrderEvent, reportMirrorOrder } from "./mirrors/order-commands.ts";
import { flushGroup } from "./notifications/flush-group.ts";
import { rejected, type Outcome } from "./outcome.ts";
import { createProduct, updateProduct } from "./products/commands.ts";
import { createCurrency } from "./currencies/create-currency.ts";
import { closeWallet } from "./endings/close-wallet.ts";
import { deleteProvider } from "./endings/delete-provider.ts";
import { createProvider, updateProvider } from "./mirrors/commands.ts";
import { conditionLookup, holds, type Condition } from "./requests/condition.ts";
import { createRoute, deleteRoute, updateRoute } from "./routes/commands.ts";
import { createSilence, deleteSilence, endSilence } from "./silences/commands.ts";
import { keepHook } from "./mirrors/keep-hook.ts";
import { recordHooks } from "./mirrors/record-hooks.ts";
import { providerEvent } from "./mirrors/provider-event.ts";
import { applyWaiting } from "./mirrors/waiting-events.ts";
import { countHistory } from "./mirrors/count-history.ts";
import { setSpendHistory } from "./wallets/set-spend-history.ts";
import { turnCampaign } from "./campaigns/turn-campaign.ts";
import { measureBurn } from "./alerts/measure-burn.ts";
import { measureSpend } from "./alerts/measure-spend.ts";
import { createTopup, markOverdue, updateTopup } from "./topups/commands.ts";
import { makeTransfer } from "./transfers/transfer.ts";
import { applySnapshots } from "./mirrors/apply-snapshots.ts";
import { beginReading } from "./mirrors/begin-reading.ts";
import { investigateDrifts } from "./mirrors/investigate-drifts.ts";
import { markStale } from "./mirrors/mark-stale.ts";
import { missReading } from "./mirrors/miss-reading.ts";
import { recordSync } from "./mirrors/record-sync.ts";
import { createWallet } from "./wallets/create-wallet.ts";
import { updateWallet } from "./wallets/update-wallet.ts";

/** Every handler, under its command's type in camel case. */
const HANDLERS = byType({
  updateAccount,
  postTransaction,
  placeHold,
  captureHold,
  releaseHold,
  expireHolds,
  putFxRates,
  createProduct,
  updateProduct,
  placeOrder,
  deliverOrder,
  endOrder,
  placeMirrorOrder,
  reportMirrorOrder,
  providerOrderEvent,
  makeTransfer,
  providerEvent,
  applyWaiting,
  beginReading,
  applySnapshots,
  investigateDrifts,
  recordSync,
  markStale,
  missReading,
  createCampaign,
  deleteCampaign,
  keepHook,
  recordHooks,
  createWallet,
  updateWallet,
  closeWallet,
  createCurrency,
  createFeature,
  updateFeature,
  deleteFeature,
  putAlertDefault,
  deleteAlertDefault,
  continueReevaluation,
  evaluateWallets,
  measureSpend,
  measureBurn,
  countHistory,
  setSpendHistory,
  turnCampaign,
  createTopup,
  updateTopup,
  markOverdue,
  createProvider,
  updateProvider,
  deleteProvider,
  createEndpoint,
  updateEndpoint,
  deleteEndpoint,
  rotateSecret,
  sendTest,
  fanOut,
  createChannel,
  updateChannel,
  deleteChannel,
  testChannel,
  createRoute,
  updateRoute,
  deleteRoute,
  createSilence,
  deleteSilence,
  endSilence,
  acknowledgeEpisode,
  unacknowledgeEpisode,
  escalate,
  flushGroup,
  putDigest,
  deleteDigest,
  sendDigest,
  putHeartbeat,
  deleteHeartbeat,
  recordAttempts,
  replayDeliveries,
  createGatewayConnection,
  updateGatewayConnection,
  createCard,
  updateCard,
  gatewayEvent,
  reverseAuthorization,
  createApiKey,
  configureApiKey,
  revokeApiKey,
  recordKeyUse,
});

/** Every change of state. With an actor it is written to the audit log; with a condition it is refused unless that holds. */
export type Command = CommandOf<(typeof HANDLERS)[keyof typeof HANDLERS]> & {
  readonly actor?: Actor;
  readonly condition?: Condition | undefined;
};

const AUDITED: { readonly [T in Command["type"]]: Subject | null } = SUBJECTS;

/** Whether a command of this type is written to the audit log when a person, or when a program, causes it. */
export function isAudited(type: Command["type"], isPerson: boolean): boolean {
  const subject = AUDITED[type];
  return subject !== null && (isPerson || subject.people !== true);
}

/** The result of a command, by the command's type. */
export type Answer<C extends Command> = ReturnType<(typeof HANDLERS)[C["type"]]["apply"]>;

type CommandOf<H> = H extends Handler<infer C, unknown> ? C : never;

/** `camelCase` as `snake_case`. */
type Snake<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `_${Lowercase<Letter>}`}${Snake<Rest>}`
  : "";

/** The handlers by their commands' types. One that has another name than its command does not compile. */
function byType<H extends object>(
  handlers: H & {
    readonly [Name in keyof H & string]: Handler<CommandOf<H[Name]> & { readonly type: Snake<Name> }, unknown>;
  },
): { readonly [Name in keyof H & string as Snake<Name>]: H[Name] } {
  const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [snake(name), handler])) as never;
}

/**
 * A command requests the rows that it reads one by one together, with `Draft.require`.
 * @limit Commits: rounds of needs and decide for one batch, whatever its size.
 */
export const MAX_ROUNDS = 12;

export interface Effects {
  readonly outcomes: readonly Outcome[];
  readonly changes: readonly Change[];
  readonly bulk: readonly BulkChange[];
  readonly transitions: readonly TransitionReason[];
  /** The number of ids that the seed has made. */
  readonly made: number;
}

export type Decision =
  | { readonly type: "needs"; readonly lookups: readonly Lookup[] }
  | ({ readonly type: "effects" } & Effects);

/**
 * Rows that every batch reads, known before the first decision: the accounts, their endpoints, and the rows that the
 * commands name.
 */
export function lookupsOf(commands: readonly Command[]): Lookup[] {
  const lookups = new Map<string, Lookup>();
  const add = (lookup: Lookup) => lookups.set(lookupName(lookup), lookup);
  const accounts = new Set<number>();
  /** Results of attempts name the few endpoints that they are about. */
  const ofAllEndpoints = new Set<number>();
  for (const command of commands) {
    accounts.add(command.accountId);
    if (command.type !== "record_attempts") ofAllEndpoints.add(command.accountId);
    for (const lookup of handlerOf(command).lookups(command)) add(lookup);
    if (command.condition !== undefined) add(conditionLookup(command.condition));
  }
  for (const accountId of accounts) add(row("accounts", accountId));
  for (const accountId of ofAllEndpoints) add(rows("endpoints", "account", accountId));
  return [...lookups.values()];
}

/**
 * Decides a batch of commands, in order, on the loaded rows. Pure: the same arguments give the same result. When every
 * needed row was loaded, it returns the outcomes and changes; otherwise it returns the missing lookups, and nothing has
 * happened. `seed` is ten random characters of Crockford base 32, new for every batch; `made` is the number of ids that an
 * earlier part of the batch has made with it.
 */
export function decide(
  loaded: Iterable<Loaded>,
  commands: readonly Command[],
  now: number,
  seed: string,
  made = 0,
): Decision {
  const draft = new Draft(loaded, now, seed, made);
  const missing = new Map<string, Lookup>();
  const outcomes: Outcome[] = [];
  for (const command of commands) {
    try {
      outcomes.push(command.actor === undefined ? apply(draft, command) : applyAudited(draft, command, command.actor));
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      for (const lookup of error.lookups) missing.set(lookupName(lookup), lookup);
    }
  }
  if (missing.size > 0) return { type: "needs", lookups: [...missing.values()] };
  return {
    type: "effects",
    outcomes,
    changes: draft.changes(),
    bulk: draft.bulk,
    transitions: draft.transitions,
    made: draft.made,
  };
}

function apply(draft: Draft, command: Command): Outcome {
  if (command.condition !== undefined && !holds(draft, command.condition)) return rejected("changed_meanwhile");
  return handlerOf(command).apply(draft, command);
}

function applyAudited(draft: Draft, command: Command, actor: Actor): Outcome {
  const subject = AUDITED[command.type];
  if (subject === null) return apply(draft, command);
  return audited(draft, command.accountId, actor, subject, () => apply(draft, command));
}

function handlerOf(command: Command): Handler<Command, unknown> {
  return HANDLERS[command.type] as unknown as Handler<Command, unknown>;
}
