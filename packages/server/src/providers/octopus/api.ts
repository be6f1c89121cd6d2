import { stringify } from "lossless-json";
import { agreedClock } from "../requests/clock.ts";
import type { ClockReading, Window } from "../connector.ts";
import type { Exchange, HttpAnswer, HttpRequest } from "../requests/exchange.ts";
import { Pace, type PaceRule } from "../requests/pace.ts";
import { isSuccess, refusal } from "../requests/refusal.ts";
import { member } from "../../util/outside-text/members.ts";
import { listOf } from "../json/members.ts";
import { complaint, errorOf } from "./errors.ts";
import { createSession, type OctopusCredentials } from "./session.ts";

/** @limit Providers: reads a minute of one octopus provider by each process; the provider allows 300. */
const READS_PER_MINUTE = 280;
/** @limit Providers: quotes a minute of one octopus provider by each process; the provider allows 120. */
const CHARGES_PER_MINUTE = 110;
/** @limit Providers: orders a minute of one octopus provider by each process; the provider allows 60. */
const ORDERS_PER_MINUTE = 55;
/** @limit Providers: logins and refreshes a minute of one octopus provider by each process; the provider allows 10. */
const LOGINS_PER_MINUTE = 9;
/** @limit Providers: pause after a 429 of an octopus provider that names no time. */
const PAUSE_MS = 10_000;
/** @limit Providers: pause after such a 429 to a login. */
const LOGIN_PAUSE_MS = 60_000;

const PACES = {
  read: { name: "reads", perMinute: READS_PER_MINUTE, pauseMs: PAUSE_MS },
  charge: { name: "quotes", perMinute: CHARGES_PER_MINUTE, pauseMs: PAUSE_MS },
  order: { name: "orders", perMinute: ORDERS_PER_MINUTE, pauseMs: PAUSE_MS },
  login: { name: "logins", perMinute: LOGINS_PER_MINUTE, pauseMs: LOGIN_PAUSE_MS },
} as const satisfies Readonly<Record<string, PaceRule>>;

/** A response's JSON, with the time and the clock of the response. */
interface Received {
  readonly value: unknown;
  readonly window: Window;
  readonly clock: ClockReading | null;
  readonly header: HttpAnswer["header"];
}

/** The Octopus protocol's requests: paced, authenticated, errors classified. */
export interface OctopusApi {
  get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Received>;
  post(sort: "charge" | "order", path: string, body: object, signal: AbortSignal): Promise<Received>;
  close(): Promise<void>;
}

export function createOctopusApi(exchange: Exchange, credentials: OctopusCredentials, now: () => number): OctopusApi {
  const paces = {
    read: new Pace(PACES.read, now),
    charge: new Pace(PACES.charge, now),
    order: new Pace(PACES.order, now),
    login: new Pace(PACES.login, now),
  };
  const session = createSession({
    credentials,
    now,
    send: (path, body, signal) => paced("login", { method: "POST", path, repeatable: true, ...json(body) }, signal),
  });

  async function paced(sort: keyof typeof PACES, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    await paces[sort].take(signal);
    const answer = await exchange.send(request, signal);
    if (answer.status !== 429) return answer;
    throw refusal(
      { ...answer, retryAfterMs: paces[sort].pause(answer.retryAfterMs) },
      describe(request),
      complaint(answer),
    );
  }

  async function authorized(sort: keyof typeof PACES, request: HttpRequest, signal: AbortSignal): Promise<Received> {
    const send = async (token: string): Promise<HttpAnswer> =>
      paced(sort, { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }, signal);
    const token = await session.token(signal);
    let answer = await send(token);
    // A token can end early. Nothing was done yet, so one repetition is safe for orders too.
    if (answer.status === 401) answer = await send(await session.tokenAfter(token, signal));
    if (!isSuccess(answer.status)) throw errorOf(answer, describe(request));
    const { window, clock, header } = answer;
    return { value: answer.json(), window, clock, header };
  }

  return {
    get: (path, query, signal) => authorized("read", { method: "GET", path: withQuery(path, query) }, signal),
    // A quote may be requested twice; an order that may have arrived is first queried.
    post: (sort, path, body, signal) =>
      authorized(sort, { method: "POST", path, repeatable: sort === "charge", ...json(body) }, signal),
    async close() {
      session.close();
      await exchange.close();
    },
  };
}

/** The pages of a list. */
export interface Pages {
  readonly items: readonly { readonly value: unknown; readonly window: Window }[];
  readonly clock: ClockReading | null;
  readonly complete: boolean;
  readonly window: Window;
}

/** @limit Providers: items requested for each page of an octopus provider, as in its protocol's examples. */
const ITEMS_PER_PAGE = 100;

/**
 * A list from its first page on, until the provider has no more, `enough` of a page's items is true, or `maxPages` is
 * reached. Lists grow while they are read, so an item may appear twice; callers compare ids.
 */
export async function readPages(
  api: Pick<OctopusApi, "get">,
  path: string,
  query: Readonly<Record<string, string>>,
  maxPages: number,
  enough: (items: readonly unknown[]) => boolean,
  signal: AbortSignal,
): Promise<Pages> {
  const items: { value: unknown; window: Window }[] = [];
  const seen = new Set<string>();
  const clocks: (ClockReading | null)[] = [];
  let from: number | null = null;
  for (let page = 1; ; page += 1) {
    const received = await api.get(path, { ...query, page: String(page), limit: String(ITEMS_PER_PAGE) }, signal);
    const values = listOf(received.value, "body");
    const known = items.length;
    items.push(
      ...values
        .filter((value) => !seen.has(String(member(value, "id"))))
        .map((value) => ({ value, window: received.window })),
    );
    for (const value of values) seen.add(String(member(value, "id")));
    clocks.push(received.clock);
    from ??= received.window.from;
    const complete = items.length === known || enough(values) || !hasMore(received.header, page, values.length);
    if (complete || page >= maxPages) {
      return { items, clock: agreedClock(clocks), complete, window: { from, to: received.window.to } };
    }
  }
}

function hasMore(header: HttpAnswer["header"], page: number, count: number): boolean {
  const more = header("x-has-more");
  if (more !== null) return more.trim().toLowerCase() === "true";
  const pages = header("x-total-pages");
  if (pages !== null && /^\d{1,9}$/.test(pages.trim())) return Number(pages) > page;
  // A response without page headers may be complete; a full page suggests another.
  return count >= ITEMS_PER_PAGE;
}

function json(body: object): Pick<HttpRequest, "body" | "headers"> {
  return { body: stringify(body) ?? "{}", headers: { "content-type": "application/json" } };
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}

function describe({ method, path }: HttpRequest): string {
  return `${method} ${path.replace(/\?.*$/, "")}`;
}
