import type { Metrics } from "@plimsoll/server/util/metrics";
import { table } from "./table.ts";

const OWN = "plimsoll_";

export async function metricsPage(registry: Metrics["registry"]): Promise<string> {
  const all = await registry.getMetricsAsJSON();
  const own = all.filter(({ name }) => name.startsWith(OWN)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = own.map(({ name, type, help }) => [`\`${name}\``, String(type), labelsOf(registry, name), help]);
  return `# Metrics

\`GET /metrics\` answers in Prometheus' text format, without a key. Beside these there are the usual \`process_…\` and \`nodejs_…\` metrics of
the runtime. What to watch: [operations](../guides/operations.md#metrics).

${table(["metric", "kind", "labels", "about"], rows)}
`;
}

function labelsOf(registry: Metrics["registry"], name: string): string {
  const { labelNames = [] } = registry.getSingleMetric(name) as { readonly labelNames?: readonly string[] };
  return labelNames.map((label) => `\`${label}\``).join(", ");
}
