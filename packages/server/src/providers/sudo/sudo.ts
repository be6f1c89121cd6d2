import type { SudoSettings } from "@plimsoll/contract";
import { balanceOnly } from "../balance-only.ts";
import {
  ProviderError,
  type BalanceReading,
  type ClockReading,
  type Connector,
  type ProviderBalance,
  type ReadingProblem,
} from "../connector.ts";
import { agreedClock } from "../requests/clock.ts";
import type { Exchange, HttpAnswer } from "../requests/exchange.ts";
import { Pace } from "../requests/pace.ts";
import { isSuccess, kindOfStatus, refusal } from "../requests/refusal.ts";
import { member } from "../../util/outside-text/members.ts";
import { optionalText, optionalWhole } from "../../util/outside-text/text.ts";
import { decimalOf } from "../json/members.ts";

/** @limit Providers: requests a minute to one Sudo provider. */
const REQUESTS_PER_MINUTE = 120;
/** @limit Providers: pause after a 429 of Sudo that names no time. */
const PAUSE_MS = 60_000;

/** Sudo: the balance of each account that the settings name, in major units. */
export function sudoConnector(
  exchange: Exchange,
  apiKey: string,
  { accounts }: SudoSettings,
  now: () => number,
): Connector {
  const pace = new Pace({ name: "requests", perMinute: REQUESTS_PER_MINUTE, pauseMs: PAUSE_MS }, now);

  async function read(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    await pace.take(signal);
    const headers = { authorization: `Bearer ${apiKey}` };
    const answer = await exchange.send({ method: "GET", path, headers }, signal);
    const status = statusOf(answer);
    if (isSuccess(status)) return answer;
    const retryAfterMs = status === 429 ? pace.pause(answer.retryAfterMs) : answer.retryAfterMs;
    throw refusal({ ...answer, status, retryAfterMs }, `GET ${path}`, complaintOf(answer), kindOfStatus(status));
  }

  async function fetchBalances(signal: AbortSignal): Promise<BalanceReading> {
    const balances: ProviderBalance[] = [];
    const problems: ReadingProblem[] = [];
    const clocks: (ClockReading | null)[] = [];
    for (const { id, currency, name = null } of accounts) {
      try {
        const answer = await read(`/accounts/${encodeURIComponent(id)}/balance`, signal);
        const data = member(answer.json(), "data");
        const available = decimalOf(member(data, "availableBalance"), "data.availableBalance");
        const { window, clock } = answer;
        balances.push({ externalId: id, currency, available, scale: null, type: "PREPAID", name, window });
        clocks.push(clock);
      } catch (error) {
        // A mistake about one account says nothing about the others.
        if (!(error instanceof ProviderError) || !["not_found", "malformed"].includes(error.kind)) throw error;
        problems.push({ externalId: id, message: `account ${id}: ${error.message}` });
      }
    }
    return { balances, clock: agreedClock(clocks), problems };
  }

  return balanceOnly({ fetchBalances, close: () => exchange.close() });
}

/** An error's status may stand in the body of a 200. */
function statusOf(answer: HttpAnswer): number {
  if (!isSuccess(answer.status)) return answer.status;
  return optionalWhole(member(answer.json(), "statusCode")) ?? answer.status;
}

function complaintOf(answer: HttpAnswer): { code: null; message: string | null } {
  try {
    return { code: null, message: optionalText(member(answer.json(), "message")) };
  } catch {
    return { code: null, message: null };
  }
}
