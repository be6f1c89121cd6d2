import { type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { account } from "../accounts.ts";
import { emitTo } from "../events/emit.ts";
import { catchUp, deliverWaiting, isBehind, livingEndpoints, MAX_EARLIER_TYPES, subscribe } from "../events/fan-out.ts";
import { keyRefusal, type Keyed } from "../naming/key.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import type { Endpoint } from "../model/endpoint.ts";
import { deleteReceiver, disable, DISABLED_BY_REQUEST, enable, insertReceiver, touch } from "./receiver.ts";
import type { Sealed } from "../model/sealed.ts";

/** @limit Domain: webhook endpoints of an account. */
export const MAX_ENDPOINTS = 100;
/** @limit Deliveries: time during which the previous secret still signs after a rotation. */
export const ROTATION_OVERLAP_MS = 24 * 60 * 60 * 1_000;

interface EndpointFields extends Keyed {
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly description: string | null;
  readonly rateLimitPerSecond: number;
  readonly maxAttempts: number;
  readonly timeoutMs: number;
}

export interface CreateEndpoint {
  readonly type: "create_endpoint";
  readonly accountId: number;
  /** New: secrets are sealed for it before the row is made. */
  readonly id: string;
  readonly fields: EndpointFields;
  /** Sealed. */
  readonly secret: Sealed;
}

type EndpointOutcome = Outcome<{ readonly endpoint: Endpoint }>;

export const createEndpoint: Handler<CreateEndpoint, { readonly endpoint: Endpoint }> = {
  lookups: () => [],
  apply: (draft, { accountId, id, fields, secret }): EndpointOutcome => {
    if (livingEndpoints(draft, accountId).length >= MAX_ENDPOINTS) {
      const message = `an account has at most ${MAX_ENDPOINTS} webhook endpoints`;
      return rejected("too_many", [{ field: "url", message }]);
    }
    const { key = null, ...others } = fields;
    const refusal = keyRefusal(key, id, livingEndpoints(draft, accountId));
    if (refusal) return refusal;
    const endpoint = insertReceiver(draft, {
      accountId,
      id,
      key,
      kind: "signed-webhook",
      name: null,
      config: null,
      ...others,
      eventTypes: JSON.stringify(fields.eventTypes),
      secret,
      disabledReason: null,
      fannedOut: account(draft, accountId).eventCount,
    });
    return accepted({ endpoint });
  },
};

export interface UpdateEndpoint {
  readonly type: "update_endpoint";
  readonly accountId: number;
  readonly endpointId: string;
  readonly patch: { readonly [K in keyof EndpointFields]?: EndpointFields[K] | undefined } & {
    readonly status?: "enabled" | "disabled" | undefined;
  };
}

export const updateEndpoint: Handler<UpdateEndpoint, { readonly endpoint: Endpoint }> = {
  lookups: () => [],
  apply: (draft, { accountId, endpointId, patch }): EndpointOutcome => {
    const before = living(draft, accountId, endpointId);
    if (!before) return rejected("endpoint_not_found");
    const refusal = keyRefusal(patch.key, endpointId, livingEndpoints(draft, accountId));
    if (refusal) return refusal;
    const endpoint = draft.edit("endpoints", before);
    if (patch.eventTypes !== undefined && !subscribe(draft, endpoint, JSON.stringify(patch.eventTypes))) {
      const message = `has changed ${MAX_EARLIER_TYPES} times while earlier deliveries were being made`;
      return rejected("too_many", [{ field: "event_types", message }]);
    }
    if (patch.key !== undefined) endpoint.key = patch.key;
    if (patch.url !== undefined) endpoint.url = patch.url;
    if (patch.description !== undefined) endpoint.description = patch.description;
    if (patch.rateLimitPerSecond !== undefined) {
      endpoint.rateLimitPerSecond = patch.rateLimitPerSecond;
    }
    if (patch.maxAttempts !== undefined) endpoint.maxAttempts = patch.maxAttempts;
    if (patch.timeoutMs !== undefined) endpoint.timeoutMs = patch.timeoutMs;
    touch(draft, endpoint);
    if (patch.status === "disabled") disable(draft, endpoint, DISABLED_BY_REQUEST);
    if (patch.status === "enabled") enable(endpoint);
    return accepted({ endpoint });
  },
};

export interface DeleteEndpoint {
  readonly type: "delete_endpoint";
  readonly accountId: number;
  readonly endpointId: string;
}

export const deleteEndpoint: Handler<DeleteEndpoint, null> = {
  lookups: () => [],
  apply: (draft, { accountId, endpointId }): Outcome<null> => {
    const before = living(draft, accountId, endpointId);
    if (!before) return rejected("endpoint_not_found");
    deleteReceiver(draft, before);
    catchUp(draft, accountId);
    return accepted(null);
  },
};

export interface RotateSecret {
  readonly type: "rotate_secret";
  readonly accountId: number;
  readonly endpointId: string;
  /** Sealed. */
  readonly secret: Sealed;
}

export const rotateSecret: Handler<RotateSecret, { readonly endpoint: Endpoint }> = {
  lookups: () => [],
  apply: (draft, { accountId, endpointId, secret }): EndpointOutcome => {
    const before = living(draft, accountId, endpointId);
    if (!before) return rejected("endpoint_not_found");
    const endpoint = draft.edit("endpoints", before);
    endpoint.previousSecret = endpoint.secret;
    endpoint.previousSecretExpiresAt = draft.now + ROTATION_OVERLAP_MS;
    endpoint.secret = secret;
    touch(draft, endpoint);
    return accepted({ endpoint });
  },
};

/**
 * Sends a sample event of any type to one endpoint, behind the events that wait for their deliveries to it, so that an
 * endpoint's deliveries keep the order of events.
 */
export interface SendTest {
  readonly type: "send_test";
  readonly accountId: number;
  readonly endpointId: string;
  readonly eventType: string;
  /** The sample's members after id, type and created_at. */
  readonly sample: Readonly<Record<string, unknown>>;
}

export interface TestSent {
  readonly eventId: string;
  readonly deliverySequence: number;
}

/** `sent` is null while more events wait than one command delivers: the same command continues. */
export const sendTest: Handler<SendTest, { readonly sent: TestSent | null }> = {
  lookups: () => [],
  apply: (draft, { accountId, endpointId, eventType, sample }): Outcome<{ sent: TestSent | null }> => {
    const target = living(draft, accountId, endpointId);
    if (!target) return rejected("endpoint_not_found");
    if (target.status === "disabled") return rejected("endpoint_disabled");
    const endpoint = deliverWaiting(draft, target);
    if (isBehind(draft, endpoint)) return accepted({ sent: null });
    const eventId = emitTo(draft, endpoint, eventType, sample);
    const after = living(draft, accountId, endpointId);
    return accepted({ sent: { eventId, deliverySequence: after?.deliveryCount ?? 0 } });
  },
};

export function living(draft: Draft, accountId: number, id: string): Readonly<Endpoint> | null {
  return livingEndpoints(draft, accountId).find((endpoint) => endpoint.id === id) ?? null;
}
