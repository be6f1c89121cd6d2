import { currencies, currencyId, type OwnCurrency } from "@plimsoll/core";
import { CreateCurrency, Currency, MAX_LIMIT, PageQuery } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { listOf, operationsOf, reading, writing } from "../documented.ts";
import { sendWhole } from "../pages.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";

const operation = operationsOf("Wallets");

export function currencyRoutes(app: App, { reads }: Services): void {
  app.get(
    "/currencies",
    operation("listCurrencies", "List every currency", {
      description: `Those of ISO 4217, then the account's own. One page holds them all: \`limit\` is ${MAX_LIMIT} by default here.`,
      querystring: PageQuery,
      response: reading(listOf(Currency), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const own = await reads.ownCurrencies(request.caller.accountId);
      return sendWhole(request, reply, [...currencies(), ...own.map(currencyResource)], MAX_LIMIT);
    },
  );

  app.post(
    "/currencies",
    operation("createCurrency", "Add a currency of the account's own", {
      description:
        "Credits, points, minutes, a stablecoin: wallets, products and FX rates can be in it like in any other. It cannot be changed or removed.",
      body: CreateCurrency,
      response: writing(201, Currency, "CONFLICT"),
    }),
    async (request, reply) => {
      const { currency } = await request.execute({ type: "create_currency", ...request.body });
      return sendResource(reply, 201, currencyResource(currency));
    },
  );
}

function currencyResource({ currency, name, precision }: Readonly<OwnCurrency>): Currency {
  return { id: currencyId(currency), name, currency, precision };
}
