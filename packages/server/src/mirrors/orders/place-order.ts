import {
  compareDecimals,
  formatAmount,
  isUndetermined,
  parseDecimal,
  type PlacementFailure,
  type Order,
  type OrderReport,
  type Wallet,
  type Sealed,
} from "@plimsoll/core";
import { withDeadline } from "../../util/deadline.ts";
import {
  ProviderError,
  type Connector,
  type ProviderErrorKind,
  type ProviderOrder,
} from "../../providers/connector.ts";
import { retryDelayMs, type RetryPace } from "../../util/retry-delay.ts";

/** @limit Orders at providers: time for a provider to respond to an order. */
const PLACE_TIMEOUT_MS = 15_000;
/** @limit Orders at providers: time for a provider to respond to a question about an order. */
const ASK_TIMEOUT_MS = 10_000;
/** @limit Orders at providers: age at which an order is no longer sent to the provider. */
const PLACE_WITHIN_MS = 15 * 60 * 1_000;
/** @limit Orders at providers: wait before an order is searched for or sent again; it doubles with each attempt. */
const FIRST_RETRY_MS = 500;
/** @limit Orders at providers: longest wait between two attempts. */
const MAX_RETRY_MS = 60_000;
/** @limit Orders at providers: longest pause that a provider may request. */
const MAX_RETRY_AFTER_MS = 300_000;
const RETRIES: RetryPace = {
  firstMs: FIRST_RETRY_MS,
  longestMs: MAX_RETRY_MS,
  jitter: 0.25,
  longestAskedMs: MAX_RETRY_AFTER_MS,
};
/** @limit Orders at providers: attempts to read an order's detail. */
const MAX_DETAIL_ATTEMPTS = 8;

/** The inputs of one step. */
export interface Step {
  readonly order: Order;
  readonly wallet: Wallet;
  readonly connector: Connector;
  /** Null where vouchers are not to be stored. */
  readonly sealVouchers: ((plain: string) => Sealed) | null;
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/**
 * How a step ended. placed: the provider took the order; found: a query showed that the provider has it; refused: it
 * does not have it; later: not known yet; detail: the state of an order that the provider has was read.
 */
export type StepOutcome = "placed" | "found" | "refused" | "later" | "detail";

export interface Stepped {
  readonly report: OrderReport;
  readonly outcome: StepOutcome;
}

/**
 * One step for an order that is due; it never rejects because of the provider. `fresh`: the order was stored just now
 * and never sent. An earlier process may have sent any other order, so the provider is queried for it first.
 */
export async function placementStep(step: Step, fresh: boolean): Promise<Stepped> {
  const { order, connector } = step;
  try {
    return isUndetermined(order) ? await place(step, fresh) : { report: await detail(step), outcome: "detail" };
  } catch (error) {
    const retryAfterMs = error instanceof ProviderError ? error.retryAfterMs : null;
    const givesUp = !isUndetermined(order) && order.placementAttempts + 1 >= MAX_DETAIL_ATTEMPTS;
    const sent = !(fresh && error instanceof ProviderError && error.kind === "rate_limited");
    if (!isFailure(error) && !step.signal.aborted) throw error;
    if (!connector.capabilities.orders) return refused("refused", "the provider takes no orders");
    const retryAt = givesUp ? null : step.now() + retryDelay(step, retryAfterMs);
    return { report: { type: "later", sent, retryAt }, outcome: "later" };
  }
}

async function place(step: Step, fresh: boolean): Promise<Stepped> {
  const { order, wallet, connector, now } = step;
  if (!fresh) {
    const found = await find(step);
    if (found) return found;
    if (now() > order.createdAt + PLACE_WITHIN_MS) {
      return refused("lost", "the order could not be sent in time, and the provider has none with its reference");
    }
  }
  const request = {
    productId: order.productId,
    denomination: formatAmount(order.denomination, order.scale),
    quantity: order.quantity,
    externalWalletId: wallet.externalId,
    reference: order.reference,
  };
  try {
    const placed = await limited(step, PLACE_TIMEOUT_MS, (signal) => connector.placeOrder(request, signal));
    return { report: reportOf(step, placed), outcome: "placed" };
  } catch (error) {
    if (!isFailure(error) || step.signal.aborted) throw error;
    if (!(error instanceof ProviderError)) return findOrThrow(step, error);
    if (error.kind === "rate_limited") throw error;
    if (error.kind === "duplicate") return (await find(step)) ?? refused("duplicate", error.message);
    const kind = REFUSALS[error.kind];
    if (kind === undefined) return findOrThrow(step, error);
    // An earlier attempt may have arrived late and used up what this one lacks.
    return (fresh ? null : await find(step)) ?? refused(kind, error.message);
  }
}

/** Refusals after which the provider surely does not have the order. */
const REFUSALS: Readonly<Partial<Record<ProviderErrorKind, PlacementFailure["kind"]>>> = {
  rejected: "rejected",
  not_found: "rejected",
  insufficient_funds: "insufficient_funds",
  auth: "refused",
  forbidden: "refused",
  unsupported: "refused",
};

/** The response was lost: the provider has the order, or its state is not known yet. */
async function findOrThrow(step: Step, error: unknown): Promise<Stepped> {
  const found = await find(step);
  if (found) return found;
  throw error;
}

async function find(step: Step): Promise<Stepped | null> {
  const found = await limited(step, ASK_TIMEOUT_MS, (signal) => step.connector.findOrder(step.order.reference, signal));
  if (!found) return null;
  return isSame(step.order, found)
    ? { report: reportOf(step, found), outcome: "found" }
    : refused("duplicate", "the provider has another order with this reference");
}

/** Whether everything in the provider's report agrees with our order. */
function isSame(order: Order, found: ProviderOrder): boolean {
  if (found.productId !== null && found.productId !== order.productId) return false;
  if (found.quantity !== 0 && found.quantity !== order.quantity) return false;
  const denomination = parseDecimal(found.denomination);
  if (!denomination.ok) return true;
  return compareDecimals(denomination.value, { units: order.denomination, scale: order.scale }) === 0;
}

async function detail(step: Step): Promise<OrderReport> {
  const { order, connector } = step;
  const { providerOrderId } = order;
  if (providerOrderId === null) return { type: "later", sent: false, retryAt: null };
  return reportOf(step, await limited(step, ASK_TIMEOUT_MS, (signal) => connector.getOrder(providerOrderId, signal)));
}

function reportOf(
  { sealVouchers, order: ours }: Pick<Step, "sealVouchers" | "order">,
  order: ProviderOrder,
): OrderReport {
  return {
    type: "reported",
    order: reportedOrder(order),
    vouchers: sealVouchers !== null && order.vouchers !== null ? sealVouchers(order.vouchers) : null,
    detailAt: null,
    asOf: ours.placementDueAt,
  };
}

/** The provider's report of an order, for the core. */
export function reportedOrder({ externalId, status, deliveredQuantity, deliveredOn, productName }: ProviderOrder) {
  return { externalId, status, delivered: deliveredQuantity, deliveredAt: deliveredOn, productName };
}

function refused(kind: PlacementFailure["kind"], message: string): Stepped {
  return { report: { type: "refused", failure: { kind, message } }, outcome: "refused" };
}

function limited<T>({ signal }: Step, ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withDeadline(ms, [signal], work);
}

/** Whether this is the provider's failure, and not a bug of ours. */
function isFailure(error: unknown): boolean {
  return error instanceof ProviderError || (error as { name?: string }).name === "TimeoutError";
}

/** Milliseconds until the next attempt, longer after each. */
function retryDelay({ order, random }: Step, retryAfterMs: number | null): number {
  return Math.ceil(retryDelayMs(RETRIES, order.placementAttempts + 1, retryAfterMs, random()));
}
