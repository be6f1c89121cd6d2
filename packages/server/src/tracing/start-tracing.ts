import type * as OpenTelemetry from "@opentelemetry/api";
import type { Logger } from "pino";
import { loadLate } from "../util/load-late.ts";
import { Tracing } from "./tracing.ts";

/** What the standard environment variables say; OpenTelemetry's packages read the others themselves. */
export interface TracingSettings {
  /** The service's name; null where the environment has one. */
  readonly serviceName: string | null;
}

/** The parts of `@opentelemetry/sdk-node` that are used. It is not installed with the server. */
interface NodeSdkModule {
  /** The API that it registers itself with: another version of that package might not find it. */
  readonly api: typeof OpenTelemetry;
  readonly NodeSDK: new (options: object) => { start(): void; shutdown(): Promise<void> };
  readonly resources?: { readonly envDetector?: unknown; readonly hostDetector?: unknown };
}

/**
 * Starts OpenTelemetry's own packages where the environment wants traces. Without the packages the server starts all the
 * same, and one line says what is missing.
 */
export function startTracing(settings: TracingSettings | null, logger: Logger): Tracing | null {
  if (settings === null) return null;
  try {
    const { NodeSDK, api, resources } = loadLate("@opentelemetry/sdk-node") as NodeSdkModule;
    // The process's command line, which other detectors report, may have a password.
    const detectors = [resources?.envDetector, resources?.hostDetector].filter((detector) => detector !== undefined);
    const sdk = new NodeSDK({
      ...(settings.serviceName !== null && { serviceName: settings.serviceName }),
      resourceDetectors: detectors,
      instrumentations: [],
      metricReaders: [],
      logRecordProcessors: [],
    });
    sdk.start();
    return new Tracing(api, () => sdk.shutdown());
  } catch (error) {
    if (isMissing(error)) {
      logger.warn(
        "OpenTelemetry's variables are set, but its packages are not installed, so there are no traces: npm install @opentelemetry/api @opentelemetry/sdk-node",
      );
    } else logger.warn({ err: error }, "OpenTelemetry could not be started; there are no traces");
    return null;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND";
}
