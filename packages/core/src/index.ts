export * from "./account-settings.ts";
export * from "./alerts/levels.ts";
export * from "./alerts/reevaluate.ts";
export * from "./alerts/settings.ts";
export { SWEEP_PAGE } from "./alerts/evaluate-wallets.ts";
export * from "./cards/response-code.ts";
export type { GatewayNotice } from "./cards/gateway-event.ts";
export * from "./decide.ts";
export {
  base32,
  base32Value,
  eventPosition,
  type BulkChange,
  type Change,
  type Update,
  type KeyPart,
  type Loaded,
  type Lookup,
} from "./draft.ts";
export { MAX_ENDPOINTS } from "./endpoints/commands.ts";
export { REPLAY_PAGE } from "./deliveries/replay-deliveries.ts";
export { MAX_RETRY_DELAY_MS } from "./deliveries/retry.ts";
export { featureResource } from "./alerts/features/resource.ts";

export { rateBetween } from "./fx/rate.ts";
export { fxRateResource } from "./fx/resource.ts";
export { EXPIRY_PAGE } from "./holds/commands.ts";
export { holdResource } from "./holds/resource.ts";
export type { Answered, Idempotency } from "./requests/idempotency.ts";
export { isoTime, isoTimeOrNull } from "./time/iso-time.ts";
export { transactionResource } from "./ledger/transaction-resource.ts";
export type { Denomination } from "./model/wallet.ts";
export * from "./model/account.ts";
export * from "./model/alert.ts";
export * from "./model/api-key.ts";
export * from "./model/card.ts";
export * from "./model/campaign.ts";
export * from "./model/drift.ts";
export * from "./model/endpoint.ts";
export * from "./model/event.ts";
export * from "./model/feature.ts";
export * from "./model/fx-rate.ts";
export * from "./model/hold.ts";
export * from "./model/idempotency-key.ts";
export * from "./model/kept-answer.ts";
export * from "./model/order.ts";
export * from "./model/product.ts";
export * from "./model/provider.ts";
export * from "./model/tables.ts";
export * from "./model/spend.ts";
export * from "./model/topup.ts";
export * from "./model/transaction.ts";
export * from "./model/transfer.ts";
export * from "./model/wallet.ts";
export * from "./money/amount.ts";
export * from "./money/currency.ts";
export { currencies, defaultScale, isCurrency } from "./money/currencies.ts";
export * from "./money/decimal.ts";
export { preflight, PREFLIGHT_CODES, type Payment, type Preflight, type PreflightCode } from "./orders/preflight.ts";
export { gateRejection } from "./gates/gate.ts";
export type { OrderReport } from "./mirrors/order-commands.ts";
export { failureOf, isUndetermined, type MirrorQuote, type ReportedOrder } from "./orders/mirror-order.ts";
export { isUnderWay } from "./orders/order.ts";
export { orderJson } from "./orders/resource.ts";
export * from "./outcome.ts";
export * from "./spend/day.ts";
export { burnOf, type Burn } from "./spend/burn.ts";
export * from "./spend/forecast.ts";
export { HOUR_MS, hourOf, KEPT_HOURS, recentSpend } from "./spend/recent.ts";
export * from "./alerts/critical-advice.ts";
export * from "./spend/figures.ts";
export * from "./spend/runway.ts";
export { countSpend, isSpend, spendLookups, withdrawSpend } from "./spend/count.ts";
export { MEASURE_PAGE } from "./alerts/measure-spend.ts";
export { BURN_PAGE } from "./alerts/measure-burn.ts";
export { addBusinessDays } from "./time/business-days.ts";
export { MAX_OPEN_TOPUPS, OVERDUE_PAGE } from "./topups/commands.ts";
export { topupResource } from "./topups/resource.ts";
export { quote, quoteJson, type Payer, type Quote } from "./products/quote.ts";
export { productResource } from "./products/resource.ts";
export { rebalancingPlan, type Plan, type PlannedTransfer, type Spender } from "./rebalancing/plan.ts";
export { transferResource } from "./transfers/resource.ts";
export { walletJson } from "./ledger/wallet-resource.ts";
export type { RecordHooks, RefusedHooks } from "./mirrors/record-hooks.ts";
export { WAITING_PAGE } from "./mirrors/waiting-events.ts";
export { SNAPSHOT_PAGE, type SnapshotsApplied } from "./mirrors/apply-snapshots.ts";
export { cadenceMs, longestCadenceMs } from "./mirrors/cadence.ts";
export type { BegunReading, ReadingNumber } from "./mirrors/begin-reading.ts";
export { clockEstimates, type ClockEstimate } from "./mirrors/clock.ts";
export { explanationsOf, type Explanation } from "./mirrors/drifts.ts";
export { LISTED_TRANSACTIONS, type ListedMovement } from "./mirrors/investigate-drifts.ts";
export { freshForMs, isStale } from "./gates/staleness.ts";
export { STALE_PAGE } from "./mirrors/mark-stale.ts";
export { providerProblems, type SnapshotProblem } from "./mirrors/problems.ts";
export type { SnapshotReading } from "./mirrors/reading.ts";
export type { SyncRecorded, SyncResult } from "./mirrors/record-sync.ts";
