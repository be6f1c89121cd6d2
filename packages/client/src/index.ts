export { createClient, type Client, type ClientOptions } from "./client.ts";
export {
  BalanceStaleError,
  InsufficientFundsError,
  OrdersBlockedError,
  PlimsollError,
  WalletEmptyError,
  type ClientErrorCode,
} from "./errors.ts";
export { etagOf } from "./etag.ts";
export type * from "./generated/types.ts";
export type { EditOptions, MoneyOptions, PutOptions, RequestOptions } from "./http.ts";
export type { Page, PageRequest, Pages } from "./pages.ts";
export type { PlaceOrder } from "./place-order.ts";
export {
  verifyWebhook,
  WebhookVerificationError,
  type WebhookErrorCode,
  type WebhookHeaders,
  type WebhookRequest,
} from "./verify-webhook.ts";
