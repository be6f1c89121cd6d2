import type { TSchema } from "typebox";
import { Type } from "./schema.ts";

export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

export const WalletId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, examples: [1] });

export const Time = Type.String({
  format: "date-time",
  description: "RFC 3339, UTC",
  examples: ["2026-05-15T14:30:00.000Z"],
});

/** Exact money on its way out: as many fraction digits as the wallet's asset scale. */
export const Decimal = Type.String({
  pattern: "^-?\\d+(\\.\\d+)?$",
  description: "Decimal string",
  examples: ["5000.00"],
});

export const CurrencyCode = Type.String({
  pattern: "^[A-Z]{3}$",
  description: "ISO 4217 code",
  "x-message": "must be an ISO 4217 code of three capital letters",
  examples: ["USD"],
});
