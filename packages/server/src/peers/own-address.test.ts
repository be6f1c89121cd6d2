import type { NetworkInterfaceInfo } from "node:os";
import { describe, expect, it } from "vitest";
import { ownAddress } from "./own-address.ts";

const LO = { lo: [address("127.0.0.1", true), address("::1", true)] };

describe("the address that other processes reach this one at", () => {
  it("is the HTTP server's", () => {
    expect(ownAddress("10.1.2.3", LO)).toBe("10.1.2.3");
    expect(ownAddress("localhost", LO)).toBe("localhost");
  });

  it.each(["0.0.0.0", "::"])("is the machine's where the HTTP server listens on %s", (host) => {
    const eth = [address("fe80::1"), address("fd00::7"), address("10.1.2.3")];
    expect(ownAddress(host, { ...LO, eth })).toBe("10.1.2.3");
    expect(ownAddress(host, { ...LO, eth: eth.slice(0, 2) })).toBe("fd00::7");
    expect(ownAddress(host, LO)).toBe("127.0.0.1");
  });
});

function address(text: string, internal = false): NetworkInterfaceInfo {
  return { address: text, internal } as NetworkInterfaceInfo;
}
