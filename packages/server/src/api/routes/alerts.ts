import { AlertChange, AlertHistoryQuery, OpenAlert, PageQuery } from "@plimsoll/contract";
import { notFound } from "../api-error.ts";
import { listOf, reading } from "../documented.ts";
import { pageOf, sendPage } from "../pages.ts";
import { alertChangeResource, openAlertResource } from "../resources/alert.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";

const tags = ["Alerts"];

export function alertRoutes(app: App, { reads }: Services): void {
  app.get(
    "/alerts",
    {
      schema: {
        operationId: "listAlerts",
        tags,
        summary: "List alerts that are not ok now",
        querystring: PageQuery,
        response: reading(listOf(OpenAlert), "VALIDATION_FAILURE"),
      },
    },
    async (request, reply) => {
      const page = pageOf(request.query);
      const { rows, total } = await reads.openAlerts(request.caller.accountId, page);
      return sendPage(reply, page, total, rows, (row) => JSON.stringify(openAlertResource(row)));
    },
  );

  app.get(
    "/alerts/history",
    {
      schema: {
        operationId: "listAlertHistory",
        tags,
        summary: "List every change of state, newest first",
        querystring: AlertHistoryQuery,
        response: reading(listOf(AlertChange), "VALIDATION_FAILURE", "NOT_FOUND"),
      },
    },
    async (request, reply) => {
      const { accountId } = request.caller;
      const { wallet_id: walletId = null, feature_id: featureId = null } = request.query;
      const page = pageOf(request.query);
      if (walletId !== null && !(await reads.wallet(accountId, walletId))) {
        throw notFound("there is no such wallet");
      }
      if (featureId !== null && !(await reads.feature(accountId, featureId))) {
        throw notFound("there is no such feature");
      }
      const { rows, total } = await reads.alertHistory(accountId, { walletId, featureId }, page);
      return sendPage(reply, page, total, rows, (row) => JSON.stringify(alertChangeResource(row)));
    },
  );
}
