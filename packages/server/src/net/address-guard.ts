import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * A target whose address is not public. Nothing was sent to it. The error leaves out the address that its name resolved
 * to, because outsiders may read it.
 */
export class AddressRefused extends Error {
  readonly code = "ADDRESS_REFUSED";

  constructor(host: string) {
    super(`${host} is not a public address; start with --allow-private-targets to send there`);
    this.name = "AddressRefused";
  }
}

const IPV6_GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");
const NAT64_WELL_KNOWN = ipaddr.IPv6.parseCIDR("64:ff9b::/96");
/** Azure's host agent: a globally routable address that serves secrets inside every virtual machine. */
const AZURE_HOST_AGENT = "168.63.129.16";

/**
 * Whether an IP address in its usual text form is globally routable unicast, by the IANA special-purpose registries.
 * IPv4-mapped addresses and the NAT64 well-known prefix (RFC 6052, which DNS64 returns on IPv6-only networks) are
 * judged by the IPv4 address inside; 6to4, Teredo and local-use NAT64 are refused as a whole. Text that is not an
 * address, or names a zone, is not public.
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

/** A URL's host in the form that resolvers and sockets expect. */
export function hostOf(url: URL): string {
  return withoutBrackets(url.hostname);
}

function withoutBrackets(hostname: string): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

/** `localhost` and its subdomains are this machine (RFC 6761), whatever a name server returns. */
export function isLocalhost(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host);
}

/**
 * Whether a URL's host is a non-public address as written: an IP literal (the URL parser has normalised odd spellings
 * such as `0x7f.1` and `2130706433`) or `localhost`. For any other name its addresses decide.
 */
export function isPrivateAsWritten(url: URL): boolean {
  const host = hostOf(url);
  return isLocalhost(host) || (isIP(host) !== 0 && !isPublicAddress(host));
}
