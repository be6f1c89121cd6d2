import type { AlertDefault as AlertDefaultRow } from "@plimsoll/core";
import { AlertDefault, PageQuery, PutAlertDefault } from "@plimsoll/contract";
import { currencyPrecision } from "../../store/currency-precision.ts";
import { sendJson, sendNothing, type Answering } from "../answer.ts";
import { invalidField, notFound } from "../api-error.ts";
import { tagged } from "../conditions.ts";
import { listOf, operationsOf, putting, reading, readingEditable, removing } from "../documented.ts";
import { sendList } from "../pages.ts";
import { alertDefaultResource } from "../resources/alert-default.ts";
import { settingsAnswer } from "../settings-warnings.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { CurrencyPath } from "./paths.ts";

const operation = operationsOf("Alerts");
const EVERY_CURRENCY = "*";

/** The account's settings for wallets without their own. */
export function alertDefaultRoutes(app: App, { reads }: Services): void {
  const answer = async <R extends Answering>(reply: R, entry: Readonly<AlertDefaultRow>) =>
    sendJson(
      tagged(reply, "alertDefaults", entry),
      200,
      await settingsAnswer(reads, entry.accountId, entry.alertSettings, alertDefaultResource(entry)),
    );

  app.get(
    "/alert-settings/default",
    operation("listAlertDefaults", "List the default alert settings of all currencies", {
      querystring: PageQuery,
      response: reading(listOf(AlertDefault), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      return sendList(request, reply, {
        read: (page) => reads.alertDefaults(request.caller.accountId, page),
        order: { key: ({ currency }) => currency, start: "" },
        toJson: (entry) => JSON.stringify(alertDefaultResource(entry)),
      });
    },
  );

  app.get(
    "/alert-settings/default/:currency",
    operation("getAlertDefault", "Read a currency's default alert settings", {
      params: CurrencyPath,
      response: readingEditable(AlertDefault, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const entry = await reads.alertDefault(request.caller.accountId, request.params.currency);
      if (!entry) throw notFound("there are no default alert settings for this currency");
      return answer(reply, entry);
    },
  );

  app.put(
    "/alert-settings/default/:currency",
    operation("putAlertDefault", "Set a currency's default alert settings", {
      description:
        "They apply to wallets of the currency that have no settings of their own, and are evaluated at once. `*` applies to every currency and takes relative units only.",
      params: CurrencyPath,
      body: PutAlertDefault,
      ...putting(AlertDefault, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const { currency } = request.params;
      if (!(await isKnown(reads, request.caller.accountId, currency))) {
        throw invalidField("currency", "currency must be an ISO 4217 code, a currency of the account's own, or *");
      }
      const { entry } = await request.execute({
        type: "put_alert_default",
        condition: await request.condition("alertDefaults", currency),
        currency,
        alertSettings: settingsIn(request.body),
      });
      return answer(reply, entry);
    },
  );

  app.delete(
    "/alert-settings/default/:currency",
    operation("deleteAlertDefault", "Remove a currency's default alert settings", {
      description: "The alerts they had raised close without an event.",
      params: CurrencyPath,
      ...removing("NOT_FOUND"),
    }),
    async (request, reply) => {
      const { currency } = request.params;
      const condition = await request.condition("alertDefaults", currency);
      await request.execute({ type: "delete_alert_default", condition, currency });
      return sendNothing(reply);
    },
  );
}

async function isKnown(reads: Services["reads"], accountId: number, currency: string): Promise<boolean> {
  return currency === EVERY_CURRENCY || (await currencyPrecision(reads, accountId, currency)) !== null;
}

/** The body is the settings, or has them under `alert_settings` as the responses do. */
function settingsIn(body: unknown): unknown {
  const settings = isWrapped(body) ? body.alert_settings : body;
  if (settings === null || settings === undefined) {
    throw invalidField("alert_settings", "alert_settings must be an object");
  }
  return settings;
}

function isWrapped(body: unknown): body is { readonly alert_settings: unknown } {
  if (typeof body !== "object" || body === null) return false;
  const names = Object.keys(body);
  return names.length === 1 && names[0] === "alert_settings";
}
