import { readFile } from "node:fs/promises";
import { isIP } from "node:net";

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** @limit Requests to other hosts: search domains that are tried, as many as the system's resolver tries. */
const MAX_SEARCH_DOMAINS = 6;
/** @limit Requests to other hosts: largest `ndots` of `/etc/resolv.conf`. */
const MAX_NDOTS = 15;

/** How `/etc/resolv.conf` completes short names. */
export interface SearchRule {
  readonly domains: readonly string[];
  /** A name with at least this number of dots is first tried as it is. */
  readonly ndots: number;
}

/** The names of a hosts file with their addresses; none when there is no such file. */
export async function readHosts(path: string): Promise<ReadonlyMap<string, readonly Address[]>> {
  const hosts = new Map<string, Address[]>();
  for (const line of await linesOf(path)) {
    const [address = "", ...names] = line.split("#", 1)[0]?.trim().split(/\s+/) ?? [];
    const family = isIP(address);
    if (family !== 4 && family !== 6) continue;
    for (const name of names) {
      const key = name.toLowerCase();
      const known = hosts.get(key) ?? [];
      known.push({ address, family });
      hosts.set(key, known);
    }
  }
  return hosts;
}

/**
 * The search list of a `resolv.conf`; an empty one when there is no such file. Of several lines the last one counts.
 */
export async function readSearchRule(path: string): Promise<SearchRule> {
  let domains: readonly string[] = [];
  let ndots = 1;
  for (const line of await linesOf(path)) {
    const [word, ...rest] = line.trim().split(/\s+/);
    if (word === "search" || word === "domain") domains = rest.filter((domain) => domain !== ".");
    if (word === "options") ndots = Number(/(?:^| )ndots:(\d+)/.exec(rest.join(" "))?.[1] ?? ndots);
  }
  return { domains: domains.slice(0, MAX_SEARCH_DOMAINS), ndots: Math.min(ndots, MAX_NDOTS) };
}

/** The full names to resolve, in order. */
export function candidates(host: string, { domains, ndots }: SearchRule): readonly string[] {
  if (host.endsWith(".")) return [host.slice(0, -1)];
  const completed = domains.map((domain) => `${host}.${domain.replace(/\.$/, "")}`);
  const dots = host.split(".").length - 1;
  return dots >= ndots ? [host, ...completed] : [...completed, host];
}

async function linesOf(path: string): Promise<readonly string[]> {
  try {
    return (await readFile(path, "utf8")).split("\n");
  } catch {
    return [];
  }
}
