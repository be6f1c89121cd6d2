import {
  CreateWebhookEndpoint,
  ENDPOINT_DEFAULTS,
  EndpointQuery,
  EndpointsQuery,
  MAX_RECENT,
  MAX_RECENT_LISTED,
  UpdateWebhookEndpoint,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
  type RecentDeliveries,
} from "@plimsoll/contract";
import type { Endpoint } from "@plimsoll/core";
import { sendNothing, sendResource } from "../answer.ts";
import { invalidField } from "../api-error.ts";
import { tagged } from "../conditions.ts";
import { editing, listOf, operationsOf, reading, readingEditable, removing, writing } from "../documented.ts";
import { existingEndpoint } from "../existing.ts";
import { prefixedId } from "../ids.ts";
import { negated, sendList } from "../pages.ts";
import { recentDeliveriesOf } from "../recent-deliveries.ts";
import { webhookEndpointResource } from "../resources/webhook-endpoint.ts";
import { newRowId } from "../../store/seed.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { urlProblem } from "../urls.ts";
import { EndpointPath } from "./paths.ts";

const operation = operationsOf("Webhooks");

export function webhookEndpointRoutes(app: App, services: Services): void {
  const { now, reads, seal, unseal, newSigningSecret, allowPrivateTargets, dispatcherChanged } = services;

  app.post(
    "/webhook-endpoints",
    operation("createWebhookEndpoint", "Register a URL that receives events", {
      body: CreateWebhookEndpoint,
      response: writing(201, WebhookEndpointWithSecret, "CONFLICT"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { body } = request;
      requireUrl(body.url, allowPrivateTargets);
      const secret = newSigningSecret();
      const id = newRowId("ep", now());
      const { endpoint } = await request.execute({
        type: "create_endpoint",
        id,
        secret: seal(secret, { accountId, use: "endpoint's secret", id }),
        fields: {
          key: body.key,
          url: body.url,
          eventTypes: body.event_types ?? ENDPOINT_DEFAULTS.event_types,
          description: body.description ?? null,
          rateLimitPerSecond: body.rate_limit_per_second ?? ENDPOINT_DEFAULTS.rate_limit_per_second,
          maxAttempts: body.max_attempts ?? ENDPOINT_DEFAULTS.max_attempts,
          timeoutMs: body.timeout_ms ?? ENDPOINT_DEFAULTS.timeout_ms,
        },
      });
      dispatcherChanged(accountId, endpoint.id);
      return sendResource(reply, 201, { ...webhookEndpointResource(endpoint, unseal), secret });
    },
  );

  app.get(
    "/webhook-endpoints",
    operation("listWebhookEndpoints", "List webhook endpoints", {
      querystring: EndpointsQuery,
      response: reading(listOf(WebhookEndpoint), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { q, status, not, include } = request.query;
      const filter = { q, status, not: negated(not) };
      const recentOf = async (endpoints: readonly Endpoint[]) =>
        include === undefined
          ? null
          : recentDeliveriesOf(reads, accountId, endpoints, { now: now(), most: MAX_RECENT_LISTED });
      return sendList<Listed>(request, reply, {
        read: async (page) => {
          const found = await reads.endpoints(accountId, page, filter);
          const recent = await recentOf(found.rows);
          return { ...found, rows: found.rows.map((endpoint) => ({ endpoint, recent: recent?.get(endpoint.id) })) };
        },
        order: { key: ({ endpoint }) => endpoint.id, start: "" },
        toJson: ({ endpoint, recent }) => JSON.stringify({ ...webhookEndpointResource(endpoint, unseal), recent }),
      });
    },
  );

  app.get(
    "/webhook-endpoints/:id",
    operation("getWebhookEndpoint", "Read a webhook endpoint", {
      params: EndpointPath,
      querystring: EndpointQuery,
      response: readingEditable(WebhookEndpoint, "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const endpoint = await existingEndpoint(reads, accountId, request.params.id);
      const resource = webhookEndpointResource(endpoint, unseal);
      tagged(reply, "endpoints", endpoint);
      if (request.query.include === undefined) return sendResource(reply, 200, resource);
      const recent = await recentDeliveriesOf(reads, accountId, [endpoint], { now: now(), most: MAX_RECENT });
      return sendResource(reply, 200, { ...resource, recent: recent.get(endpoint.id) });
    },
  );

  app.patch(
    "/webhook-endpoints/:id",
    operation("updateWebhookEndpoint", "Change, enable or disable a webhook endpoint", {
      description: "While it is disabled, the events it misses are kept as skipped and can be replayed.",
      params: EndpointPath,
      body: UpdateWebhookEndpoint,
      ...editing(WebhookEndpoint, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { body } = request;
      const id = prefixedId("ep", request.params.id);
      if (body.url !== undefined) requireUrl(body.url, allowPrivateTargets);
      const { endpoint } = await request.execute({
        type: "update_endpoint",
        condition: await request.condition("endpoints", id),
        endpointId: id,
        patch: {
          key: body.key,
          url: body.url,
          eventTypes: body.event_types,
          description: body.description,
          rateLimitPerSecond: body.rate_limit_per_second,
          maxAttempts: body.max_attempts,
          timeoutMs: body.timeout_ms,
          status: body.status,
        },
      });
      dispatcherChanged(accountId, endpoint.id);
      return sendResource(tagged(reply, "endpoints", endpoint), 200, webhookEndpointResource(endpoint, unseal));
    },
  );

  app.delete(
    "/webhook-endpoints/:id",
    operation("deleteWebhookEndpoint", "Delete a webhook endpoint", {
      params: EndpointPath,
      ...removing("NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const id = prefixedId("ep", request.params.id);
      const condition = await request.condition("endpoints", id);
      await request.execute({ type: "delete_endpoint", condition, endpointId: id });
      dispatcherChanged(accountId, id);
      return sendNothing(reply);
    },
  );

  app.post(
    "/webhook-endpoints/:id/rotate-secret",
    operation("rotateWebhookSecret", "Rotate a webhook endpoint's secret", {
      description: "Webhooks are also signed with the old secret for 24 hours.",
      params: EndpointPath,
      response: writing(200, WebhookEndpointWithSecret, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const id = prefixedId("ep", request.params.id);
      const secret = newSigningSecret();
      const { endpoint } = await request.execute({
        type: "rotate_secret",
        endpointId: id,
        secret: seal(secret, { accountId, use: "endpoint's secret", id }),
      });
      dispatcherChanged(accountId, id);
      return sendResource(reply, 200, { ...webhookEndpointResource(endpoint, unseal), secret });
    },
  );
}

interface Listed {
  readonly endpoint: Endpoint;
  /** With `include=recent`. */
  readonly recent: RecentDeliveries | undefined;
}

function requireUrl(url: string, allowPrivateTargets: boolean): void {
  const problem = urlProblem(url, allowPrivateTargets);
  if (problem !== null) throw invalidField("url", `url ${problem}`);
}
