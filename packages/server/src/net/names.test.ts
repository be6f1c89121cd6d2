import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DnsServer } from "../../../../test/support/dns-server.ts";
import { Names, NameUnresolved, type NamesOptions } from "./names.ts";

let server: DnsServer;
let directory: string;
let now = 0;

beforeEach(async () => {
  now = 0;
  server = await new DnsServer().start();
  directory = await mkdtemp(join(tmpdir(), "plimsoll-names-"));
  await writeFile(join(directory, "hosts"), "");
  await writeFile(join(directory, "resolv.conf"), "");
});

afterEach(async () => {
  server.stop();
  await rm(directory, { recursive: true });
});

function names(options: NamesOptions = {}): Names {
  return new Names({
    servers: [server.address],
    hostsFile: join(directory, "hosts"),
    resolvConf: join(directory, "resolv.conf"),
    monotonic: () => now,
    ...options,
  });
}

async function addresses(resolver: Names, host: string, owner = "1"): Promise<readonly string[]> {
  return (await resolver.resolve(host, owner)).map(({ address }) => address);
}

describe("a name", () => {
  it("has the addresses of both families, IPv4 first", async () => {
    server.records.set("both.test", { addresses: ["2606:4700::1111", "192.0.2.1", "192.0.2.2"] });
    server.records.set("six.test", { addresses: ["2001:db8::5"] });
    const resolver = names();
    expect((await addresses(resolver, "BOTH.test")).toSorted()).toEqual(["192.0.2.1", "192.0.2.2", "2606:4700::1111"]);
    expect((await resolver.resolve("both.test", "1")).map(({ family }) => family)).toEqual([4, 4, 6]);
    expect(await addresses(resolver, "six.test")).toEqual(["2001:db8::5"]);
  });

  it("is resolved once for all who need it at the same time, and again after its TTL, at least a second and at most five minutes", async () => {
    server.records.set("minute.test", { addresses: ["192.0.2.1"], ttl: 60 });
    server.records.set("never.test", { addresses: ["192.0.2.1"], ttl: 0 });
    server.records.set("ever.test", { addresses: ["192.0.2.1"], ttl: 1_000_000 });
    const resolver = names();
    const times = async (host: string): Promise<number> => {
      await Promise.all(["1", "2", "3"].map((owner) => addresses(resolver, host, owner)));
      return server.asked.filter((asked) => asked === `${host} A`).length;
    };
    const all = async () => [await times("minute.test"), await times("never.test"), await times("ever.test")];
    expect(await all()).toEqual([1, 1, 1]);
    now = 999;
    expect(await all()).toEqual([1, 1, 1]);
    now = 1_001;
    expect(await all()).toEqual([1, 2, 1]);
    now = 60_001;
    expect(await all()).toEqual([2, 3, 1]);
    now = 300_001;
    expect(await all()).toEqual([3, 4, 2]);
  });

  it("may change its addresses, also to none", async () => {
    const resolver = names();
    server.records.set("moving.test", { addresses: ["192.0.2.1"], ttl: 1 });
    expect(await addresses(resolver, "moving.test")).toEqual(["192.0.2.1"]);
    server.records.set("moving.test", { addresses: ["192.0.2.2"], ttl: 1 });
    now = 2_000;
    expect(await addresses(resolver, "moving.test")).toEqual(["192.0.2.2"]);
    server.records.delete("moving.test");
    now = 4_000;
    await expect(addresses(resolver, "moving.test")).rejects.toThrow("moving.test could not be resolved: there is no");
  });

  it("comes from the hosts file first, comments and capitals notwithstanding", async () => {
    const hosts =
      "# 192.0.2.9 billing\n192.0.2.7\tbilling Billing.Internal # here\n2001:db8::7 billing\nnonsense billing\n";
    await writeFile(join(directory, "hosts"), hosts);
    server.records.set("billing", { addresses: ["192.0.2.8"] });
    const resolver = names();
    expect(await addresses(resolver, "billing")).toEqual(["192.0.2.7", "2001:db8::7"]);
    expect(await addresses(resolver, "billing.internal.")).toEqual(["192.0.2.7"]);
    expect(server.asked).toEqual([]);
  });

  it.each(["localhost", "LocalHost.", "api.localhost"])("%s is this machine without a query", async (host) => {
    server.records.set(host.toLowerCase(), { addresses: ["192.0.2.8"] });
    expect(await addresses(names(), host)).toEqual(["127.0.0.1", "::1"]);
    expect(server.asked).toEqual([]);
  });

  it("is completed by the search list: short ones first, long ones after an attempt as they are", async () => {
    await writeFile(
      join(directory, "resolv.conf"),
      "nameserver 192.0.2.53\nsearch svc.test test\noptions ndots:2 rotate\n",
    );
    server.records.set("shop.svc.test", { addresses: ["192.0.2.1"] });
    server.records.set("shop.outer.test", { addresses: ["192.0.2.2"] });
    server.records.set("a.b.c", { addresses: ["192.0.2.3"] });
    const resolver = names();
    expect(await addresses(resolver, "shop")).toEqual(["192.0.2.1"]);
    expect(await addresses(resolver, "shop.outer")).toEqual(["192.0.2.2"]);
    expect(await addresses(resolver, "a.b.c")).toEqual(["192.0.2.3"]);
    const asked = server.asked.filter((entry) => entry.endsWith(" A")).map((entry) => entry.slice(0, -2));
    expect(asked).toEqual(["shop.svc.test", "shop.outer.svc.test", "shop.outer.test", "a.b.c"]);
  });
});

describe("a silent name server", () => {
  it("is given up with an error, and delays no other name and no other owner", async () => {
    for (let host = 0; host < 40; host++) server.records.set(`silent${host}.test`, "silent");
    server.records.set("quick.test", { addresses: ["192.0.2.1"] });
    const resolver = names();
    const startedAt = performance.now();
    const resolved: number[] = [];
    const silent = Array.from({ length: 40 }, (_, host) =>
      resolver.resolve(`silent${host}.test`, "1").then(
        () => resolved.push(host),
        (error: unknown) => error,
      ),
    );
    expect(await addresses(resolver, "quick.test", "2")).toEqual(["192.0.2.1"]);
    // One owner's lookups are bounded: the rest has not been queried yet.
    expect(new Set(server.asked.filter((entry) => entry.startsWith("silent"))).size).toBeLessThanOrEqual(2 * 16);
    const first = await silent[0];
    const spent = performance.now() - startedAt;
    expect(first).toBeInstanceOf(NameUnresolved);
    expect((first as Error).message).toBe("silent0.test could not be resolved: no name server responded in time");
    expect(spent).toBeGreaterThan(1_000);
    expect(spent).toBeLessThan(9_000);
    const givenUp = resolver.resolve("silent39.test", "1", (giveUp) => {
      queueMicrotask(() => giveUp(new Error("given up")));
      return () => {};
    });
    await expect(givenUp).rejects.toThrow("given up");
    expect(resolved).toEqual([]);
  }, 20_000);

  it("on one kind of record does not delay the other", async () => {
    const half = await new DnsServer().start();
    half.records.set("half.test", { addresses: ["192.0.2.1"] });
    half.silentFor = "AAAA";
    const startedAt = performance.now();
    expect(await addresses(names({ servers: [half.address] }), "half.test")).toEqual(["192.0.2.1"]);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    half.stop();
  });

  it("is queried again soon", async () => {
    const resolver = names();
    await expect(addresses(resolver, "late.test")).rejects.toThrow(NameUnresolved);
    server.records.set("late.test", { addresses: ["192.0.2.1"] });
    now = 1_001;
    expect(await addresses(resolver, "late.test")).toEqual(["192.0.2.1"]);
  });
});
