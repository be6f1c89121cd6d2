import type { Message, Notice } from "@plimsoll/core";

const AT = "2026-05-15T14:30:00.000Z";

function notice(fields: Partial<Notice> = {}): Notice {
  return {
    kind: "alert",
    level: "critical",
    at: AT,
    thread: "epi_01krp0pmj00000000000000001",
    episode_id: "epi_01krp0pmj00000000000000001",
    wallet: { id: 3, name: "Octopus EUR", currency: "EUR", provider_id: "prov_01krp0pmj0000000000000002" },
    state: "in_alarm",
    previous_state: "ok",
    available: "482.10",
    threshold: { level: "critical", threshold: "500.00", condition: "below" },
    runway_hours: 9.5,
    empties_at: "2026-05-16T00:00:00.000Z",
    in_flight: [{ amount: "2000.00", status: "sent", expected_at: "2026-05-18T12:00:00.000Z" }],
    topup: { amount: "6000.00", by: "2026-05-15T16:00:00.000Z", instructions: "IBAN NL00 TEST, reference OCTO-3" },
    acknowledged: null,
    summary: null,
    detail: null,
    ...fields,
  };
}

function message(...notices: readonly Notice[]): Message {
  return { account_id: 1, account: "default", at: AT, test: false, notices };
}

const LONG = "A wallet whose name is very long indeed & <goes on> *and* _on_, ".repeat(4);

function operation(level: Notice["level"], summary: string, fields: Partial<Notice> = {}): Notice {
  const nothing = { state: null, previous_state: null, available: null, threshold: null, runway_hours: null };
  const none = { empties_at: null, in_flight: [], topup: null, episode_id: null, wallet: null };
  return notice({ ...nothing, ...none, kind: "operation", level, thread: `${level}:1`, summary, ...fields });
}

function wallet(id: number, name: string): NonNullable<Notice["wallet"]> {
  return { id, name, currency: "USD", provider_id: null };
}

/** A wallet's line in a digest. */
function daily(fields: Partial<Notice>): Notice {
  const none = { episode_id: null, previous_state: null, threshold: null, in_flight: [], acknowledged: null };
  const calm = { topup: null, empties_at: null };
  return notice({ ...none, ...(fields.level === "ok" && calm), kind: "digest", thread: "digest:3", ...fields });
}

/** Messages of every kind, by the names of their golden files. */
export const MESSAGES: Readonly<Record<string, Message>> = {
  info: message(notice({ level: "info", state: "info", topup: null, in_flight: [] })),
  warning: message(
    notice({
      level: "warning",
      state: "warning",
      threshold: { level: "warning", spend_percent: "20", condition: "below" },
    }),
  ),
  critical: message(notice()),
  block: message(
    notice({
      level: "block",
      state: "blocked",
      previous_state: "in_alarm",
      threshold: { level: "block", runway_hours: "4", condition: "below" },
      acknowledged: { by: "ops", at: AT, until: null, note: "Wire is out" },
    }),
  ),
  recovery: message(notice({ kind: "recovery", level: "ok", state: "ok", previous_state: "in_alarm", topup: null })),
  improved: message(notice({ kind: "recovery", level: "warning", state: "warning", previous_state: "in_alarm" })),
  reminder: message(notice({ kind: "reminder", previous_state: "in_alarm" })),
  escalation: message(notice({ kind: "escalation", previous_state: "in_alarm" })),
  acknowledged: message(
    notice({
      kind: "acknowledged",
      acknowledged: { by: "ops", at: AT, until: "2026-05-15T16:30:00.000Z", note: null },
    }),
  ),
  operation: message(
    operation("provider_failing", "The provider Octopus cannot be read", { detail: "octopus.example answered 503" }),
  ),
  operation_over: message(
    operation("provider_failing", "The provider Octopus can be read again", { kind: "recovery" }),
  ),
  group: message(
    notice({ level: "block", state: "blocked", wallet: { id: 1, name: "One", currency: "USD", provider_id: null } }),
    notice({ level: "warning", state: "warning", wallet: { id: 2, name: "Two", currency: "JPY", provider_id: null } }),
    notice({ kind: "recovery", level: "ok", state: "ok" }),
  ),
  digest: message(
    operation("info", "3 wallets: 1 critical, 2 ok", {
      kind: "digest",
      detail: "Wire 6000.00 EUR to Octopus EUR today",
    }),
  ),
  digest_of_wallets: message(
    daily({}),
    daily({ level: "ok", state: "ok", wallet: wallet(1, "Prepaid USD"), available: "9000.00", runway_hours: 300 }),
    daily({ level: "ok", state: null, wallet: wallet(2, "Petty cash"), available: "0.00", runway_hours: null }),
  ),
  long: message(notice({ wallet: { id: 4, name: LONG, currency: "USD", provider_id: null }, detail: LONG.repeat(3) })),
  scripts: message(
    notice({ wallet: { id: 5, name: "محفظة الدولار 100%", currency: "SAR", provider_id: null } }),
    notice({ wallet: { id: 6, name: "プリペイド残高（東京）🎌", currency: "JPY", provider_id: null } }),
    notice({ wallet: { id: 7, name: "Кошелёк «Главный»", currency: "RUB", provider_id: null } }),
    notice({ wallet: { id: 8, name: '<!here> @channel & "quotes"\nnewline', currency: "USD", provider_id: null } }),
  ),
  hidden: message(
    notice({ wallet: wallet(9, "Octopus\u202e RUE\u202c") }),
    operation("provider_failing", "The provider Octo\u200bpus cannot be read", { detail: "answered \u2066503" }),
  ),
  crowd: message(
    ...Array.from({ length: 1_000 }, (_, index) =>
      notice({ wallet: { id: index + 1, name: `${LONG} ${index}`, currency: "USD", provider_id: null } }),
    ),
  ),
  test: { ...message(notice({ episode_id: null })), test: true },
};

/** Golden files are of messages that a person can read through; the crowd is checked against limits alone. */
export const GOLDEN: readonly string[] = Object.keys(MESSAGES).filter((name) => name !== "crowd");
