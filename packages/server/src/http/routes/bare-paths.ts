import { GatewayAnswer, HookReceipt, Type } from "@plimsoll/contract";
import type { RouteOptions } from "fastify";
import { answering } from "../documented.ts";

const security: [] = [];
/** Of any content: what is read of it depends on who sends it. */
const body = Type.Object({});

/** How the document describes what is answered past the framework: nothing of this validates or serves anything. */
export const BARE_PATHS: readonly Pick<RouteOptions, "method" | "url" | "schema">[] = [
  {
    method: "POST",
    url: "/hooks/:provider_id",
    schema: {
      operationId: "receiveHook",
      tags: ["Providers"],
      summary: "Receive a provider's webhook",
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
    },
  },
  {
    method: "POST",
    url: "/gateway/:connection_id",
    schema: {
      operationId: "answerCardIssuer",
      tags: ["Cards"],
      summary: "Answer a card issuer",
      description:
        "Authenticated by the connection's Authorization value, not by an API key. A refusal is an answer, with its response code: an issuer reads nothing else.",
      security,
      params: Type.Object({ connection_id: Type.String({ description: "gw_…" }) }),
      body,
      response: answering(GatewayAnswer, "UNAUTHORIZED", "NOT_FOUND"),
    },
  },
];
