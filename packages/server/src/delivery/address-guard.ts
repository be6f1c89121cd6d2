import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import type { buildConnector } from "undici";
import { undici } from "../undici.ts";

/**
 * Longest time a connection may take to open. Each request has its own, usually shorter, deadline; this one frees
 * the socket of a host that never answers.
 */
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * How long one of several addresses of a host is tried before the next. Node's 250 ms gives up on receivers that are
 * merely far away.
 */
const ADDRESS_ATTEMPT_MS = 2_000;

/** A target whose address is not a public one. Nothing was sent to it. */
export class AddressRefused extends Error {
  readonly code = "ADDRESS_REFUSED";

  constructor(host: string, addresses: readonly string[]) {
    const resolved = addresses.length === 1 && addresses[0] === host ? "" : ` (resolves to ${addresses.join(", ")})`;
    super(`${host}${resolved} is not a public address; start with --allow-private-targets to send there`);
    this.name = "AddressRefused";
  }
}

/** Resolves a host to all of its addresses, as `dns.lookup` with `all: true`. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const IPV6_GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");
const NAT64_WELL_KNOWN = ipaddr.IPv6.parseCIDR("64:ff9b::/96");
/** Azure's host agent: a globally routable address that answers, with secrets, inside every virtual machine. */
const AZURE_HOST_AGENT = "168.63.129.16";

/**
 * Whether an IP address in its usual text form is globally routable unicast, by the IANA special-purpose registries.
 * IPv4-mapped addresses and the NAT64 well-known prefix (RFC 6052, what DNS64 answers on IPv6-only networks) are judged
 * by the IPv4 address inside; 6to4, Teredo and local-use NAT64 are refused whole. Anything that is not an address,
 * or names a zone, is not public.
 */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0 || address.includes("%")) return false;
  const parsed = ipaddr.process(version === 4 ? address : hexadecimal(address));
  return parsed instanceof ipaddr.IPv4 ? isPublicIPv4(parsed) : isPublicIPv6(parsed);
}

/** ipaddr.js takes `::8.8.8.8` for the IPv4-mapped `::ffff:8.8.8.8`; the URL serializer leaves no dots to misread. */
function hexadecimal(address: string): string {
  return withoutBrackets(new URL(`http://[${address}]`).hostname);
}

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === "unicast" && address.toString() !== AZURE_HOST_AGENT;
}

function isPublicIPv6(address: ipaddr.IPv6): boolean {
  if (address.match(NAT64_WELL_KNOWN)) return isPublicIPv4(new ipaddr.IPv4(address.toByteArray().slice(12)));
  return address.range() === "unicast" && address.match(IPV6_GLOBAL_UNICAST);
}

/**
 * A lookup for `net.connect` that hands out public addresses only. The connection goes to exactly what was checked, so
 * a name that answers differently the next time gains nothing. Calls back with `AddressRefused` when no address is
 * left, with the resolver's own error when it fails.
 */
export function guardedLookup(allowPrivate: boolean, resolve: Resolve = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, resolved) => {
      if (error) return callback(error, []);
      const allowed = allowPrivate ? resolved : resolved.filter(({ address }) => isPublicAddress(address));
      const [first] = allowed;
      if (first === undefined) return callback(refusal(hostname, resolved), []);
      if (options.all === true) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
}

function refusal(hostname: string, resolved: readonly LookupAddress[]): AddressRefused {
  return new AddressRefused(
    hostname,
    resolved.map(({ address }) => address),
  );
}

/**
 * An undici connector behind the guard. Hosts that are IP literals never reach a lookup, so they are checked here; odd
 * spellings (`0x7f.1`, `2130706433`) have been normalised by the URL parser before.
 */
export function guardedConnector(allowPrivate: boolean, resolve: Resolve = systemLookup): buildConnector.connector {
  const connect = undici().buildConnector({
    lookup: guardedLookup(allowPrivate, resolve),
    timeout: CONNECT_TIMEOUT_MS,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
  });
  return (options, callback) => {
    const host = withoutBrackets(options.hostname);
    if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) {
      queueMicrotask(() => callback(new AddressRefused(host, [host]), null));
      return;
    }
    connect(options, callback);
  };
}

function withoutBrackets(hostname: string): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}
