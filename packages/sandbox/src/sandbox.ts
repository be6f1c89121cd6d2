import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { formatAmount } from "@plimsoll/core";
import { apiRoutes } from "./api.ts";
import { controlRoutes } from "./control.ts";
import { FaultDice, type Fault, type FaultRule } from "./faults.ts";
import { fulfil } from "./fulfilment.ts";
import { sandboxServer } from "./http-server.ts";
import type { Entry } from "./ledger.ts";
import type { Sandbox, SandboxOptions, TrueMovement } from "./port.ts";
import { RATES } from "./products.ts";
import { Provider, type MovementText, type NewOrder, type NewWallet } from "./provider.ts";
import { DOCUMENTED_LIMITS, RequestCounter } from "./request-limit.ts";
import { Timers } from "./timers.ts";
import { Tokens } from "./tokens.ts";
import { Webhooks } from "./webhooks.ts";
import { timeText } from "./wire.ts";

/** @nolimit One hour. */
const HOUR_MS = 3_600_000;

/** Starts a sandbox. Rejects when the address is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { seed = 1, apiKey = "sandbox-key", apiSecret = "sandbox-secret", timePrecision = "second" } = options;
  let offset = options.clockOffsetMs ?? 0;
  const now = options.now ?? Date.now;
  const clock = () => now() + offset;
  const timers = new Timers();
  const dice = new FaultDice(seed);
  dice.set(options.faults ?? {}, now());
  const tokens = new Tokens(options.accessTtlMs ?? HOUR_MS, options.refreshTtlMs ?? 7 * 24 * HOUR_MS);
  const webhooks = new Webhooks({
    dice,
    timers,
    now,
    clock,
    retryBaseMs: options.retryBaseMs ?? 1_000,
    maxAttempts: options.maxAttempts ?? 8,
  });
  webhooks.target = options.hook ?? null;
  const provider = new Provider({
    dice,
    webhooks,
    now,
    clock,
    rates: options.rates ?? RATES,
    precision: timePrecision,
    orderEndEvents: options.orderEndEvents ?? false,
  });
  for (const wallet of options.wallets ?? []) provider.addWallet(wallet);

  const movementOf = (entry: Entry): TrueMovement => {
    const { scale } = provider.ledger.wallet(entry.walletId);
    return {
      id: entry.id,
      ledger_id: entry.ledgerId,
      wallet_id: entry.walletId,
      transaction_type: entry.direction,
      amount: formatAmount(entry.amount, scale),
      balance_after: formatAmount(entry.balanceAfter, scale),
      reference_number: entry.reference,
      order_id: entry.orderId,
      created_at: timeText(entry.at, "millisecond"),
    };
  };
  const balance = (walletId: number) => {
    const wallet = provider.ledger.wallet(walletId);
    return formatAmount(wallet.balance, wallet.scale);
  };

  const controls = {
    apiKey,
    apiSecret,
    addWallet: (wallet: NewWallet) => provider.addWallet(wallet).id,
    credit: (walletId: number, amount: string, text?: MovementText) =>
      movementOf(provider.credit(walletId, amount, text)),
    debit: (walletId: number, amount: string, text?: MovementText) =>
      movementOf(provider.debit(walletId, amount, text)),
    balance,
    placeOrder: (order: NewOrder) => provider.placeOrder(order).id,
    deliver: (orderId: number, quantity: number) => void provider.deliver(orderId, quantity),
    failOrder: (orderId: number) => void provider.end(orderId, "FAILED"),
    cancelOrder: (orderId: number) => void provider.end(orderId, "CANCELLED"),
    setHook: (url: string, secret: string) => {
      webhooks.target = { url, secret };
    },
    setFaults: (rules: Readonly<Partial<Record<Fault, FaultRule | null>>>) => dice.set(rules, now()),
    clearFaults: () => dice.clear(),
    faults: () => dice.rules,
    moveClock: (byMs: number) => {
      offset += byMs;
    },
    clock,
    issueToken: () => tokens.issue(now()),
    truth: () => ({
      wallets: provider.ledger.wallets.map(({ id, currency }) => ({ id, currency, balance: balance(id) })),
      transactions: provider.ledger.entries.map(movementOf),
      orders: provider.orders().map(({ id, reference, status, vouchers }) => ({
        id,
        reference_code: reference,
        status,
        delivered_quantity: vouchers.length,
      })),
      webhooks: webhooks.counts,
      struck: dice.struck,
    }),
  } satisfies Omit<Sandbox, "url" | "idle" | "stop">;

  const server = sandboxServer({
    routes: [
      ...apiRoutes({
        provider,
        tokens,
        dice,
        apiKey,
        apiSecret,
        precision: timePrecision,
        now,
        clockOffset: () => offset,
        walletsPerPage: options.walletsPerPage ?? null,
      }),
      ...controlRoutes(controls),
    ],
    dice,
    tokens,
    counter: new RequestCounter(options.limits ?? DOCUMENTED_LIMITS),
    timers,
    now,
    clock,
  });
  const host = options.host ?? "127.0.0.1";
  server.listen(options.port ?? 0, host);
  await once(server, "listening");
  const { fulfilment = { everyMs: 1_000, vouchers: 10 } } = options;
  const fulfilling = fulfilment === null ? Promise.resolve() : fulfil(provider, fulfilment, timers);

  return {
    ...controls,
    url: `http://${host.includes(":") ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    idle: () => webhooks.idle(),
    stop: async () => {
      timers.stop();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      webhooks.stop();
      await Promise.all([closed, fulfilling]);
    },
  };
}
