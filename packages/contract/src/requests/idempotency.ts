import { Type } from "../schema.ts";
import { MAX_IDEMPOTENCY_KEY } from "../bounds.ts";
import { judgedByCore } from "../judged.ts";

export const IDEMPOTENCY_KEY_PATTERN = `^[\\x20-\\x7e]{1,${MAX_IDEMPOTENCY_KEY}}$`;

/** Headers of a request that moves money. */
export const IdempotencyHeaders = judgedByCore(
  Type.Object({
    "Idempotency-Key": Type.Optional(
      Type.String({
        pattern: IDEMPOTENCY_KEY_PATTERN,
        description: "The same key and body again: the first answer again. The same key with another body: 422.",
      }),
    ),
  }),
);
