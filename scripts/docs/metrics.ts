import { BALANCE_METRICS } from "@plimsoll/server/api/balances/balance-metrics";
import type { Metrics } from "@plimsoll/server/util/metrics";
import { table } from "./table.ts";

const OWN = "plimsoll_";
const HEAD = ["metric", "kind", "labels", "about"];

export async function metricsPage(registry: Metrics["registry"]): Promise<string> {
  const all = await registry.getMetricsAsJSON();
  const own = all.filter(({ name }) => name.startsWith(OWN)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = own.map(({ name, type, help }) => [`\`${name}\``, String(type), labelsOf(registry, name), help]);
  const stored = Object.values(BALANCE_METRICS).map(({ name, type, labels, help }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(", "),
    help,
  ]);
  return `# Metrics

\`GET /metrics\` answers in Prometheus' text format, without a key, or with the token of \`PLIMSOLL_METRICS_TOKEN\`. Beside these there are the usual \`process_…\` and \`nodejs_…\` metrics of
the runtime. What to watch: [operations](../guides/operations.md#metrics).

${table(HEAD, rows)}

With \`PLIMSOLL_METRICS_BALANCES=true\` there are also those of every account's wallets and providers, as the store has
them at that moment. Amounts are exact decimals in the wallet's currency; \`wallet\` and \`provider\` are ids.

${table(HEAD, stored)}
`;
}

function labelsOf(registry: Metrics["registry"], name: string): string {
  const { labelNames = [] } = registry.getSingleMetric(name) as { readonly labelNames?: readonly string[] };
  return labelNames.map((label) => `\`${label}\``).join(", ");
}
