import { promises as dns } from "node:dns";
import { setTimeout as delay } from "node:timers/promises";
import { isLocalhost } from "./address-guard.ts";
import { candidates, readHosts, readSearchRule, type Address, type SearchRule } from "./name-files.ts";
import { type OnEnd, Places } from "./places.ts";

/** A name without an address. `silent`: no name server responded in time. */
export class NameUnresolved extends Error {
  readonly code: string;
  readonly silent: boolean;

  constructor(host: string, code: string, cause?: unknown) {
    const silent = code === "ETIMEOUT";
    const why = MISSING.has(code)
      ? "there is no such name"
      : silent
        ? "no name server responded in time"
        : `the name server failed (${code})`;
    super(`${host} could not be resolved: ${why}`, { cause });
    this.name = "NameUnresolved";
    this.code = code;
    this.silent = silent;
  }
}

const MISSING: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA", "EBADNAME"]);

/** @limit Requests to other hosts: time for one name to be resolved, its search list included. */
const RESOLVE_TIMEOUT_MS = 5_000;
/** @limit Requests to other hosts: time for one query to one name server, before the next server or the second try. */
const QUERY_TIMEOUT_MS = 1_500;
/** @limit Requests to other hosts: queries to one name server. */
const QUERY_TRIES = 2;
/** @limit Requests to other hosts: time to wait for the second kind of address once the first has arrived. */
const OTHER_FAMILY_MS = 250;
/** @limit Requests to other hosts: names resolved at once for one owner. */
const NAMES_PER_OWNER = 16;
/** @limit Requests to other hosts: shortest time for which a resolved name is used, whatever its TTL. */
const MIN_TTL_MS = 1_000;
/** @limit Requests to other hosts: longest time for which a resolved name is used, whatever its TTL. */
const MAX_TTL_MS = 5 * 60_000;
/**
 * @limit Requests to other hosts: time for which a failure is used; it is shorter than the shortest wait before an
 * attempt is repeated.
 */
const FAILURE_TTL_MS = 1_000;
/** @limit Requests to other hosts: resolved names that are cached. */
const MAX_NAMES = 10_000;
/** @limit Requests to other hosts: time for which `/etc/hosts` and `/etc/resolv.conf` are cached. */
const FILES_TTL_MS = 5_000;

export interface NamesOptions {
  /** `address` or `address:port`, `[address]:port` for IPv6; the system's (`/etc/resolv.conf`) by default. */
  readonly servers?: readonly string[] | undefined;
  readonly hostsFile?: string | undefined;
  readonly resolvConf?: string | undefined;
  /** Milliseconds on a clock that never steps. */
  readonly monotonic?: (() => number) | undefined;
}

type Answer = { readonly addresses: readonly Address[] } | { readonly error: NameUnresolved };

/**
 * Resolves names to addresses: the hosts file, then DNS. Queries use sockets, never the four threads that `getaddrinfo`
 * shares with the whole process, so a silent name server delays only lookups that need it.
 */
export class Names {
  readonly #options: NamesOptions;
  readonly #monotonic: () => number;
  readonly #known = new Map<string, { readonly answer: Answer; readonly until: number }>();
  readonly #underWay = new Map<string, Promise<Answer>>();
  readonly #places = new Places(NAMES_PER_OWNER);
  #files: { readonly read: Promise<[ReadonlyMap<string, readonly Address[]>, SearchRule]>; until: number } | null =
    null;

  constructor(options: NamesOptions = {}) {
    this.#options = options;
    this.#monotonic = options.monotonic ?? (() => performance.now());
  }

  /**
   * Every address of a name, IPv4 first. Rejects with `NameUnresolved`.
   *
   * @param owner the account or part whose lookups share a bound
   * @param onEnd registers what ends the wait for the owner's other lookups
   */
  async resolve(host: string, owner: string, onEnd?: OnEnd): Promise<readonly Address[]> {
    const key = host.toLowerCase();
    const answer = this.#remembered(key) ?? (await (this.#underWay.get(key) ?? this.#inTurn(key, owner, onEnd)));
    if ("error" in answer) throw answer.error;
    return answer.addresses;
  }

  #remembered(key: string): Answer | null {
    const entry = this.#known.get(key);
    if (entry === undefined) return null;
    if (entry.until > this.#monotonic()) return entry.answer;
    this.#known.delete(key);
    return null;
  }

  #inTurn(key: string, owner: string, onEnd: OnEnd | undefined): Promise<Answer> {
    // Another owner may have started the lookup while this one waited for its turn.
    return this.#places.run(owner, () => this.#shared(key), onEnd);
  }

  async #shared(key: string): Promise<Answer> {
    const known = this.#remembered(key) ?? this.#underWay.get(key);
    if (known !== undefined && known !== null) return known;
    const work = this.#find(key).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, work);
    return work;
  }

  async #find(key: string): Promise<Answer> {
    const [hosts, rule] = await this.#systemFiles();
    const bare = key.replace(/\.$/, "");
    const fixed = hosts.get(bare) ?? (isLocalhost(bare) ? LOOPBACK : undefined);
    if (fixed !== undefined) return { addresses: fixed };
    const { answer, ttlMs } = await this.#ask(key, candidates(key, rule));
    this.#remember(key, answer, ttlMs);
    return answer;
  }

  #systemFiles(): Promise<[ReadonlyMap<string, readonly Address[]>, SearchRule]> {
    const now = this.#monotonic();
    if (this.#files === null || this.#files.until <= now) {
      const { hostsFile = "/etc/hosts", resolvConf = "/etc/resolv.conf" } = this.#options;
      this.#files = {
        read: Promise.all([readHosts(hostsFile), readSearchRule(resolvConf)]),
        until: now + FILES_TTL_MS,
      };
    }
    return this.#files.read;
  }

  async #ask(host: string, names: readonly string[]): Promise<{ answer: Answer; ttlMs: number }> {
    // Each name has a resolver of its own: it can be cancelled alone, and it reads the system's present settings.
    const resolver = new dns.Resolver({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES });
    let error = new NameUnresolved(host, "ENOTFOUND");
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      resolver.cancel();
    }, RESOLVE_TIMEOUT_MS);
    try {
      if (this.#options.servers !== undefined && this.#options.servers.length > 0) {
        resolver.setServers(this.#options.servers);
      }
      for (const name of names) {
        const found = await addressesOf(resolver, name);
        if (found.addresses.length > 0) return { answer: { addresses: found.addresses }, ttlMs: found.ttlMs };
        const code = late || found.code === "ECANCELLED" ? "ETIMEOUT" : found.code;
        error = new NameUnresolved(host, code, found.cause);
        if (!MISSING.has(code)) break;
      }
    } catch (cause) {
      error = new NameUnresolved(host, (cause as NodeJS.ErrnoException).code ?? "EFAILED", cause);
    } finally {
      clearTimeout(timer);
      resolver.cancel();
    }
    return { answer: { error }, ttlMs: FAILURE_TTL_MS };
  }

  #remember(key: string, answer: Answer, ttlMs: number): void {
    this.#known.delete(key);
    this.#known.set(key, { answer, until: this.#monotonic() + ttlMs });
    if (this.#known.size <= MAX_NAMES) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      break;
    }
  }
}

const LOOPBACK: readonly Address[] = [
  { address: "127.0.0.1", family: 4 },
  { address: "::1", family: 6 },
];

interface Found {
  readonly addresses: readonly Address[];
  readonly ttlMs: number;
  /** The reason why there is no address. */
  readonly code: string;
  readonly cause?: unknown;
}

async function addressesOf(resolver: dns.Resolver, name: string): Promise<Found> {
  const v4 = familyOf(resolver.resolve4(name, { ttl: true }), 4);
  const v6 = familyOf(resolver.resolve6(name, { ttl: true }), 6);
  const first = await Promise.race([v4, v6]);
  // Many name servers do not respond to queries for a kind of record that they do not know.
  const patience = first.addresses.length > 0 ? delay(OTHER_FAMILY_MS, NOTHING_YET, { ref: false }) : null;
  const both = await Promise.all([v4, v6].map((one) => (patience === null ? one : Promise.race([one, patience]))));
  const addresses = both.flatMap((one) => one.addresses);
  if (addresses.length > 0) {
    const ttlMs = Math.min(...both.filter((one) => one.addresses.length > 0).map((one) => one.ttlMs));
    return { addresses, ttlMs, code: "" };
  }
  // Only a server that responded can report that the name does not exist.
  return both.find(({ code }) => !MISSING.has(code)) ?? first;
}

const NOTHING_YET: Found = { addresses: [], ttlMs: 0, code: "ETIMEOUT" };

async function familyOf(
  query: Promise<readonly { readonly address: string; readonly ttl: number }[]>,
  family: 4 | 6,
): Promise<Found> {
  try {
    const records = await query;
    const ttlMs = Math.min(...records.map(({ ttl }) => ttl)) * 1_000;
    return {
      addresses: records.map(({ address }) => ({ address, family })),
      ttlMs: Math.min(Math.max(ttlMs, MIN_TTL_MS), MAX_TTL_MS),
      code: "ENODATA",
    };
  } catch (cause) {
    return { addresses: [], ttlMs: 0, code: (cause as NodeJS.ErrnoException).code ?? "EFAILED", cause };
  }
}
