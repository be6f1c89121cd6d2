import { CreateGatewayConnection, GatewayConnection, PageQuery, UpdateGatewayConnection } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { tagged } from "../conditions.ts";
import { editing, listOf, operationsOf, reading, readingEditable, writing } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import { sendList } from "../pages.ts";
import { gatewayConnectionResource } from "../resources/card.ts";
import { newRowId } from "../../store/seed.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { GatewayConnectionPath } from "./paths.ts";

const operation = operationsOf("Cards");

const AUTHORIZATION = "gateway connection's authorization";

/** Connections of the card issuers that send enquiries and authorizations. */
export function gatewayConnectionRoutes(app: App, { now, reads, seal }: Services): void {
  app.post(
    "/gateway-connections",
    operation("createGatewayConnection", "Connect a card issuer", {
      description: "The issuer's `Authorization` value is stored encrypted and never shown again.",
      body: CreateGatewayConnection,
      response: writing(201, GatewayConnection),
    }),
    async (request, reply) => {
      const { kind, name, authorization } = request.body;
      const { accountId } = request.caller;
      const id = newRowId("gw", now());
      const { connection } = await request.execute({
        type: "create_gateway_connection",
        id,
        kind,
        name,
        secret: seal(authorization, { accountId, use: AUTHORIZATION, id }),
      });
      return sendResource(reply, 201, gatewayConnectionResource(connection));
    },
  );

  app.get(
    "/gateway-connections",
    operation("listGatewayConnections", "List gateway connections", {
      querystring: PageQuery,
      response: reading(listOf(GatewayConnection), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      return sendList(request, reply, {
        read: (page) => reads.gatewayConnections(request.caller.accountId, page),
        order: { key: ({ id }) => id, start: "" },
        toJson: (connection) => JSON.stringify(gatewayConnectionResource(connection)),
      });
    },
  );

  app.get(
    "/gateway-connections/:id",
    operation("getGatewayConnection", "Read a gateway connection", {
      params: GatewayConnectionPath,
      response: readingEditable(GatewayConnection, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const id = prefixedId("gw", request.params.id);
      const connection = found(await reads.gatewayConnection(request.caller.accountId, id), "gateway connection");
      return sendResource(tagged(reply, "gatewayConnections", connection), 200, gatewayConnectionResource(connection));
    },
  );

  app.patch(
    "/gateway-connections/:id",
    operation("updateGatewayConnection", "Rename or pause a gateway connection, or change its Authorization value", {
      params: GatewayConnectionPath,
      body: UpdateGatewayConnection,
      ...editing(GatewayConnection, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { name, authorization, status } = request.body;
      const { accountId } = request.caller;
      const id = prefixedId("gw", request.params.id);
      const secret =
        authorization === undefined ? undefined : seal(authorization, { accountId, use: AUTHORIZATION, id });
      const { connection } = await request.execute({
        type: "update_gateway_connection",
        condition: await request.condition("gatewayConnections", id),
        connectionId: id,
        patch: { name, secret, status },
      });
      return sendResource(tagged(reply, "gatewayConnections", connection), 200, gatewayConnectionResource(connection));
    },
  );
}
