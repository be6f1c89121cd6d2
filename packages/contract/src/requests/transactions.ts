import { Type } from "../schema.ts";
import { MAX_BATCH_ITEMS, MAX_IDEMPOTENCY_KEY, MAX_NAME, MAX_REFERENCE, MAX_REMARKS } from "../bounds.ts";
import { listQuery, notParameter, PERIOD_PARAMETERS, SearchText } from "../pages.ts";
import { CurrencyCode, Nullable, ProviderIdParameter, WalletId } from "../scalars.ts";
import { DIRECTIONS, KINDS } from "../vocabulary.ts";
import { IDEMPOTENCY_KEY_PATTERN } from "./idempotency.ts";
import { AmountInput } from "./money.ts";

const movement = {
  amount: AmountInput,
  kind: Type.Optional(Type.Enum(KINDS, { description: "topup for a credit and usage for a debit by default" })),
  reference_number: Type.Optional(Nullable(Type.String({ maxLength: MAX_REFERENCE }))),
  remarks: Type.Optional(Nullable(Type.String({ maxLength: MAX_REMARKS }))),
  source: Type.Optional(Nullable(Type.String({ maxLength: MAX_NAME, description: "api by default" }))),
  order_id: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))),
};

/** Of POST /wallets/{id}/credits and /debits. */
export const PostMovement = Type.Object(movement, {
  title: "PostMovement",
  additionalProperties: false,
  examples: [{ amount: "241.25", kind: "order", reference_number: "MY_ORDER_001" }],
});

/** One item of POST /transactions. */
export const PostTransaction = Type.Object(
  {
    wallet_id: WalletId,
    transaction_type: Type.Enum(DIRECTIONS),
    ...movement,
    idempotency_key: Type.Optional(
      Type.String({
        maxLength: MAX_IDEMPOTENCY_KEY,
        pattern: IDEMPOTENCY_KEY_PATTERN,
        "x-message": `must be 1 to ${MAX_IDEMPOTENCY_KEY} printable ASCII characters`,
        description: "The Idempotency-Key header followed by a colon and the item's index by default",
      }),
    ),
  },
  { title: "PostTransaction", additionalProperties: false },
);

/** Items are validated one by one, so that a broken one fails alone. */
export const PostTransactions = Type.Array(PostTransaction, { minItems: 1, maxItems: MAX_BATCH_ITEMS });

export const TransactionsQuery = listQuery({
  wallet_id: Type.Optional(WalletId),
  provider_id: Type.Optional(ProviderIdParameter),
  currency: Type.Optional(CurrencyCode),
  kind: Type.Optional(Type.Enum(KINDS)),
  transaction_type: Type.Optional(Type.Enum(DIRECTIONS)),
  reference_number: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_REFERENCE })),
  order_id: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  ...PERIOD_PARAMETERS,
  q: Type.Optional({ ...SearchText, description: "Text in the reference, the remarks or the provider's id" }),
  ...notParameter("kind", "currency", "provider_id"),
});
