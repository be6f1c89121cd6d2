import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

/** Addresses that listen on every interface, and that lead nowhere from another machine. */
const WILDCARDS: ReadonlySet<string> = new Set(["0.0.0.0", "::", "0:0:0:0:0:0:0:0"]);
const LOOPBACK = "127.0.0.1";

/** The address that other processes reach this one at: that of its HTTP server, or the machine's first when that is every one. */
export function ownAddress(httpHost: string, interfaces = networkInterfaces()): string {
  if (!WILDCARDS.has(httpHost)) return httpHost;
  const outside = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    // One of a link alone needs a zone that only this machine knows.
    .filter(({ internal, address }) => !internal && !address.toLowerCase().startsWith("fe80:"))
    .map(({ address }) => address);
  return outside.find(isIPv4) ?? outside[0] ?? LOOPBACK;
}
