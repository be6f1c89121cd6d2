import { GatewayAnswer, HookReceipt, Type } from "@plimsoll/contract";
import type { RouteOptions } from "fastify";
import { answering, operationsOf } from "../documented.ts";

const security: [] = [];
/** Of any content: the sender decides which parts are read. */
const body = Type.Object({});

/** The document's description of the paths that bypass the framework; nothing here validates or serves a request. */
export const BARE_PATHS: readonly Pick<RouteOptions, "method" | "url" | "schema">[] = [
  {
    method: "POST",
    url: "/hooks/:provider_id",
    ...operationsOf("Providers")("receiveHook", "Receive a provider's webhook", {
      description: "Authenticated by the provider's signature over the raw body, not by an API key.",
      security,
      params: Type.Object({ provider_id: Type.String({ description: "prov_…" }) }),
      body,
      response: answering(
        HookReceipt,
        "VALIDATION_FAILURE",
        "UNAUTHORIZED",
        "NOT_FOUND",
        "TOO_MANY_REQUESTS",
        "SERVICE_UNAVAILABLE",
        "INTERNAL_SERVER_ERROR",
      ),
    }),
  },
  {
    method: "POST",
    url: "/gateway/:connection_id",
    ...operationsOf("Cards")("answerCardIssuer", "Respond to a card issuer", {
      description:
        "Authenticated by the connection's Authorization value, not by an API key. A refusal is a response with its response code, because an issuer reads nothing else.",
      security,
      params: Type.Object({ connection_id: Type.String({ description: "gw_…" }) }),
      body,
      response: answering(GatewayAnswer, "UNAUTHORIZED", "NOT_FOUND"),
    }),
  },
];
