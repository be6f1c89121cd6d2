import { isUndetermined, type MirrorQuote, type Order, type Provider, type Wallet } from "@plimsoll/core";
import type { Logger } from "pino";
import type { Committer } from "../../store/commit/committer.ts";
import { Deadline, withDeadline } from "../../util/deadline.ts";
import { ProviderError, type Connector } from "../../providers/connector.ts";
import type { Reads } from "../../store/port/reads.ts";
import { pause } from "../../util/timer.ts";
import { placementStep, reportedOrder, type Stepped, type StepOutcome } from "./place-order.ts";
import { quoteMirror, type MirrorAsked } from "./mirror-quote.ts";
import { RecentQuotes } from "./recent-quotes.ts";
import { vouchersPlace, type Sealer } from "../../util/sealer.ts";

/** @limit Orders at providers: time for which a request that placed an order waits for its outcome. */
const OUTCOME_WAIT_MS = 10_000;
/** @limit Orders at providers: time for a provider's quote. */
const QUOTE_TIMEOUT_MS = 10_000;
/** @limit Orders at providers: interval at which the loop searches for orders that are due. */
const TICK_MS = 500;
/** @limit Orders at providers: orders that the loop takes at a time. */
const ORDERS_PER_LOOK = 100;
/** @limit Orders at providers: orders that the loop places at once, besides those of requests. */
const MAX_PLACEMENTS = 16;
/**
 * @limit Orders at providers: attempts that follow each other in one process before the loop of any process continues.
 */
const QUICK_ATTEMPTS = 4;
/** @limit Orders at providers: orders under way that one poll checks. */
const ORDERS_PER_POLL = 1_000;
/** @limit Orders at providers: time by which a provider's clock may be behind ours. */
const CLOCK_MARGIN_MS = 10 * 60 * 1_000;

export interface OrderPlacerOptions {
  readonly reads: Pick<Reads, "wallet" | "provider" | "order" | "mirrorOrdersDue" | "mirrorOrdersUnderWay">;
  readonly committer: Pick<Committer, "submit">;
  /** Rejects with `ProviderError` when the provider lacks credentials or settings. */
  readonly connect: (provider: Provider) => Promise<Connector>;
  readonly seal: Sealer["seal"];
  readonly now: () => number;
  readonly random: () => number;
  readonly logger: Logger;
  /** No other process shares the store: orders that an earlier process left unsent are taken over at once. */
  readonly alone: boolean;
  /** Called after every step; `milliseconds` since the order was stored. */
  readonly onStep: (outcome: StepOutcome, milliseconds: number) => void;
}

/** Places mirrors' orders at their providers and finds out their state. */
export interface OrderPlacer {
  /** Orders that this process is placing at this moment. */
  readonly underWay: number;
  /** Rejects with `ProviderError`; with `InvalidField` when a member of the request cannot be priced. */
  quote(wallet: Wallet, asked: MirrorAsked): Promise<MirrorQuote>;
  /**
   * Places an order that was stored just now (`fresh`), or joins the work on it in this process, and waits until its
   * outcome is known, for a bounded time. Resolves with the order as it is then.
   */
  outcome(order: Order, fresh: boolean): Promise<Order>;
  /** Queries a provider for the state of the orders that it has. Rejects with `ProviderError`. */
  poll(provider: Provider, connector: Connector, signal: AbortSignal): Promise<void>;
  /** Runs the loop until the signal; then waits for the work under way. */
  run(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export function createOrderPlacer(options: OrderPlacerOptions): OrderPlacer {
  const { reads, committer, now, logger } = options;
  const underWay = new Map<string, Promise<void>>();
  const quotes = new RecentQuotes();
  const closing = new AbortController();

  function start(order: Order, fresh: boolean): Promise<void> {
    const name = `${order.accountId}/${order.id}`;
    const joined = underWay.get(name);
    if (joined) return joined;
    const work = pursue(order, fresh)
      .catch((error: unknown) => {
        // The row still marks the order as due, so the loop returns to it.
        if (!closing.signal.aborted) logger.warn({ err: error, order: order.id }, "placing an order was interrupted");
      })
      .finally(() => underWay.delete(name));
    underWay.set(name, work);
    return work;
  }

  /** Steps in quick succession; the loop takes the later ones. */
  async function pursue(first: Order, fresh: boolean): Promise<void> {
    let order = first;
    for (let attempt = 1; attempt <= QUICK_ATTEMPTS; attempt += 1) {
      order = await step(order, fresh && attempt === 1);
      if (!isUndetermined(order) || order.placementDueAt === null || closing.signal.aborted) return;
      await pause(Math.max(0, order.placementDueAt - now()), closing.signal);
    }
  }

  async function step(order: Order, fresh: boolean): Promise<Order> {
    const { accountId, id: orderId, providerId } = order;
    const wallet = await reads.wallet(accountId, order.walletId);
    const provider = providerId === null ? null : await reads.provider(accountId, providerId);
    if (!wallet || !provider) throw new Error(`order ${orderId} has no wallet or provider`);
    const { now: time, random } = options;
    const { report, outcome } = await options.connect(provider).then<Stepped, Stepped>(
      (connector) =>
        placementStep(
          {
            order,
            wallet,
            connector,
            sealVouchers: storesVouchers(provider) ? (codes) => options.seal(codes, vouchersPlace(order)) : null,
            now: time,
            random,
            signal: closing.signal,
          },
          fresh,
        ),
      (error: unknown) => {
        if (!(error instanceof ProviderError)) throw error;
        const retryAt = now() + TICK_MS * 2 ** Math.min(order.placementAttempts, 7);
        return { report: { type: "later", sent: false, retryAt }, outcome: "later" };
      },
    );
    const answer = await committer.submit({ type: "report_mirror_order", accountId, orderId, report });
    if (!answer.ok) throw new Error(`the report of order ${orderId} was refused: ${answer.rejection.reason}`);
    options.onStep(outcome, now() - order.createdAt);
    return answer.value.order;
  }

  return {
    get underWay() {
      return underWay.size;
    },

    async quote(wallet, asked) {
      const provider = wallet.providerId === null ? null : await reads.provider(wallet.accountId, wallet.providerId);
      if (!provider) throw new ProviderError("unsupported", "the wallet has no provider");
      const connector = await options.connect(provider);
      if (!connector.capabilities.quotes || !connector.capabilities.orders) {
        throw new ProviderError("unsupported", "the wallet's provider takes no orders");
      }
      const { productId, denomination, quantity } = asked;
      const key = JSON.stringify([wallet.accountId, wallet.id, provider.updatedAt, productId, denomination, quantity]);
      return quotes.take(key, performance.now(), () =>
        withDeadline(QUOTE_TIMEOUT_MS, [closing.signal], async (signal) =>
          quoteMirror(connector, wallet, asked, signal).catch((error: unknown) => {
            if (!signal.aborted) throw error;
            throw new ProviderError("transient", "the provider did not respond in time", { cause: error });
          }),
        ),
      );
    },

    async outcome(order, fresh) {
      if (!isUndetermined(order)) return order;
      const work = fresh ? start(order, true) : underWay.get(`${order.accountId}/${order.id}`);
      if (work) {
        const waiting = new Deadline(OUTCOME_WAIT_MS, closing.signal);
        await waiting.race(work).catch(() => undefined);
        waiting.clear();
      }
      const after = await reads.order(order.accountId, order.id);
      return after?.order ?? order;
    },

    async poll(provider, connector, signal) {
      if (!connector.capabilities.orders) return;
      const { accountId, id } = provider;
      const open = await reads.mirrorOrdersUnderWay(accountId, id, ORDERS_PER_POLL);
      const [oldest] = open;
      if (!oldest) return;
      const { orders } = await connector.listOrders(oldest.createdAt - CLOCK_MARGIN_MS, signal);
      const listed = new Map(orders.map((order) => [order.externalId, order]));
      for (const order of open) {
        const found = listed.get(order.providerOrderId ?? "");
        if (!found) continue;
        const reported = reportedOrder(found);
        if (found.status === order.status && reported.delivered <= order.delivered) continue;
        const report = {
          type: "reported" as const,
          order: reported,
          vouchers:
            storesVouchers(provider) && found.vouchers !== null
              ? options.seal(found.vouchers, vouchersPlace(order))
              : null,
          detailAt: reported.delivered > order.delivered ? now() : null,
          asOf: order.placementDueAt,
        };
        await committer.submit({ type: "report_mirror_order", accountId, orderId: order.id, report });
      }
    },

    async run(signal) {
      let takesOver = options.alone;
      let failing = false;
      while (!signal.aborted) {
        try {
          const due = await reads.mirrorOrdersDue(takesOver ? Number.MAX_SAFE_INTEGER : now(), ORDERS_PER_LOOK);
          takesOver = takesOver && due.length === ORDERS_PER_LOOK;
          for (const order of due) {
            if (underWay.size >= MAX_PLACEMENTS) break;
            void start(order, false);
          }
          failing = false;
        } catch (error) {
          if (!failing && !signal.aborted) logger.warn({ err: error }, "placing orders is interrupted");
          failing = true;
        }
        await pause(TICK_MS, signal);
      }
    },

    async close() {
      closing.abort();
      await Promise.allSettled(underWay.values());
    },
  };
}

/** Voucher codes are worth money: they are stored only where the provider's settings allow it. */
function storesVouchers({ settings }: Provider): boolean {
  if (settings === null) return false;
  return (JSON.parse(settings) as { readonly store_vouchers?: unknown }).store_vouchers === true;
}
