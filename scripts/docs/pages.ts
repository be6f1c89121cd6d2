import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { errorsMarkdown } from "@plimsoll/contract";
import { fileSchema } from "@plimsoll/server/tools/configuration/schema";
import { apiPage, describeServer } from "./api.ts";
import { clientSources } from "./client.ts";
import { estimatorsPage } from "./estimators.ts";
import { eventsPage } from "./events.ts";
import { limitsPage } from "./limits.ts";
import { marked } from "./marked.ts";
import { metricsPage } from "./metrics.ts";
import { partsDiagram } from "./parts.ts";
import { schemaPages } from "./schema.ts";
import { configurationPage, envExample, settingsTable } from "./settings.ts";
import { packageSources } from "./sources.ts";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Every page, or part of one, that is generated from the code: its path from the root and its content. */
export async function generatedPages(): Promise<ReadonlyMap<string, string>> {
  const { openapi, metrics } = await describeServer();
  const present = (path: string) => readFileSync(`${ROOT}${path}`, "utf8");
  const sources = packageSources(ROOT);
  return new Map([
    ["README.md", marked(present("README.md"), "settings", settingsTable())],
    ["ARCHITECTURE.md", marked(present("ARCHITECTURE.md"), "parts", partsDiagram(sources))],
    [".env.example", envExample()],
    ["docs/reference/configuration.md", configurationPage()],
    ["docs/reference/errors.md", errorsMarkdown()],
    ["docs/reference/estimators.md", estimatorsPage()],
    ["docs/reference/events.md", eventsPage()],
    ["docs/reference/limits.md", limitsPage(sources)],
    ["docs/reference/metrics.md", await metricsPage(metrics)],
    ["docs/reference/api.md", apiPage(openapi)],
    ["docs/reference/openapi.json", `${JSON.stringify(openapi, null, 2)}\n`],
    ["docs/reference/plimsoll.schema.json", `${JSON.stringify(fileSchema(), null, 2)}\n`],
    ...(await schemaPages()),
    ...(await clientSources(openapi)),
  ]);
}
