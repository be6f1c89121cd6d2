import { Type } from "../schema.ts";
import { Nullable, Time } from "../scalars.ts";
import { ENDPOINT_STATUSES } from "../vocabulary.ts";
import { event } from "./envelope.ts";

const EndpointHealth = Type.Object({
  endpoint_id: Type.String(),
  url: Type.String(),
  status: Type.Enum(ENDPOINT_STATUSES),
  reason: Nullable(Type.String()),
  failing_since: Nullable(Time),
  disables_at: Nullable(Time),
});

const example = {
  endpoint_id: "ep_01jv9x2m40000000000000001",
  url: "https://example.com/webhooks",
  status: "enabled",
  reason: null,
  failing_since: "2026-05-13T02:30:00.000Z",
  disables_at: "2026-05-18T02:30:00.000Z",
};

export const endpointFailing = event(
  "endpoint.failing",
  "A webhook endpoint has failed for half, or nine tenths, of the time after which it is disabled.",
  { data: EndpointHealth },
  { data: example },
);

export const endpointDisabled = event(
  "endpoint.disabled",
  "A webhook endpoint was disabled; what it misses is kept and can be replayed.",
  { data: EndpointHealth },
  {
    data: { ...example, status: "disabled", reason: "every attempt failed for 5 days", disables_at: null },
  },
);
