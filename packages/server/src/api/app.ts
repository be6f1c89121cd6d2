import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RouteOptions,
} from "fastify";
import type { LevelWithSilent, Logger } from "pino";
import type { Registry } from "prom-client";
import { logRequest } from "./access-log.ts";
import { authenticate } from "./auth.ts";
import { decorateRequests } from "./submit.ts";
import type { Committer } from "../store/commit/committer.ts";
import type { KeyUse } from "./key-use.ts";
import { auditRoute } from "./routes/audit.ts";
import { balanceMetrics } from "./balances/balance-metrics.ts";
import { acceptJsonBodies } from "./body.ts";
import { answerClientError } from "./client-error.ts";
import { errorHandler, sendError } from "./errors.ts";
import { notFound } from "./api-error.ts";
import { httpMetrics } from "./http-metrics.ts";
import { appRoutes, isForPeople, sendLostPage } from "./dashboard/app-routes.ts";
import { serveFiles, type SendFile } from "./files/serve-files.ts";
import { docsRoutes } from "./docs-routes.ts";
import { sessionRoutes } from "./dashboard/session-routes.ts";
import { Sessions } from "./dashboard/sessions.ts";
import type { KeyCache } from "./key-cache.ts";
import { openapiDocument } from "./openapi.ts";
import { REQUEST_ID_HEADER, requestId } from "../net/request-id.ts";
import { accountRoutes } from "./routes/account.ts";
import { alertDefaultRoutes } from "./routes/alert-defaults.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { apiKeyRoutes } from "./routes/api-keys.ts";
import { cardRoutes } from "./routes/cards.ts";
import { channelInboundRoutes } from "./routes/channel-inbound.ts";
import { channelRoutes } from "./routes/channels.ts";
import { campaignRoutes } from "./routes/campaigns.ts";
import { currencyRoutes } from "./routes/currencies.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { endpointDeliveryRoutes } from "./routes/endpoint-deliveries.ts";
import { digestRoutes } from "./routes/digest.ts";
import { episodeRoutes } from "./routes/episodes.ts";
import { eventRoutes } from "./routes/events.ts";
import { featureRoutes } from "./routes/features.ts";
import { gatewayConnectionRoutes } from "./routes/gateway-connections.ts";
import { fxRateRoutes } from "./routes/fx-rates.ts";
import { holdRoutes } from "./routes/holds.ts";
import { movementRoutes } from "./routes/movements.ts";
import { notificationRoutes } from "./routes/notifications.ts";
import { operationRoutes } from "./routes/operations.ts";
import { orderRoutes } from "./routes/orders.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { preflightRoutes } from "./routes/preflight.ts";
import { productRoutes } from "./routes/products.ts";
import { providerRoutes } from "./routes/providers.ts";
import { settingsPreviewRoutes } from "./routes/settings-preview.ts";
import { spendRoutes } from "./routes/spend.ts";
import { statementRoute } from "./routes/statement.ts";
import { statementComparisonRoute } from "./routes/statement-comparison.ts";
import { balanceSeriesRoute } from "./routes/balance-series.ts";
import { searchRoute } from "./routes/search.ts";
import { topupRoutes } from "./routes/topups.ts";
import { providerTestRoute } from "./routes/provider-test.ts";
import { reconciliationRoutes } from "./routes/reconciliation.ts";
import { routeRoutes } from "./routes/routes.ts";
import { silenceRoutes } from "./routes/silences.ts";
import { transactionRoutes } from "./routes/transactions.ts";
import { rebalancingRoutes } from "./routes/rebalancing-plan.ts";
import { transferRoutes } from "./routes/transfers.ts";
import { walletAlternativeRoutes } from "./routes/wallet-alternatives.ts";
import { walletListRoute } from "./routes/wallet-list.ts";
import { walletRoutes } from "./routes/wallets.ts";
import { webhookEndpointRoutes } from "./routes/webhook-endpoints.ts";
import { SHORT_PAGE } from "./pages.ts";
import { createHttpServer } from "./server.ts";
import type { ChangeHub } from "./stream/change-hub.ts";
import { streamRoutes } from "./stream/stream-routes.ts";
import type { Tracing } from "../tracing/tracing.ts";
import { Turns } from "../util/turns/turns.ts";
import type { Services } from "./services.ts";
import type { App } from "./typed-app.ts";
import { validatorCompiler } from "./validation.ts";

/** @limit Requests: size of a request's body. */
export const MAX_BODY_BYTES = 1_024 * 1_024;
/** @limit Requests: characters of a path parameter; a longer one names nothing. */
const MAX_PARAM_LENGTH = 200;
const API_PREFIX = "/api/v1";

export interface AppOptions extends Services {
  readonly logger: Logger;
  readonly version: string;
  /** The URL at which others reach the server, for the OpenAPI document. */
  readonly publicUrl?: string | undefined;
  readonly committer: Pick<Committer, "submit">;
  readonly keys: KeyCache;
  readonly keyUse: Pick<KeyUse, "used">;
  /** Follows events for the pages that listen. */
  readonly changes: ChangeHub;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
  /** Receives every request whose path starts with /hooks/, past the framework. */
  readonly hooks: (request: IncomingMessage, response: ServerResponse) => void;
  /** As `hooks`, for paths that start with /gateway/. */
  readonly gateway: (request: IncomingMessage, response: ServerResponse) => void;
  readonly metrics: Registry;
  /** Absent where nothing is traced. */
  readonly tracing?: Pick<Tracing, "listener" | "routed"> | null;
  readonly metricsToken: string | null;
  readonly metricsBalances: boolean;
  /** Whether the store is available and the server is not shutting down. */
  readonly readiness: () => Promise<boolean>;
  /** Accounts that cannot be reached while others are served. */
  readonly unavailableAccounts: () => number;
}

/** The HTTP API, not yet listening. Closing it closes idle connections and waits for the requests under way. */
export function createApp(options: AppOptions): FastifyInstance {
  const { tracing = null } = options;
  const traced = (handle: RequestListener, route?: string) => tracing?.listener(handle, route) ?? handle;
  const appFiles = serveFiles("app");
  const app: App = Fastify({
    loggerInstance: flatLogger(options.logger),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    serverFactory: (handler) =>
      createHttpServer(traced(handler), {
        "/hooks/": traced(options.hooks, "/hooks/:provider_id"),
        "/gateway/": traced(options.gateway, "/gateway/:connection"),
      }),
    clientErrorHandler: (error, socket) => answerClientError(error, socket),
    genReqId: requestId,
    bodyLimit: MAX_BODY_BYTES,
    // A request already on its way when the server stops is handled like any other.
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
    // Without these factories Fastify loads its own compilers at every start. The resource functions make the
    // responses; the schemas only document them.
    schemaController: {
      compilersFactory: {
        // Fastify's type allows only Ajv.
        buildValidator: (() => validatorCompiler) as never,
        buildSerializer: () => () => (value: unknown) => JSON.stringify(value),
      },
    },
    // No hook runs for a path that the framework cannot read.
    frameworkErrors: (error, request, reply) => {
      void reply.headers({ [REQUEST_ID_HEADER]: request.id, "X-Content-Type-Options": "nosniff" });
      if (isForPeople(request)) void sendUnread(appFiles, request, reply);
      else errorHandler(error, request, reply);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setErrorHandler(errorHandler);
  app.setNotFoundHandler(async (request, reply) =>
    isForPeople(request)
      ? sendLostPage(appFiles, request, reply)
      : sendError(reply, notFound(`there is no ${request.method} ${pathOf(request.url)}`)),
  );
  app.decorate("turns", new Turns());
  app.decorateRequest("caller");
  app.decorateRequest("isPerson", false);
  decorateRequests(app, options.committer, options.reads);
  app.decorateReply("errorCode", null);
  acceptJsonBodies(app);
  app.addHook("onRequest", async (request, reply) => {
    void reply.headers({ [REQUEST_ID_HEADER]: request.id, "X-Content-Type-Options": "nosniff" });
  });
  if (tracing !== null) {
    app.addHook("onRequest", async ({ raw, routeOptions }) => {
      if (routeOptions.url !== undefined) tracing.routed(raw, routeOptions.url);
    });
  }
  app.addHook("onResponse", logRequest);
  app.addHook("onResponse", httpMetrics(options.metrics));

  const routes: RouteOptions[] = [];
  app.addHook("onRoute", (route) => void routes.push(route));
  const openapi = () => openapiDocument({ ...options, routes });
  const sessions = new Sessions(options);
  void app.register(async (scope) => apiRoutes(scope as App, options, sessions), { prefix: API_PREFIX });
  void app.register(async (scope) => sessionRoutes(scope as App, { ...options, sessions }));
  void app.register(async (scope) => appRoutes(scope as App, appFiles));
  void app.register(async (scope) => docsRoutes(scope as App));
  void app.register(async (scope) => channelInboundRoutes(scope as App, options), { prefix: API_PREFIX });
  const storedMetrics = options.metricsBalances ? () => balanceMetrics(options.reads, options.now()) : null;
  void app.register(async (scope) => operationRoutes(scope as App, { ...options, storedMetrics, openapi }));
  return app;
}

/** The lost page where the framework catches no errors. */
async function sendUnread(send: SendFile, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  try {
    await sendLostPage(send, request, reply);
  } catch (error) {
    errorHandler(error, request, reply);
  }
}

/** Only functions: Fastify copies its options deeply, and a logger leads to its streams and what they hold. */
function flatLogger(logger: Logger): FastifyBaseLogger {
  const { level, msgPrefix } = logger;
  const log = (name: LevelWithSilent) => logger[name].bind(logger);
  return {
    level,
    msgPrefix,
    fatal: log("fatal"),
    error: log("error"),
    warn: log("warn"),
    info: log("info"),
    debug: log("debug"),
    trace: log("trace"),
    silent: log("silent"),
    child: (bindings, options) => logger.child(bindings, options),
  } as FastifyBaseLogger;
}

/** A list's long page, or a part of it that has to be searched for, is read in turns with other accounts, a few of one account at once. */
function takeTurns(app: App): void {
  app.addHook("onRoute", (route) => {
    const { handler } = route;
    if (route.method !== "GET" || !isList(route.schema)) return;
    route.handler = function (request, reply) {
      if (!isLong(request.query as Readonly<Record<string, unknown>>)) return handler.call(this, request, reply);
      return app.turns.long(request.caller.accountId, async () => handler.call(this, request, reply));
    };
  });
}

function isList(schema: { readonly response?: unknown } | undefined): boolean {
  return (schema?.response as { readonly 200?: { readonly type?: unknown } } | undefined)?.[200]?.type === "array";
}

/** Whether a list's query has a filter or a long page. A whole list as CSV has a bound of its own. */
function isLong({ page: _page, limit, format, ...filters }: Readonly<Record<string, unknown>>): boolean {
  if (format === "csv") return false;
  return (typeof limit === "number" && limit > SHORT_PAGE) || Object.keys(filters).length > 0;
}

function apiRoutes(app: App, services: AppOptions, sessions: Sessions): void {
  takeTurns(app);
  const authenticated = authenticate({ ...services, sessions });
  app.addHook("onRequest", authenticated);
  app.addHook("onRequest", async (_request, reply) => {
    void reply.header("Cache-Control", "no-store");
  });
  accountRoutes(app, services);
  currencyRoutes(app, services);
  walletListRoute(app, services);
  walletAlternativeRoutes(app, services);
  walletRoutes(app, services);
  spendRoutes(app, services);
  balanceSeriesRoute(app, services);
  statementRoute(app, services);
  statementComparisonRoute(app, services);
  topupRoutes(app, services);
  movementRoutes(app, services);
  transactionRoutes(app, services);
  holdRoutes(app, services);
  fxRateRoutes(app, services);
  productRoutes(app, services);
  preflightRoutes(app, services);
  orderRoutes(app, services);
  transferRoutes(app, services);
  rebalancingRoutes(app, services);
  featureRoutes(app, services);
  alertDefaultRoutes(app, services);
  searchRoute(app, services);
  alertRoutes(app, services);
  episodeRoutes(app, services);
  channelRoutes(app, services);
  routeRoutes(app, services);
  silenceRoutes(app, services);
  notificationRoutes(app, services);
  digestRoutes(app, services);
  eventRoutes(app, services);
  webhookEndpointRoutes(app, services);
  endpointDeliveryRoutes(app, services);
  deliveryRoutes(app, services);
  providerRoutes(app, services);
  gatewayConnectionRoutes(app, services);
  cardRoutes(app, services);
  providerTestRoute(app, services);
  reconciliationRoutes(app, services);
  campaignRoutes(app, services);
  apiKeyRoutes(app, services);
  auditRoute(app, services);
  overviewRoutes(app, services);
  settingsPreviewRoutes(app, services);
  const { changes: hub, stopping, now } = services;
  streamRoutes(app, { hub, authenticate: authenticated, stopping, now });
}

function pathOf(url: string): string {
  const path = url.split("?", 1)[0] ?? "";
  return path.length > 100 ? `${path.slice(0, 100)}…` : path;
}
