import Fastify from "fastify";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { Registry } from "prom-client";
import { afterEach, expect, it, vi } from "vitest";
import type { App } from "../typed-app.ts";
import { operationRoutes } from "./operations.ts";

const open: App[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

/** The routes, with what makes their texts: each waits until the test lets it go on. */
function setup() {
  const waiting: (() => void)[] = [];
  const made = <T>(value: T) => vi.fn<() => Promise<T>>(() => new Promise((go) => waiting.push(() => go(value))));
  const openapi = made({ openapi: "3.1.0" });
  const storedMetrics = made("stored 1\n");
  const app = Fastify().withTypeProvider<TypeBoxTypeProvider>();
  // The texts are the routes' own; their schemas only document them.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  let arrived = 0;
  app.addHook("preHandler", async () => void (arrived += 1));
  open.push(app);
  operationRoutes(app, {
    version: "1.2.3",
    metrics: new Registry(),
    metricsToken: null,
    storedMetrics,
    readiness: async () => true,
    unavailableAccounts: () => 0,
    openapi,
  });
  /** Three at once, all of which have arrived when the text is made. */
  const three = async (path: string) => {
    arrived = 0;
    const asked = [path, path, path].map((url) => app.inject({ url }).then(({ body }) => body));
    await vi.waitFor(() => expect(arrived).toBe(3));
    for (const go of waiting.splice(0)) go();
    return Promise.all(asked);
  };
  const one = async (path: string) => (await app.inject({ url: path })).body;
  return { openapi, storedMetrics, three, one };
}

it("/openapi.json is made once", async () => {
  const { openapi, three, one } = setup();
  const text = '{"openapi":"3.1.0"}';
  expect(await three("/openapi.json")).toEqual([text, text, text]);
  expect(await one("/openapi.json")).toBe(text);
  expect(openapi).toHaveBeenCalledOnce();
});

it("/metrics is made once for all who ask meanwhile, and again for the next", async () => {
  const { storedMetrics, three } = setup();
  for (const times of [1, 2]) {
    expect((await three("/metrics")).join("")).toContain("stored 1\n");
    expect(storedMetrics).toHaveBeenCalledTimes(times);
  }
});
