import type { FastifyRequest } from "fastify";
import { fxRateResource } from "@plimsoll/core";
import { ETAG_HEADER, FxRate, PageQuery, PutFxRate, PutFxRates, PutHeaders, Type } from "@plimsoll/contract";
import { sendJson, sendResource } from "../answer.ts";
import { found, invalid, invalidField } from "../api-error.ts";
import { tagged } from "../conditions.ts";
import { listOf, NOT_ALWAYS, operationsOf, reading, readingEditable, writing } from "../documented.ts";
import { unknownCurrencies } from "../known-currency.ts";
import { sendList } from "../pages.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { PairPath } from "./paths.ts";
import { validatorOf } from "../validation.ts";

const operation = operationsOf("FX rates");
const validateOne = validatorOf(PutFxRate);
const validateMany = validatorOf(PutFxRates);

const PUT_RATES = {
  ...Type.Array(FxRate),
  headers: { ETag: { ...ETAG_HEADER.ETag, description: "Of the one rate that was put.", [NOT_ALWAYS]: true } },
};

/** The account's rates between currencies. */
export function fxRateRoutes(app: App, { reads }: Services): void {
  app.put(
    "/fx-rates",
    {
      validatorCompiler: () => (value: unknown) => ({ value }),
      ...operation("putFxRates", "Put FX rates", {
        description:
          "One rate or an array of them, all or none. Other pairs stay as they are; null removes one. Without a rate for a direction, the reciprocal of the opposite direction's is used. `If-Match` and `If-None-Match` are about one rate.",
        headers: PutHeaders,
        body: Type.Union([PutFxRates, PutFxRate]),
        response: writing(200, PUT_RATES, "PRECONDITION_FAILED"),
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
        condition: await conditionOf(request, many ? null : body),
        rates: rates.map(({ from, to, rate }) => ({ from, to, rate })),
        many,
      });
      const [rate] = put.rates;
      if (!many && rate !== undefined) tagged(reply, "fxRates", rate);
      return sendJson(reply, 200, JSON.stringify(put.rates.map(fxRateResource)));
    },
  );

  app.get(
    "/fx-rates/:from/:to",
    operation("getFxRate", "Read the FX rate of a pair", {
      params: PairPath,
      response: readingEditable(FxRate, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { from, to } = request.params;
      const rate = found(await reads.fxRate(request.caller.accountId, from, to), "FX rate");
      return sendResource(tagged(reply, "fxRates", rate), 200, fxRateResource(rate));
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

/** One rate may be put on a condition; of several there is no one tag. */
async function conditionOf(request: FastifyRequest, one: Readonly<Record<"from" | "to", string>> | null) {
  if (one !== null) return request.condition("fxRates", one.from, one.to);
  for (const header of ["If-Match", "If-None-Match"]) {
    if (request.headers[header.toLowerCase()] === undefined) continue;
    throw invalidField(header, `${header} is about one rate: put them one by one`);
  }
  return undefined;
}
