import type { LookupAddress } from "node:dns";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { AddressRefused, guardedLookup, isPublicAddress, type Resolve } from "./address-guard.ts";
import { createSender, type Sender } from "./sender.ts";

describe("isPublicAddress", () => {
  it.each([
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "192.167.255.255",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
    "::ffff:8.8.8.8",
    "::ffff:0808:0808",
    "64:ff9b::8.8.8.8",
  ])("passes %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ["0.0.0.0", "unspecified"],
    ["0.1.2.3", "0/8"],
    ["10.0.0.1", "private"],
    ["100.64.0.1", "carrier-grade NAT"],
    ["100.127.255.255", "carrier-grade NAT"],
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["168.63.129.16", "Azure host agent"],
    ["169.254.169.254", "link-local, cloud metadata"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["192.0.0.192", "IETF assignments"],
    ["192.0.2.1", "documentation"],
    ["192.88.99.1", "6to4 relay"],
    ["192.168.0.1", "private"],
    ["198.18.0.1", "benchmarking"],
    ["198.19.255.255", "benchmarking"],
    ["198.51.100.1", "documentation"],
    ["203.0.113.1", "documentation"],
    ["224.0.0.1", "multicast"],
    ["239.255.255.255", "multicast"],
    ["240.0.0.1", "reserved"],
    ["255.255.255.255", "broadcast"],
    ["::", "unspecified"],
    ["::1", "loopback"],
    ["::8.8.8.8", "IPv4-compatible"],
    ["::808:808", "IPv4-compatible"],
    ["::ffff:127.0.0.1", "IPv4-mapped loopback"],
    ["::ffff:7f00:1", "IPv4-mapped loopback"],
    ["::ffff:169.254.169.254", "IPv4-mapped link-local"],
    ["::ffff:0:10.0.0.1", "IPv4-translated"],
    ["64:ff9b::127.0.0.1", "NAT64 of loopback"],
    ["64:ff9b::a00:1", "NAT64 of a private address"],
    ["64:ff9b:1::8.8.8.8", "local-use NAT64"],
    ["100::1", "discard"],
    ["2001::1", "Teredo"],
    ["2001:2::1", "benchmarking"],
    ["2001:10::1", "ORCHID"],
    ["2001:20::1", "ORCHIDv2"],
    ["2001:db8::1", "documentation"],
    ["2002:7f00:1::", "6to4 of loopback"],
    ["2002:808:808::1", "6to4"],
    ["3fff::1", "documentation"],
    ["4000::1", "unassigned"],
    ["5f00::1", "segment routing"],
    ["fc00::1", "unique local"],
    ["fd00:ec2::254", "unique local, cloud metadata"],
    ["fe80::1", "link-local"],
    ["fe80::1%eth0", "link-local with a zone"],
    ["2606:4700::1%eth0", "a zone"],
    ["fec0::1", "site-local"],
    ["ff02::1", "multicast"],
    ["010.8.8.8", "octal"],
    ["0x7f.1", "hexadecimal"],
    ["2130706433", "decimal"],
    ["localhost", "a name"],
    ["", "nothing"],
  ])("refuses %s (%s)", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

function answering(...answers: readonly string[][]): Resolve {
  let asked = 0;
  return (_hostname, _options, callback) => {
    const answer = answers[Math.min(asked++, answers.length - 1)] ?? [];
    callback(
      null,
      answer.map((address): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
}

function lookUp(resolve: Resolve, all: boolean, allowPrivate = false): Promise<string | LookupAddress[]> {
  return new Promise((done, fail) => {
    guardedLookup(allowPrivate, resolve)("receiver.test", { all }, (error, address) => {
      if (error) fail(error);
      else done(address);
    });
  });
}

describe("guardedLookup", () => {
  it("hands out the public addresses only", async () => {
    const resolve = answering(["10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111"]);
    await expect(lookUp(resolve, true)).resolves.toEqual([
      { address: "8.8.8.8", family: 4 },
      { address: "2606:4700::1111", family: 6 },
    ]);
    await expect(lookUp(resolve, false)).resolves.toBe("8.8.8.8");
  });

  it("refuses when none is public, naming what it found", async () => {
    for (const all of [true, false]) {
      const refused = lookUp(answering(["10.0.0.1", "::1"]), all);
      await expect(refused).rejects.toThrow(AddressRefused);
      await expect(refused).rejects.toThrow("receiver.test (resolves to 10.0.0.1, ::1) is not a public address");
    }
  });

  it("hands out everything when private targets are allowed", async () => {
    await expect(lookUp(answering(["10.0.0.1"]), false, true)).resolves.toBe("10.0.0.1");
  });

  it("passes the resolver's own error on", async () => {
    const broken: Resolve = (_hostname, _options, callback) => callback(new Error("SERVFAIL"), []);
    await expect(lookUp(broken, true)).rejects.toThrow("SERVFAIL");
  });
});

describe("a guarded connection", () => {
  const closers: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  async function listener(): Promise<{ port: number; connections: () => number }> {
    let connections = 0;
    const server = createServer((_request, response) => response.end("ok"));
    server.on("connection", () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(
      () => server.closeAllConnections(),
      () => new Promise((done) => server.close(() => done())),
    );
    return { port: (server.address() as AddressInfo).port, connections: () => connections };
  }

  function sender(resolve?: Resolve): Sender {
    const made = createSender({ allowPrivateTargets: false, ...(resolve === undefined ? {} : { resolve }) });
    closers.push(() => made.close());
    return made;
  }

  it.each([
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "127.0.0.1.",
    "[::ffff:127.0.0.1]",
    "[::1]",
    "localhost",
    "①②⑦.⓪.⓪.①",
  ])("to %s is never opened", async (host) => {
    const { port, connections } = await listener();
    const outcome = await sender().send({ url: `http://${host}:${port}/`, headers: {}, body: "{}", timeoutMs: 2_000 });
    expect(outcome).toMatchObject({ status: null, error: "address_refused" });
    expect(outcome.errorMessage).toContain("is not a public address");
    expect(connections()).toBe(0);
  });

  it("to localhost with a trailing dot is never opened, whether or not the system resolves it", async () => {
    const { port, connections } = await listener();
    const outcome = await sender().send({ url: `http://localhost.:${port}/`, headers: {}, body: "", timeoutMs: 2_000 });
    expect(["address_refused", "dns"]).toContain(outcome.error);
    expect(connections()).toBe(0);
  });

  it("to a name that turned private after its first answer is refused", async () => {
    const { port, connections } = await listener();
    const resolve = answering(["192.0.2.1", "8.8.8.8"], ["127.0.0.1"]);
    await expect(lookUp(resolve, false)).resolves.toBe("8.8.8.8");
    const outcome = await sender(resolve).send({
      url: `http://rebinding.test:${port}/`,
      headers: {},
      body: "{}",
      timeoutMs: 2_000,
    });
    expect(outcome.error).toBe("address_refused");
    expect(connections()).toBe(0);
  });
});
