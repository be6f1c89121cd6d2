import { updateAccount, type UpdateAccount } from "./account-settings.ts";
import type { Handler } from "./command.ts";
import { row } from "./command.ts";
import { createCampaign, deleteCampaign, type CreateCampaign, type DeleteCampaign } from "./campaigns/commands.ts";
import { continueReevaluation, type ContinueReevaluation } from "./alerts/reevaluate.ts";
import {
  deleteAlertDefault,
  putAlertDefault,
  type DeleteAlertDefault,
  type PutAlertDefault,
} from "./alerts/defaults.ts";
import { evaluateWallets, type EvaluateWallets } from "./alerts/evaluate-wallets.ts";
import {
  createCard,
  createGatewayConnection,
  updateCard,
  updateGatewayConnection,
  type CreateCard,
  type CreateGatewayConnection,
  type UpdateCard,
  type UpdateGatewayConnection,
} from "./cards/commands.ts";
import {
  gatewayEvent,
  reverseAuthorization,
  type GatewayEventCommand,
  type ReverseAuthorization,
} from "./cards/gateway-event.ts";
import { recordAttempt, type RecordAttempt } from "./deliveries/record-attempt.ts";
import { replayDeliveries, type ReplayDeliveries } from "./deliveries/replay-deliveries.ts";
import { Draft, lookupName, NotLoaded, type BulkChange, type Change, type Loaded, type Lookup } from "./draft.ts";
import {
  createEndpoint,
  deleteEndpoint,
  rotateSecret,
  sendTest,
  updateEndpoint,
  type CreateEndpoint,
  type DeleteEndpoint,
  type RotateSecret,
  type SendTest,
  type UpdateEndpoint,
} from "./endpoints/commands.ts";
import {
  createFeature,
  deleteFeature,
  updateFeature,
  type CreateFeature,
  type DeleteFeature,
  type UpdateFeature,
} from "./alerts/features/commands.ts";
import { putFxRates, type PutFxRates } from "./fx/commands.ts";
import {
  captureHoldCommand,
  expireHolds,
  placeHoldCommand,
  releaseHoldCommand,
  type CaptureHold,
  type ExpireHolds,
  type PlaceHold,
  type ReleaseHold,
} from "./holds/commands.ts";
import {
  configureApiKey,
  createApiKey,
  revokeApiKey,
  type ConfigureApiKey,
  type CreateApiKey,
  type RevokeApiKey,
} from "./keys/commands.ts";
import { postTransaction, type PostTransaction } from "./ledger/post-transaction.ts";
import {
  deliverOrder,
  endOrderCommand,
  placeOrderCommand,
  type DeliverOrder,
  type EndOrder,
  type PlaceOrder,
} from "./orders/commands.ts";
import {
  placeMirrorOrderCommand,
  providerOrderEvent,
  reportMirrorOrder,
  type PlaceMirrorOrder,
  type ProviderOrderEvent,
  type ReportMirrorOrder,
} from "./mirrors/order-commands.ts";
import type { Outcome } from "./outcome.ts";
import { createProduct, updateProduct, type CreateProduct, type UpdateProduct } from "./products/commands.ts";
import { createProvider, updateProvider, type CreateProvider, type UpdateProvider } from "./mirrors/commands.ts";
import { keepHook, type KeepHook } from "./mirrors/keep-hook.ts";
import { recordHooks, type RecordHooks } from "./mirrors/record-hooks.ts";
import { providerEvent, type ProviderEvent } from "./mirrors/provider-event.ts";
import { applyWaiting, type ApplyWaiting } from "./mirrors/waiting-events.ts";
import { measureBurn, type MeasureBurn } from "./alerts/measure-burn.ts";
import { measureSpend, type MeasureSpend } from "./alerts/measure-spend.ts";
import {
  createTopup,
  markOverdue,
  updateTopup,
  type CreateTopup,
  type MarkOverdue,
  type UpdateTopup,
} from "./topups/commands.ts";
import { makeTransfer, type MakeTransfer } from "./transfers/transfer.ts";
import { applySnapshots, type ApplySnapshots } from "./mirrors/apply-snapshots.ts";
import { beginReading, type BeginReading } from "./mirrors/begin-reading.ts";
import { investigateDrifts, type InvestigateDrifts } from "./mirrors/investigate-drifts.ts";
import { markStale, type MarkStale } from "./mirrors/mark-stale.ts";
import { missReading, type MissReading } from "./mirrors/miss-reading.ts";
import { recordSync, type RecordSync } from "./mirrors/record-sync.ts";
import { createWallet, type CreateWallet } from "./wallets/create-wallet.ts";
import { updateWallet, type UpdateWallet } from "./wallets/update-wallet.ts";

/** Every change of state. */
export type Command =
  | UpdateAccount
  | PostTransaction
  | PlaceHold
  | CaptureHold
  | ReleaseHold
  | ExpireHolds
  | PutFxRates
  | CreateProduct
  | UpdateProduct
  | PlaceOrder
  | DeliverOrder
  | EndOrder
  | PlaceMirrorOrder
  | ReportMirrorOrder
  | ProviderOrderEvent
  | MakeTransfer
  | ProviderEvent
  | ApplyWaiting
  | BeginReading
  | ApplySnapshots
  | InvestigateDrifts
  | RecordSync
  | MarkStale
  | MissReading
  | CreateCampaign
  | DeleteCampaign
  | KeepHook
  | RecordHooks
  | CreateWallet
  | UpdateWallet
  | CreateFeature
  | UpdateFeature
  | DeleteFeature
  | PutAlertDefault
  | DeleteAlertDefault
  | ContinueReevaluation
  | EvaluateWallets
  | MeasureSpend
  | MeasureBurn
  | CreateTopup
  | UpdateTopup
  | MarkOverdue
  | CreateProvider
  | UpdateProvider
  | CreateEndpoint
  | UpdateEndpoint
  | DeleteEndpoint
  | RotateSecret
  | SendTest
  | RecordAttempt
  | ReplayDeliveries
  | CreateGatewayConnection
  | UpdateGatewayConnection
  | CreateCard
  | UpdateCard
  | GatewayEventCommand
  | ReverseAuthorization
  | ConfigureApiKey
  | CreateApiKey
  | RevokeApiKey;

export const HANDLERS = {
  update_account: updateAccount,
  post_transaction: postTransaction,
  place_hold: placeHoldCommand,
  capture_hold: captureHoldCommand,
  release_hold: releaseHoldCommand,
  expire_holds: expireHolds,
  put_fx_rates: putFxRates,
  create_product: createProduct,
  update_product: updateProduct,
  place_order: placeOrderCommand,
  deliver_order: deliverOrder,
  end_order: endOrderCommand,
  place_mirror_order: placeMirrorOrderCommand,
  report_mirror_order: reportMirrorOrder,
  provider_order_event: providerOrderEvent,
  make_transfer: makeTransfer,
  provider_event: providerEvent,
  apply_waiting: applyWaiting,
  begin_reading: beginReading,
  apply_snapshots: applySnapshots,
  investigate_drifts: investigateDrifts,
  record_sync: recordSync,
  mark_stale: markStale,
  miss_reading: missReading,
  create_campaign: createCampaign,
  delete_campaign: deleteCampaign,
  keep_hook: keepHook,
  record_hooks: recordHooks,
  create_wallet: createWallet,
  update_wallet: updateWallet,
  create_feature: createFeature,
  update_feature: updateFeature,
  delete_feature: deleteFeature,
  put_alert_default: putAlertDefault,
  delete_alert_default: deleteAlertDefault,
  continue_reevaluation: continueReevaluation,
  evaluate_wallets: evaluateWallets,
  measure_spend: measureSpend,
  measure_burn: measureBurn,
  create_topup: createTopup,
  update_topup: updateTopup,
  mark_overdue: markOverdue,
  create_provider: createProvider,
  update_provider: updateProvider,
  create_endpoint: createEndpoint,
  update_endpoint: updateEndpoint,
  delete_endpoint: deleteEndpoint,
  rotate_secret: rotateSecret,
  send_test: sendTest,
  record_attempt: recordAttempt,
  replay_deliveries: replayDeliveries,
  create_gateway_connection: createGatewayConnection,
  update_gateway_connection: updateGatewayConnection,
  create_card: createCard,
  update_card: updateCard,
  gateway_event: gatewayEvent,
  reverse_authorization: reverseAuthorization,
  create_api_key: createApiKey,
  configure_api_key: configureApiKey,
  revoke_api_key: revokeApiKey,
};

/**
 * A command requests the rows that it reads one by one together, with `Draft.require`.
 * @limit Commits: rounds of needs and decide for one batch, whatever its size.
 */
export const MAX_ROUNDS = 12;

/** The result of a command, by the command's type. */
export type Answer<C extends Command> = ReturnType<(typeof HANDLERS)[C["type"]]["apply"]>;

export interface Effects {
  readonly outcomes: readonly Outcome[];
  readonly changes: readonly Change[];
  readonly bulk: readonly BulkChange[];
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
  for (const command of commands) {
    accounts.add(command.accountId);
    for (const lookup of handlerOf(command).lookups(command)) add(lookup);
  }
  for (const accountId of accounts) {
    add(row("accounts", accountId));
    add({ table: "endpoints", index: "account", key: [accountId] });
  }
  return [...lookups.values()];
}

/**
 * Decides a batch of commands, in order, on the loaded rows. Pure: the same arguments give the same result. When every
 * needed row was loaded, it returns the outcomes and changes; otherwise it returns the missing lookups, and nothing has
 * happened. `seed` is ten random characters of Crockford base 32, new for every batch.
 */
export function decide(loaded: Iterable<Loaded>, commands: readonly Command[], now: number, seed: string): Decision {
  const draft = new Draft(loaded, now, seed);
  const missing = new Map<string, Lookup>();
  const outcomes: Outcome[] = [];
  for (const command of commands) {
    try {
      outcomes.push(handlerOf(command).apply(draft, command));
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
      for (const lookup of error.lookups) missing.set(lookupName(lookup), lookup);
    }
  }
  if (missing.size > 0) return { type: "needs", lookups: [...missing.values()] };
  return { type: "effects", outcomes, changes: draft.changes(), bulk: draft.bulk };
}

function handlerOf(command: Command): Handler<Command, unknown> {
  return HANDLERS[command.type] as unknown as Handler<Command, unknown>;
}
