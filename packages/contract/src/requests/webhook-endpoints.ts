import { Type } from "../schema.ts";
import { MAX_REMARKS, MAX_URL, MAX_WORD } from "../bounds.ts";
import { EVENT_TYPES } from "../events/catalogue.ts";
import { listQuery, notParameter, PERIOD_PARAMETERS, SearchText } from "../pages.ts";
import { EndpointIdParameter, KeyInput, Nullable, Time } from "../scalars.ts";
import { DELIVERY_STATES, ENDPOINT_STATUSES } from "../vocabulary.ts";

const Url = Type.String({ minLength: 1, maxLength: MAX_URL, description: "http or https, without credentials in it" });
const EventTypes = Type.Array(Type.Enum(["*", ...EVENT_TYPES]), {
  minItems: 1,
  maxItems: EVENT_TYPES.length + 1,
  description: '["*"] is every type, those of later versions too',
});
const Description = Nullable(Type.String({ maxLength: MAX_REMARKS }));
const RateLimit = Type.Integer({ minimum: 1, maximum: 1_000 });
const MaxAttempts = Type.Integer({ minimum: 1, maximum: 20 });
const Timeout = Type.Integer({ minimum: 100, maximum: 30_000 });

export const ENDPOINT_DEFAULTS = {
  event_types: ["*"],
  rate_limit_per_second: 10,
  max_attempts: 3,
  timeout_ms: 10_000,
} as const;

export const CreateWebhookEndpoint = Type.Object(
  {
    key: Type.Optional(KeyInput),
    url: Url,
    event_types: Type.Optional({ ...EventTypes, default: ENDPOINT_DEFAULTS.event_types }),
    description: Type.Optional(Description),
    rate_limit_per_second: Type.Optional({ ...RateLimit, default: ENDPOINT_DEFAULTS.rate_limit_per_second }),
    max_attempts: Type.Optional({ ...MaxAttempts, default: ENDPOINT_DEFAULTS.max_attempts }),
    timeout_ms: Type.Optional({ ...Timeout, default: ENDPOINT_DEFAULTS.timeout_ms }),
  },
  { title: "CreateWebhookEndpoint", additionalProperties: false, examples: [{ url: "https://example.com/webhooks" }] },
);

/** A JSON merge patch: an absent member stays as it is. */
export const UpdateWebhookEndpoint = Type.Object(
  {
    key: Type.Optional(KeyInput),
    url: Type.Optional(Url),
    event_types: Type.Optional(EventTypes),
    description: Type.Optional(Description),
    rate_limit_per_second: Type.Optional(RateLimit),
    max_attempts: Type.Optional(MaxAttempts),
    timeout_ms: Type.Optional(Timeout),
    status: Type.Optional(Type.Enum(ENDPOINT_STATUSES)),
  },
  { title: "UpdateWebhookEndpoint", additionalProperties: false },
);

/** The event that a test sends by default: the most frequent one. */
export const DEFAULT_TEST_TYPE = "wallet.debited";

export const SendTest = Type.Object(
  { type: Type.Optional(Type.Enum(EVENT_TYPES, { default: DEFAULT_TEST_TYPE })) },
  { title: "SendTest", additionalProperties: false, examples: [{ type: "wallet.debited" }] },
);

/** @limit Deliveries: deliveries that one part of a replay with a limit may have. */
const MAX_REPLAYED = 500;

export const ReplayDeliveries = Type.Object(
  {
    since: Type.Optional({ ...Time, maxLength: 40, description: "Created at or after" }),
    until: Type.Optional({ ...Time, maxLength: 40, description: "Created before or at; now by default" }),
    status: Type.Optional(
      Type.Array(Type.Enum(["delivered", "failed", "skipped"]), {
        minItems: 1,
        maxItems: 3,
        default: ["failed", "skipped"],
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_REPLAYED,
        description: "How many at most, the oldest first, so that a caller can stop in between; all by default",
      }),
    ),
    after: Type.Optional(
      Type.String({ maxLength: MAX_WORD, description: "`next` of the part before, behind which it goes on" }),
    ),
  },
  { title: "ReplayDeliveries", additionalProperties: false },
);

const Include = Type.Optional(Type.Enum(["recent"], { description: "Adds the member `recent`" }));

export const EndpointQuery = Type.Object({ include: Include }, { additionalProperties: false });

export const EndpointsQuery = listQuery({
  q: Type.Optional({ ...SearchText, description: "Text in the URL or the description" }),
  status: Type.Optional(Type.Enum(ENDPOINT_STATUSES)),
  ...notParameter("status"),
  include: Include,
});

export const AllDeliveriesQuery = listQuery({
  endpoint_id: Type.Optional(EndpointIdParameter),
  status: Type.Optional(Type.Enum(DELIVERY_STATES)),
  event_type: Type.Optional(Type.Enum(EVENT_TYPES)),
  ...PERIOD_PARAMETERS,
  q: Type.Optional({ ...SearchText, description: "An event's id, or text in an endpoint's id, URL or description" }),
  ...notParameter("endpoint_id", "status", "event_type"),
});

export const DeliveriesQuery = listQuery({ status: Type.Optional(Type.Enum(DELIVERY_STATES)) });
