import { fxRateResource } from "@plimsoll/core";
import { FxRate, PageQuery, PutFxRate, PutFxRates, Type } from "@plimsoll/contract";
import { sendJson } from "../answer.ts";
import { invalid } from "../api-error.ts";
import { listOf, operationsOf, reading, writing } from "../documented.ts";
import { unknownCurrencies } from "../known-currency.ts";
import { sendList } from "../pages.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { validatorOf } from "../validation.ts";

const operation = operationsOf("FX rates");
const validateOne = validatorOf(PutFxRate);
const validateMany = validatorOf(PutFxRates);

/** The account's rates between currencies. */
export function fxRateRoutes(app: App, { reads }: Services): void {
  app.put(
    "/fx-rates",
    {
      validatorCompiler: () => (value: unknown) => ({ value }),
      ...operation("putFxRates", "Put FX rates", {
        description:
          "One rate or an array of them, all or none. Other pairs stay as they are; null removes one. Without a rate for a direction, the reciprocal of the opposite direction's is used.",
        body: Type.Union([PutFxRates, PutFxRate]),
        response: writing(200, Type.Array(FxRate)),
      }),
    },
    async (request, reply) => {
      const { body } = request;
      const many = Array.isArray(body);
      const details = many ? validateMany(body) : validateOne(body);
      if (details.length > 0) throw invalid(details);
      const rates = many ? body : [body];
      const codes = rates.flatMap(({ from, to }, i) => [
        [many ? `${i}.from` : "from", from] as const,
        [many ? `${i}.to` : "to", to] as const,
      ]);
      const unknown = await unknownCurrencies(reads, request.caller.accountId, codes);
      if (unknown.length > 0) throw invalid(unknown);
      const put = await request.execute({
        type: "put_fx_rates",
        rates: rates.map(({ from, to, rate }) => ({ from, to, rate })),
        many,
      });
      return sendJson(reply, 200, JSON.stringify(put.rates.map(fxRateResource)));
    },
  );

  app.get(
    "/fx-rates",
    operation("listFxRates", "List FX rates", {
      querystring: PageQuery,
      response: reading(listOf(FxRate), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      return sendList(request, reply, {
        read: (page) => reads.fxRates(request.caller.accountId, page),
        toJson: (rate) => JSON.stringify(fxRateResource(rate)),
      });
    },
  );
}
