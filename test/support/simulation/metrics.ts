import type { Server } from "../e2e/server.ts";

/** The sum over a metric's labels, 0 when the metric does not exist yet. */
export async function metricOf({ url }: Server, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.matchAll(new RegExp(String.raw`^${name}(?:\{[^}]*\})? (\S+)$`, "gm"));
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
}

/** Webhook requests that this process has sent. */
export function attemptsOf(server: Server): Promise<number> {
  return metricOf(server, "plimsoll_delivery_attempts_total");
}
