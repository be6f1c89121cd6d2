import type { HttpJsonSettings } from "@plimsoll/contract";
import { balanceOnly } from "../balance-only.ts";
import {
  ProviderError,
  type BalanceReading,
  type ClockReading,
  type Connector,
  type ProviderBalance,
  type ReadingProblem,
  type Window,
} from "../connector.ts";
import { agreedClock } from "../requests/clock.ts";
import type { Exchange, HttpAnswer } from "../requests/exchange.ts";
import { Pace } from "../requests/pace.ts";
import { optionalId, optionalText } from "../../util/outside-text/text.ts";
import { moneyOf } from "./amount.ts";
import { failureOf } from "./failures.ts";
import { asText, at, placeName } from "./path.ts";
import { requestOf } from "./request.ts";
import type { SignIn } from "./sign-in.ts";

/** @limit Providers: pages in one reading of an `http_json` provider. */
const MAX_PAGES = 100;
/** @limit Providers: requests a minute to an `http_json` provider, unless its settings say otherwise. */
const REQUESTS_PER_MINUTE = 60;
/** @limit Providers: pause after a 429 of an `http_json` provider that names no time. */
const PAUSE_MS = 60_000;

export interface HttpJsonParts {
  readonly exchange: Exchange;
  readonly settings: HttpJsonSettings;
  readonly credentials: Readonly<Record<string, string>>;
  /** Null for an API that takes the credentials themselves. */
  readonly signIn: SignIn | null;
  readonly now: () => number;
}

/** Reads balances from any JSON API, as its settings describe it. */
export function httpJsonConnector({ exchange, settings, credentials, signIn, now }: HttpJsonParts): Connector {
  const perMinute = settings.requests_per_minute ?? REQUESTS_PER_MINUTE;
  const pace = new Pace({ name: "requests", perMinute, pauseMs: PAUSE_MS }, now);
  const what = `${settings.request.method ?? "GET"} ${settings.request.path.replace(/\?.*$/, "")}`;

  async function send(parameters: Parameters, signal: AbortSignal): Promise<HttpAnswer> {
    const once = (all: Parameters): Promise<HttpAnswer> => exchange.send(requestOf(settings, all, parameters), signal);
    if (signIn === null) return once(credentials);
    const token = await signIn.token(null, signal);
    const answer = await once({ ...credentials, token });
    // A token can end before its time.
    return answer.status === 401 ? once({ ...credentials, token: await signIn.token(token, signal) }) : answer;
  }

  async function ask(parameters: Parameters, signal: AbortSignal): Promise<HttpAnswer> {
    await pace.take(signal);
    const answer = await send(parameters, signal);
    const failure = failureOf(settings, answer, what);
    if (failure === null) return answer;
    if (failure.kind !== "rate_limited") throw failure;
    const retryAfterMs = pace.pause(failure.retryAfterMs);
    throw new ProviderError("rate_limited", failure.message, { retryAfterMs, cause: failure });
  }

  const isWanted = (item: unknown): boolean =>
    (settings.where ?? []).every(({ path, equals }) => asText(at(item, path)) === equals);

  async function fetchBalances(signal: AbortSignal): Promise<BalanceReading> {
    const found = new Map<string, ProviderBalance>();
    const problems: ReadingProblem[] = [];
    let unwanted = 0;
    const clocks: (ClockReading | null)[] = [];
    let from: number | null = null;
    let parameters = firstPage(settings);
    let previous: string | null = null;
    for (let page = 1; ; page += 1) {
      const answer = await ask(parameters, signal);
      const body = answer.json();
      const items = itemsOf(settings, body);
      const wanted = items.filter(isWanted);
      unwanted += items.length - wanted.length;
      readItems(settings, wanted, answer.window, found, problems);
      clocks.push(answer.clock);
      from ??= answer.window.from;
      // An API that does not know the parameter answers the same for ever.
      const done = items.length === 0 || answer.text === previous;
      const next = done ? null : nextPage(settings, parameters, answer, body);
      previous = answer.text;
      if (next !== null && page < MAX_PAGES) {
        parameters = next;
        continue;
      }
      if (next !== null) problems.push(unknownWallet(`only the first ${MAX_PAGES} pages were read`));
      const reading = { balances: [...found.values()], clock: agreedClock(clocks), problems };
      if (settings.absent_is_zero === true) return { ...reading, absentIsZero: { from, to: answer.window.to } };
      if (found.size + problems.length === 0 && unwanted > 0) {
        problems.push(unknownWallet(`none of the ${unwanted} items in the answer is one that \`where\` describes`));
      }
      return reading;
    }
  }

  return balanceOnly({
    fetchBalances,
    async close() {
      await signIn?.close();
      await exchange.close();
    },
  });
}

function itemsOf(settings: HttpJsonSettings, body: unknown): readonly unknown[] {
  const place = settings.items === undefined ? body : at(body, settings.items);
  if (place === null) {
    const where = settings.items === undefined ? "" : ` at ${placeName(settings.items)}`;
    throw new ProviderError("malformed", `the answer has no wallets${where}`);
  }
  return Array.isArray(place) ? place : [place];
}

/** Adds what the items hold. One that cannot be read, or comes twice in one answer, is a problem of its own. */
function readItems(
  settings: HttpJsonSettings,
  items: readonly unknown[],
  window: Window,
  found: Map<string, ProviderBalance>,
  problems: ReadingProblem[],
): void {
  const here = new Set<string>();
  for (const [index, item] of items.entries()) {
    const id = settings.id === undefined ? null : optionalId(at(item, settings.id));
    const called = id === null ? `wallet number ${index + 1}` : `wallet ${id}`;
    const { currency, amount } = moneyOf(settings, item);
    if (settings.id !== undefined && id === null) {
      problems.push(unknownWallet(`${called} has no id at ${placeName(settings.id)}`));
      continue;
    }
    const externalId = id ?? currency;
    if (externalId === null || currency === null || "problem" in amount) {
      problems.push({ externalId, message: `${called} ${"problem" in amount ? amount.problem : "names no currency"}` });
      continue;
    }
    if (here.has(externalId)) {
      found.delete(externalId);
      problems.push({ externalId, message: `wallet ${externalId} stands in the answer more than once` });
      continue;
    }
    here.add(externalId);
    if (found.has(externalId)) continue;
    found.set(externalId, {
      externalId,
      currency,
      available: amount.text,
      scale: settings.amount.scale ?? null,
      type: "PREPAID",
      name: settings.name === undefined ? null : optionalText(at(item, settings.name)),
      window,
    });
  }
}

function unknownWallet(message: string): ReadingProblem {
  return { externalId: null, message };
}

type Parameters = Readonly<Record<string, string>>;

function firstPage({ paging }: HttpJsonSettings): Parameters {
  if (paging === undefined || paging.style === "cursor") return {};
  return { [paging.parameter]: String(paging.start ?? 1) };
}

function nextPage(
  { paging }: HttpJsonSettings,
  current: Parameters,
  answer: HttpAnswer,
  body: unknown,
): Parameters | null {
  if (paging === undefined) return null;
  if (paging.style === "cursor") {
    const cursor = paging.next === undefined ? null : asText(at(body, paging.next));
    return cursor === null || cursor === "" ? null : { [paging.parameter]: cursor };
  }
  const page = Number(current[paging.parameter]);
  if (paging.style === "header") {
    const says = (answer.header((paging.header ?? "").toLowerCase()) ?? "").trim().toLowerCase();
    const more = /^\d{1,9}$/.test(says) ? Number(says) > page : says === "true";
    if (!more) return null;
  }
  return { [paging.parameter]: String(page + 1) };
}
