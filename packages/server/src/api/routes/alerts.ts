import { AlertChange, AlertHistoryQuery, OpenAlert, PageQuery } from "@plimsoll/contract";
import { notFound } from "../api-error.ts";
import { listOf, operationsOf, reading } from "../documented.ts";
import { NEWEST, sendList } from "../pages.ts";
import { periodOf } from "../period.ts";
import { alertPosition } from "../../store/port/alerts.ts";
import { alertChangeResource, openAlertResource } from "../resources/alert.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";

const operation = operationsOf("Alerts");

export function alertRoutes(app: App, { reads, now }: Services): void {
  app.get(
    "/alerts",
    operation("listAlerts", "List alerts that are not ok now", {
      querystring: PageQuery,
      response: reading(listOf(OpenAlert), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      return sendList(request, reply, {
        read: async (page) => {
          const { accountId } = request.caller;
          const { rows, total } = await reads.openAlerts(accountId, page);
          const ids = rows.flatMap(({ stream }) => (stream.episodeId === null ? [] : [stream.episodeId]));
          const episodes = await reads.episodesById(accountId, ids);
          const context = { episodes, silences: await reads.openSilences(accountId), now: now() };
          return { rows: rows.map((listed) => ({ ...listed, context })), total };
        },
        order: { key: ({ stream }) => stream.position, start: NEWEST },
        toJson: ({ context, ...listed }) => JSON.stringify(openAlertResource(listed, context)),
      });
    },
  );

  app.get(
    "/alerts/history",
    operation("listAlertHistory", "List every change of state, newest first", {
      querystring: AlertHistoryQuery,
      response: reading(listOf(AlertChange), "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { wallet_id: walletId = null, feature_id: featureId = null } = request.query;
      if (walletId !== null && !(await reads.wallet(accountId, walletId))) {
        throw notFound("there is no such wallet");
      }
      if (featureId !== null && !(await reads.feature(accountId, featureId))) {
        throw notFound("there is no such feature");
      }
      const filter = { walletId, featureId, state: request.query.state, ...periodOf(request.query) };
      return sendList(request, reply, {
        read: (page) => reads.alertHistory(accountId, filter, page),
        order: { key: ({ entry }) => alertPosition(filter, entry), start: NEWEST },
        toJson: (row) => JSON.stringify(alertChangeResource(row)),
      });
    },
  );
}
