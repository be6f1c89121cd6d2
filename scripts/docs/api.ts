import { createApp, type AppOptions } from "@plimsoll/server/api/app";
import { keyCache } from "@plimsoll/server/api/key-cache";
import { ChangeHub } from "@plimsoll/server/api/stream/change-hub";
import { createLogger } from "@plimsoll/server/util/log";
import { createMetrics, type Metrics } from "@plimsoll/server/util/metrics";
import { VERSION } from "@plimsoll/server/util/version";
import type { OpenApi, Operation } from "./openapi.ts";
import { table } from "./table.ts";

export interface Served {
  readonly openapi: OpenApi;
  readonly metrics: Metrics["registry"];
}

/** The API as a server describes it. The server neither stores nor listens, because a description needs neither. */
export async function describeServer(): Promise<Served> {
  const unused = () => {
    throw new Error("the documentation reads descriptions only");
  };
  const { registry } = createMetrics({ queueDepth: () => 0, placementsUnderWay: () => 0, peers: () => 0 });
  const app = createApp({
    now: unused,
    committer: { submit: unused },
    keyUse: { used: unused },
    reads: {} as AppOptions["reads"],
    changes: new ChangeHub({ eventsAfter: unused }),
    stopping: new AbortController().signal,
    logger: createLogger("silent"),
    version: VERSION,
    seal: unused,
    newSigningSecret: unused,
    signatureHeaders: unused,
    allowPrivateTargets: false,
    unseal: unused,
    providerOrders: { quote: unused, outcome: unused },
    dispatcherChanged: unused,
    keys: keyCache({ apiKeyByHash: unused }),
    pendingHooks: () => ({ receivedAt: null, refused: null }),
    gateway: () => undefined,
    checkProvider: unused,
    syncProvider: unused,
    hooks: unused,
    metrics: registry,
    metricsToken: null,
    metricsBalances: false,
    readiness: unused,
    unavailableAccounts: () => 0,
  });
  try {
    const answer = await app.inject({ method: "GET", url: "/openapi.json" });
    return { openapi: answer.json<OpenApi>(), metrics: registry };
  } finally {
    await app.close();
  }
}

/** Tags in the order of the page. */
const TAGS = ["Wallets", "Transactions", "Features", "Alerts", "Events", "Webhooks", "Providers", "API keys"];

export function apiPage({ paths }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
  );
  const tags = [...new Set([...TAGS, ...operations.flatMap((operation) => operation.tags ?? [])])];
  const sections = tags.flatMap((tag) => {
    const rows = operations
      .filter((operation) => operation.tags?.[0] === tag)
      .map((operation) => [
        `\`${operation.method} ${operation.path}\``,
        operation.summary ?? "",
        queryOf(operation),
        Object.keys(operation.responses).find((status) => status.startsWith("2")) ?? "",
        errorsOf(operation).join(", "),
      ]);
    return rows.length === 0
      ? []
      : [`## ${tag}\n\n${table(["operation", "does", "query", "answers", "errors"], rows)}\n`];
  });
  return `# API

An index of the operations. Their full description, with every field, is [openapi.json](openapi.json); a running server has it at
\`/openapi.json\` and shows it at \`/docs/api\`, with forms to try each operation.

Every operation under \`/api/v1\` takes \`Authorization: Bearer pk_…\`. \`GET\` needs the scope \`read\`, everything else \`write\`, and API keys \`admin\`; admin includes write, write includes read. Every operation may also answer ${ALWAYS.map((code) => `\`${code}\``).join(", ")}, and one that
writes \`VALIDATION_FAILURE\` and \`TOO_MANY_REQUESTS\`: these are left out below. All codes: [errors](errors.md).

Lists are bare arrays with the headers \`X-Page\`, \`X-Per-Page\`, \`X-Total-Count\`, \`X-Total-Pages\` and \`X-Has-More\`.

What can be edited is read with an \`ETag\`. Sent back as \`If-Match\` with a \`PATCH\`, \`PUT\` or \`DELETE\`, it keeps you from overwriting what someone else has saved since you read: the answer is then
\`PRECONDITION_FAILED\`, and nothing is written; read again and decide. A change that you repeat because its answer was lost gets it too when the first one took effect. \`If-None-Match: *\` with a \`PUT\` only makes what is not there yet.
Without these headers the last one who saves wins. The tag changes with what people edit, not with balances, deliveries, polls or the time.

Without a key: \`POST /hooks/{provider_id}\` ([providers](../guides/providers.md)), \`GET /healthz\`, \`/readyz\`, \`/metrics\`, \`/openapi.json\`, \`/docs\` and \`/llms.txt\`
([operations](../guides/operations.md)).

${sections.join("\n")}`;
}

const ALWAYS = ["UNAUTHORIZED", "FORBIDDEN", "SERVICE_UNAVAILABLE", "INTERNAL_SERVER_ERROR"];
const LEFT_OUT = new Set([...ALWAYS, "VALIDATION_FAILURE", "TOO_MANY_REQUESTS"]);

function queryOf({ parameters = [] }: Operation): string {
  return parameters
    .filter((parameter) => parameter.in === "query")
    .map(({ name }) => `\`${name}\``)
    .join(", ");
}

/** The description of an error response begins with its code. */
function errorsOf({ responses }: Operation): string[] {
  const text = Object.entries(responses)
    .filter(([status]) => Number(status) >= 400)
    .map(([, { description = "" }]) => description)
    .join(" ");
  const codes = [...text.matchAll(/\b([A-Z]{2}[A-Z_]+): /g)].map(([, code = ""]) => code);
  return [...new Set(codes)].filter((code) => !LEFT_OUT.has(code)).map((code) => `\`${code}\``);
}
