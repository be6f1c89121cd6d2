import { expectTypeOf, it } from "vitest";
import type * as contract from "@plimsoll/contract";
import type { EVENT_TYPES } from "@plimsoll/contract";
import type { Static, TSchema } from "typebox";
import type * as client from "./generated/types.ts";

/** The type that the contract's schemas of this name validate. */
type Of<Name extends keyof typeof contract> = (typeof contract)[Name] extends TSchema
  ? Static<(typeof contract)[Name]>
  : never;

it("the server's responses have the contract's types", () => {
  expectTypeOf<client.Account>().toEqualTypeOf<Of<"Account">>();
  expectTypeOf<client.AlertChange>().toEqualTypeOf<Of<"AlertChange">>();
  expectTypeOf<client.AlertDefault>().toEqualTypeOf<Of<"AlertDefault">>();
  expectTypeOf<client.AlertSettings>().toEqualTypeOf<Of<"AlertSettings">>();
  expectTypeOf<client.ApiKey>().toEqualTypeOf<Of<"ApiKey">>();
  expectTypeOf<client.ApiKeyWithSecret>().toEqualTypeOf<Of<"ApiKeyWithSecret">>();
  expectTypeOf<client.Currency>().toEqualTypeOf<Of<"Currency">>();
  expectTypeOf<client.Delivery>().toEqualTypeOf<Of<"Delivery">>();
  expectTypeOf<client.DeliveryAttempt>().toEqualTypeOf<Of<"Attempt">>();
  expectTypeOf<client.DeliveryWithAttempts>().toEqualTypeOf<Of<"DeliveryWithAttempts">>();
  expectTypeOf<client.ErrorBody>().toEqualTypeOf<Of<"ErrorBody">>();
  expectTypeOf<client.Feature>().toEqualTypeOf<Of<"Feature">>();
  expectTypeOf<client.OpenAlert>().toEqualTypeOf<Of<"OpenAlert">>();
  expectTypeOf<client.Provider>().toEqualTypeOf<Of<"Provider">>();
  expectTypeOf<client.RejectedHook>().toEqualTypeOf<Of<"RejectedHook">>();
  expectTypeOf<client.Transaction>().toEqualTypeOf<Of<"Transaction">>();
  expectTypeOf<client.TransactionResults>().toEqualTypeOf<Of<"TransactionResults">>();
  expectTypeOf<client.Wallet>().toEqualTypeOf<Of<"Wallet">>();
  expectTypeOf<client.WebhookEndpoint>().toEqualTypeOf<Of<"WebhookEndpoint">>();
  expectTypeOf<client.WebhookEndpointWithSecret>().toEqualTypeOf<Of<"WebhookEndpointWithSecret">>();
});

it("events are those of the catalogue", () => {
  expectTypeOf<client.EventType>().toEqualTypeOf<(typeof EVENT_TYPES)[number]>();
  expectTypeOf<client.WebhookEvent["type"]>().toEqualTypeOf<client.EventType>();
});

/** The contract's types do not have the rules that the core checks; the client is stricter there. */
it("a caller's values fit the contract", () => {
  expectTypeOf<keyof client.CreateWallet>().toEqualTypeOf<keyof Of<"CreateWallet">>();
  expectTypeOf<keyof client.UpdateWallet>().toEqualTypeOf<keyof Of<"UpdateWallet">>();
  expectTypeOf<keyof client.PostTransaction>().toEqualTypeOf<keyof Of<"PostTransaction">>();
  expectTypeOf<keyof client.PostMovement>().toEqualTypeOf<keyof Of<"PostMovement">>();
  expectTypeOf<client.CreateWallet["name"]>().toEqualTypeOf<string>();
  expectTypeOf<client.PostMovement["amount"]>().toEqualTypeOf<string | number>();
});
