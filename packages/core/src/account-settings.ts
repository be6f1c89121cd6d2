import type { StalePolicy } from "@plimsoll/contract";
import { account } from "./accounts.ts";
import type { Handler } from "./command.ts";
import { accepted, rejected, type Outcome, type Violation } from "./outcome.ts";
import { parseDay } from "./spend/day.ts";
import { isTimezone } from "./time/calendar.ts";
import { patchTopupSettings, readSettingAmount, type TopupPatch, type TopupSettings } from "./topup-fields.ts";
import type { Account } from "./model/account.ts";

/** The account's decisions for all its wallets, in wire form. */
export interface AccountSettings {
  /** Business days between sending a top-up and its arrival. */
  readonly lead_time_business_days: number;
  /** Weekdays on which no money moves, such as 2026-12-25. */
  readonly holidays: readonly string[];
  /** An IANA time zone, by which days, holidays and the cut-off are meant. */
  readonly timezone: string;
  /** `14:00`: what is sent later leaves on the next business day; null: no cut-off. */
  readonly cutoff: string | null;
  /** Defaults of the wallets; absent members have the product's. */
  readonly topup: Partial<TopupSettings>;
  /** Above this amount, another key than the proposer's approves a top-up before it is sent; null: never. */
  readonly topup_approval: { readonly above: string } | null;
  readonly stale_policy: StalePolicy;
  /** A mirror without a good snapshot for this long is stale. */
  readonly stale_after_seconds: number;
}

export const DEFAULT_ACCOUNT_SETTINGS: AccountSettings = {
  lead_time_business_days: 2,
  holidays: [],
  timezone: "UTC",
  cutoff: null,
  topup: {},
  topup_approval: null,
  stale_policy: "closed",
  stale_after_seconds: 900,
};

export function accountSettings(of: Pick<Account, "settings">): AccountSettings {
  return { ...DEFAULT_ACCOUNT_SETTINGS, ...(JSON.parse(of.settings) as Partial<AccountSettings>) };
}

/**
 * A merge patch of the account's settings: null restores a default. The shell has checked the members' types and
 * ranges.
 */
export interface UpdateAccount {
  readonly type: "update_account";
  readonly accountId: number;
  readonly patch: {
    readonly [K in Exclude<keyof AccountSettings, "topup" | "topup_approval">]?: AccountSettings[K] | null | undefined;
  } & {
    /** Amounts as written in the request. */
    readonly topup?: TopupPatch | null | undefined;
    readonly topup_approval?: { readonly above: unknown } | null | undefined;
  };
}

export const updateAccount: Handler<UpdateAccount, { readonly account: Account }> = {
  lookups: () => [],
  apply: (draft, { accountId, patch }): Outcome<{ account: Account }> => {
    const before = account(draft, accountId);
    const stored = JSON.parse(before.settings) as Partial<AccountSettings>;
    const topup = patchTopupSettings(stored.topup ?? {}, patch.topup);
    const approval = readApproval(patch.topup_approval);
    const violations = [...calendarProblems(patch), ...topup.violations, ...approval.violations];
    if (violations.length > 0) return rejected("invalid", violations);
    const settings: Record<string, unknown> = { ...stored };
    const given = { ...patch, topup: topup.settings, topup_approval: approval.value };
    for (const [name, value] of Object.entries(given)) {
      if (value === null) delete settings[name];
      else if (value !== undefined) settings[name] = value;
    }
    const row = draft.edit("accounts", before);
    row.settings = JSON.stringify(settings);
    return accepted({ account: row });
  },
};

function calendarProblems({ timezone, holidays }: UpdateAccount["patch"]): Violation[] {
  const wrong = (holidays ?? []).findIndex((date) => parseDay(date) === null);
  return [
    ...(typeof timezone === "string" && !isTimezone(timezone)
      ? [{ field: "timezone", message: `timezone must be an IANA time zone such as Asia/Dubai, not ${timezone}` }]
      : []),
    ...(wrong < 0 ? [] : [{ field: `holidays.${wrong}`, message: "a holiday must be a day such as 2026-12-25" }]),
  ];
}

function readApproval(input: { readonly above: unknown } | null | undefined): {
  readonly value: { readonly above: string } | null | undefined;
  readonly violations: readonly Violation[];
} {
  if (input === null || input === undefined) return { value: input, violations: [] };
  const above = readSettingAmount("topup_approval.above", input.above, 0n);
  return typeof above === "string" ? { value: { above }, violations: [] } : { value: undefined, violations: [above] };
}
