import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { Nullable, Time } from "../scalars.ts";
import { DELIVERY_STATES, DELIVERY_SUBJECTS } from "../vocabulary.ts";

const result = {
  at: Time,
  status: Nullable(Type.Integer({ description: "HTTP status; null without an answer" })),
  latency_ms: Type.Number(),
  error: Nullable(Type.String()),
};

const attempt = {
  number: Type.Integer(),
  ...result,
  response: Type.String({ description: "The first bytes of the answer" }),
};

/** One HTTP request of a delivery. */
export const Attempt = Type.Object(attempt, { title: "DeliveryAttempt" });
export type Attempt = Static<typeof Attempt>;

/** The headers of an attempt that identify and sign it; the signatures shortened, so that none can be used. */
const RequestHeaders = Type.Object(
  {
    headers: Type.Record(Type.String(), Type.String(), {
      description:
        "A signature by its first and last four characters; without signatures when the secret was replaced since",
    }),
    secret_ending: Nullable(
      Type.String({ description: "The last four characters of the secret; null when it was replaced since" }),
    ),
  },
  { title: "AttemptRequest" },
);

/** An attempt with what was sent. */
export const AttemptWithRequest = Type.Object(
  { ...attempt, request: Nullable({ ...RequestHeaders, description: "Null once its event or endpoint is deleted" }) },
  { title: "DeliveryAttemptWithRequest" },
);
export type AttemptWithRequest = Static<typeof AttemptWithRequest>;

/** How a delivery's last attempt went. */
export const LastAttempt = Type.Object(result, { title: "LastAttempt" });
export type LastAttempt = Static<typeof LastAttempt>;

export const LastAttemptOrNull = Nullable({
  ...LastAttempt,
  description: "Null before the first, and once `prune` has deleted it",
});

const members = {
  id: Type.String(),
  endpoint_id: Type.String(),
  event_id: Type.String(),
  event_type: Type.String(),
  about: Nullable(
    Type.Object(
      {
        type: Type.Enum(DELIVERY_SUBJECTS),
        id: Type.Integer(),
        name: Type.String({ description: "The wallet's name, or the order's reference" }),
      },
      { description: "The wallet or the order of the event; null for other events, and for tests" },
    ),
  ),
  status: Type.Enum(DELIVERY_STATES),
  attempt_count: Type.Integer(),
  last_attempt: LastAttemptOrNull,
  next_attempt_at: Nullable(Time),
  created_at: Time,
  completed_at: Nullable(Time),
};

/** One event for one endpoint. */
export const Delivery = Type.Object(members, { title: "Delivery" });
export type Delivery = Static<typeof Delivery>;

export const DeliveryWithAttempts = Type.Object(
  { ...members, attempts: Type.Array(AttemptWithRequest) },
  { title: "DeliveryWithAttempts" },
);
export type DeliveryWithAttempts = Static<typeof DeliveryWithAttempts>;

export const Replayed = Type.Object(
  {
    replayed: Type.Integer({ description: "Deliveries put back into the outbox" }),
    next: Nullable(
      Type.String({ description: "Where a replay that `limit` has ended goes on, as its `after`; null at the end" }),
    ),
  },
  { title: "Replayed" },
);
export type Replayed = Static<typeof Replayed>;

export const TestSent = Type.Object({ event_id: Type.String(), delivery_id: Type.String() }, { title: "TestSent" });
export type TestSent = Static<typeof TestSent>;
