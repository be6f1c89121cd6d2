import type { AccountSettings } from "../account-settings.ts";
import { parseAmount, type Amount } from "../money/amount.ts";
import { parseDecimal, toScale } from "../money/decimal.ts";
import type { Wallet } from "../model/wallet.ts";
import { arrival, type Calendar } from "../time/calendar.ts";
import type { Rounding } from "./round-up.ts";
import { DEFAULT_TOPUP_SETTINGS, type TopupSettings } from "../topup-fields.ts";

/** The account's settings, with the wallet's own in their place member by member. */
export function topupSettings(
  account: Pick<AccountSettings, "topup">,
  wallet: Pick<Wallet, "topupSettings">,
): TopupSettings {
  const own = wallet.topupSettings === null ? {} : (JSON.parse(wallet.topupSettings) as Partial<TopupSettings>);
  return { ...DEFAULT_TOPUP_SETTINGS, ...account.topup, ...own };
}

/** The rounding in a wallet's units. A step finer than the wallet is one unit, and a minimum is rounded up. */
export function roundingOf({ step, minimum }: TopupSettings, scale: number): Rounding {
  const units = (text: string | null): Amount | null => {
    const parsed = text === null ? null : parseDecimal(text);
    return parsed?.ok ? toScale(parsed.value, scale, "ceil") : null;
  };
  return { step: units(step), minimum: units(minimum) };
}

export function calendarOf({
  timezone,
  cutoff,
  holidays,
}: Pick<AccountSettings, "timezone" | "cutoff" | "holidays">): Calendar {
  const [hours, minutes] = (cutoff ?? "").split(":").map(Number);
  return {
    timezone,
    cutoff: hours === undefined || minutes === undefined ? null : hours * 60 + minutes,
    holidays: new Set(holidays),
  };
}

/** When money that is sent at `now` lands: after the account's lead time, by its calendar. Unix milliseconds. */
export function landingTime(settings: AccountSettings, now: number): number {
  return arrival(calendarOf(settings), now, settings.lead_time_business_days);
}

/** Whether an amount is above what one key may top up alone. */
export function needsApproval(
  { topup_approval: approval }: Pick<AccountSettings, "topup_approval">,
  amount: Amount,
  scale: number,
): boolean {
  if (approval === null) return false;
  const above = parseAmount(approval.above, scale);
  if (above.ok) return amount > above.value;
  const finer = parseDecimal(approval.above);
  return finer.ok && amount > toScale(finer.value, scale, "floor");
}
