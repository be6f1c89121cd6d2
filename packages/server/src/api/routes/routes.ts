import { CreateRoute, PageQuery, Route, RoutePreview, RoutesPreviewQuery, Type, UpdateRoute } from "@plimsoll/contract";
import { isoTimeOrNull, previewRoutes, type UpdateRouteCommand } from "@plimsoll/core";
import { sendNothing, sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { tagged } from "../conditions.ts";
import { editing, listOf, operationsOf, reading, readingEditable, removing, writing } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import { sendWhole } from "../pages.ts";
import { kindOf, routeResource } from "../resources/channel.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { RoutePath } from "./paths.ts";

const operation = operationsOf("Channels");

/** Which levels and operational events go to which channels. */
export function routeRoutes(app: App, { reads, now }: Services): void {
  app.post(
    "/routes",
    operation("createRoute", "Route alerts and operational events to channels", {
      body: CreateRoute,
      response: writing(201, Route, "CONFLICT"),
    }),
    async (request, reply) => {
      const { body } = request;
      const { route } = await request.execute({
        type: "create_route",
        fields: {
          key: body.key,
          name: body.name,
          events: body.on,
          filter: body.filter ?? null,
          channelIds: body.channel_ids ?? [],
          recoveries: body.recoveries ?? true,
          groupWaitSeconds: body.group_wait_seconds ?? null,
          escalate: body.escalate ?? null,
          schedule: body.schedule ?? null,
          enabled: body.enabled ?? true,
        },
      });
      return sendResource(reply, 201, routeResource(route));
    },
  );

  app.get(
    "/routes",
    operation("listRoutes", "List routes", {
      querystring: PageQuery,
      response: reading(listOf(Route), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const routes = await reads.routes(request.caller.accountId);
      return sendWhole(request, reply, routes.map(routeResource));
    },
  );

  app.get(
    "/routes/preview",
    operation("previewRoutes", "Show who would receive a notice of a wallet now, by which route and when", {
      querystring: RoutesPreviewQuery,
      response: reading(Type.Array(RoutePreview), "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { wallet_id: walletId, level: on } = request.query;
      const wallet = found(await reads.wallet(accountId, walletId), "wallet");
      const [routes, silences] = await Promise.all([reads.routes(accountId), reads.openSilences(accountId)]);
      const { rows: channels } = await reads.channels(accountId, { page: 1, limit: ALL_CHANNELS, after: "" });
      const subject = { wallet, providerId: wallet.providerId };
      const previews = previewRoutes({ routes, silences, on, subject, now: now() });
      const items = previews.flatMap(({ routeId, channelId, at, reason }) => {
        const channel = channels.find(({ id }) => id === channelId);
        if (!channel || channel.status !== "enabled") return [];
        const route = routes.find(({ id }) => id === routeId)?.name ?? "";
        const [name, kind] = [channel.name ?? "", kindOf(channel)];
        return [
          { route_id: routeId, route, channel_id: channelId, channel: name, kind, at: isoTimeOrNull(at), reason },
        ];
      });
      return sendResource(reply, 200, items);
    },
  );

  app.get(
    "/routes/:id",
    operation("getRoute", "Read a route", {
      params: RoutePath,
      response: readingEditable(Route, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const route = found(await reads.route(request.caller.accountId, prefixedId("route", request.params.id)), "route");
      return sendResource(tagged(reply, "routes", route), 200, routeResource(route));
    },
  );

  app.patch(
    "/routes/:id",
    operation("updateRoute", "Change a route", {
      params: RoutePath,
      body: UpdateRoute,
      ...editing(Route, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const { body } = request;
      const routeId = prefixedId("route", request.params.id);
      const patch: UpdateRouteCommand["patch"] = {
        key: body.key,
        name: body.name,
        events: body.on,
        filter: body.filter,
        channelIds: body.channel_ids,
        recoveries: body.recoveries,
        groupWaitSeconds: body.group_wait_seconds,
        escalate: body.escalate,
        schedule: body.schedule,
        enabled: body.enabled,
      };
      const { route } = await request.execute({
        type: "update_route",
        condition: await request.condition("routes", routeId),
        routeId,
        patch,
      });
      return sendResource(tagged(reply, "routes", route), 200, routeResource(route));
    },
  );

  app.delete(
    "/routes/:id",
    operation("deleteRoute", "Delete a route", {
      params: RoutePath,
      ...removing("NOT_FOUND"),
    }),
    async (request, reply) => {
      const routeId = prefixedId("route", request.params.id);
      const condition = await request.condition("routes", routeId);
      await request.execute({ type: "delete_route", condition, routeId });
      return sendNothing(reply);
    },
  );
}

/** @limit Channels: channels that a preview reads; an account has fewer. */
const ALL_CHANNELS = 1_000;
