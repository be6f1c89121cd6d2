import { Type } from "../schema.ts";
import { WALLET_EXAMPLE, Wallet } from "../resources/wallet.ts";
import { withoutWarnings } from "../resources/settings-warning.ts";
import { CurrencyCode, Decimal, WalletId } from "../scalars.ts";
import { ALERT_STATES } from "../vocabulary.ts";
import { event } from "./envelope.ts";

export const walletCreated = event(
  "wallet.created",
  "A wallet was created.",
  { data: withoutWarnings(Wallet) },
  { data: WALLET_EXAMPLE },
);

export const walletUpdated = event(
  "wallet.updated",
  "A wallet's name, status, limit, features, settings or metadata changed.",
  { data: withoutWarnings(Wallet) },
  { data: { ...WALLET_EXAMPLE, name: "Prepaid USD (EU)" } },
);

const Movement = Type.Object({
  wallet_id: WalletId,
  ledger_id: Type.Integer({ description: "The transaction's id" }),
  amount: { ...Decimal, description: "Decimal string, never negative" },
  currency: CurrencyCode,
  reference_number: Type.String(),
  remarks: Type.String(),
  sequence: Type.Integer({ description: "1, 2, 3 … per wallet: the order in which things happened" }),
  balance_after: Decimal,
});

export const walletCredited = event(
  "wallet.credited",
  "Money was added to a wallet.",
  { data: Movement },
  {
    data: {
      wallet_id: 1,
      ledger_id: 789,
      amount: "1000.00",
      currency: "USD",
      reference_number: "WIRE-2026-05-15",
      remarks: "top-up",
      sequence: 11,
      balance_after: "5000.00",
    },
  },
);

export const walletDebited = event(
  "wallet.debited",
  "Money was taken from a wallet.",
  { data: Movement },
  {
    data: {
      wallet_id: 1,
      ledger_id: 790,
      amount: "241.25",
      currency: "USD",
      reference_number: "MY_ORDER_001",
      remarks: "USD Wallet deducted by amount 241.25 for order reference code MY_ORDER_001",
      sequence: 12,
      balance_after: "4758.75",
    },
  },
);

const OrdersBlocked = Type.Object({
  wallet_id: WalletId,
  currency: CurrencyCode,
  alert_state: Type.Enum(ALERT_STATES),
  orders_blocked: Type.Boolean(),
  available: Decimal,
  sequence: Type.Integer(),
});

export const walletOrdersBlocked = event(
  "wallet.orders_blocked",
  "A level `block` holds: orders on the wallet are refused from now on.",
  { data: OrdersBlocked },
  {
    data: {
      wallet_id: 1,
      currency: "USD",
      alert_state: "blocked",
      orders_blocked: true,
      available: "12.50",
      sequence: 57,
    },
  },
);

export const walletOrdersUnblocked = event(
  "wallet.orders_unblocked",
  "No level `block` holds any more: orders on the wallet are accepted again.",
  { data: OrdersBlocked },
  {
    data: {
      wallet_id: 1,
      currency: "USD",
      alert_state: "ok",
      orders_blocked: false,
      available: "5012.50",
      sequence: 58,
    },
  },
);
