import { it } from "vitest";
import { pino } from "pino";
import { Registry } from "prom-client";
import { writeFileSync } from "node:fs";
import { createApp } from "./app.ts";
it("dump", async () => {
  const t0 = performance.now();
  const app = createApp({
    committer: {} as never,
    reads: {} as never,
    logger: pino({ level: "silent" }),
    version: "1.0.0",
    seal: (x) => x,
    newSigningSecret: () => "",
    dispatcherChanged: () => {},
    hooks: () => {},
    metrics: new Registry(),
    readiness: async () => true,
  });
  await app.ready();
  console.log("ready", performance.now() - t0);
  const t1 = performance.now();
  const r = await app.inject("/openapi.json");
  console.log("openapi", performance.now() - t1, r.body.length);
  writeFileSync("/tmp/openapi.json", JSON.stringify(JSON.parse(r.body), null, 1));
});
