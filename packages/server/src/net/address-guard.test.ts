import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { resolvingTo } from "../../../../test/support/outbound.ts";
import { Deadline } from "../util/deadline.ts";
import { AddressRefused, isPrivateAsWritten, isPublicAddress } from "./address-guard.ts";
import { createOutbound, type Outbound } from "./outbound.ts";

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

describe("isPrivateAsWritten", () => {
  it.each(["127.0.0.1", "10.0.0.1:8080", "[::1]", "[::ffff:10.0.0.1]", "2130706433", "0x7f.1", "017700000001", "0"])(
    "%s",
    (host) => {
      expect(isPrivateAsWritten(new URL(`http://${host}/`))).toBe(true);
    },
  );

  it.each(["localhost", "LOCALHOST.", "api.localhost", "①②⑦.⓪.⓪.①", "169.254.169.254", "[fd00:ec2::254]"])(
    "%s",
    (host) => {
      expect(isPrivateAsWritten(new URL(`https://${host}/`))).toBe(true);
    },
  );

  it.each(["8.8.8.8", "[2606:4700:4700::1111]", "example.com", "localhost.example.com", "notlocalhost"])(
    "not %s",
    (host) => {
      expect(isPrivateAsWritten(new URL(`https://${host}/`))).toBe(false);
    },
  );
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

  async function failure(url: string, names?: Pick<Outbound["names"], "resolve">): Promise<unknown> {
    const outbound = createOutbound({ allowPrivateTargets: false, names });
    closers.push(() => outbound.close());
    const deadline = new Deadline(2_000);
    closers.push(() => deadline.clear());
    const request = { method: "POST", headers: {}, body: "{}", owner: "test", repeatable: true } as const;
    return outbound.request({ ...request, url: new URL(url) }, deadline).then(
      () => expect.fail("it was answered"),
      (error: unknown) => error,
    );
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
    "localhost.",
    "a.localhost",
    "①②⑦.⓪.⓪.①",
  ])("to %s is never opened", async (host) => {
    const { port, connections } = await listener();
    const error = await failure(`http://${host}:${port}/`);
    expect(error).toBeInstanceOf(AddressRefused);
    expect((error as Error).message).toContain("is not a public address");
    expect(connections()).toBe(0);
  });

  it("to a name that turned private after its first resolution is refused, without revealing its addresses", async () => {
    const { port, connections } = await listener();
    const names = resolvingTo(["127.0.0.1"]);
    const error = await failure(`http://rebinding.test:${port}/`, names);
    expect(error).toBeInstanceOf(AddressRefused);
    expect((error as Error).message).not.toContain("127.0.0.1");
    expect(connections()).toBe(0);
  });

  it("uses only the public ones of a name's addresses", async () => {
    const { port, connections } = await listener();
    // 192.0.2.0/24 is for documentation and not public either.
    const error = await failure(`http://mixed.test:${port}/`, resolvingTo(["127.0.0.1", "192.0.2.1", "::1"]));
    expect(error).toBeInstanceOf(AddressRefused);
    expect(connections()).toBe(0);
  });
});
