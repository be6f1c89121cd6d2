import { currencies } from "@plimsoll/core";
import { Currency, MAX_LIMIT, PageQuery } from "@plimsoll/contract";
import { listOf, reading } from "../documented.ts";
import { pageOf, sendSlice } from "../pages.ts";
import type { App } from "../typed-app.ts";

export function currencyRoutes(app: App): void {
  app.get(
    "/currencies",
    {
      schema: {
        operationId: "listCurrencies",
        tags: ["Wallets"],
        summary: "List every currency",
        description: `One page holds them all: \`limit\` is ${MAX_LIMIT} by default here.`,
        querystring: PageQuery,
        response: reading(listOf(Currency), "VALIDATION_FAILURE"),
      },
    },
    async (request, reply) => sendSlice(reply, pageOf(request.query, MAX_LIMIT), currencies()),
  );
}
