import type { ChannelKind } from "@plimsoll/contract";
import {
  defaultScale,
  isCurrency,
  isTimezone,
  MAX_SCALE,
  parseAlertSettings,
  parseDecimal,
  patchTopupSettings,
  readDenominations,
  readDiscount,
  readFee,
  tooLarge,
} from "@plimsoll/core";
import { ApiError } from "../../api/api-error.ts";
import { requireChannelConfig } from "../../api/channel-fields.ts";
import { requireKindFields } from "../../api/provider-fields.ts";
import { urlProblem } from "../../api/urls.ts";
import { validatorOf } from "../../api/validation.ts";
import { handleOf, SECTIONS, type Entry, type Section } from "./kinds.ts";
import type { Problem, Wanted } from "./plan.ts";
import { fileSchema } from "./schema.ts";
import { textOf } from "../text-of.ts";
import { momentOf } from "./moment-of.ts";
import { isObject } from "./values.ts";

interface Violation {
  readonly field: string;
  readonly message: string;
}

/** What is wrong with a file's content, as far as it can be known without the account. */
export function problemsOf(content: unknown): Problem[] {
  if (!isObject(content)) return [{ path: "", message: "must be a mapping of sections" }];
  const violations = validatorOf(fileSchema())(content);
  if (violations.length > 0)
    return violations.map(({ field, message }) => ({ path: field, message: bare(field, message) }));
  const wanted = wantedIn(content);
  const scaleOf = (currency: string): number => {
    const own = wanted.currencies?.find((entry) => entry["currency"] === currency);
    return own ? Number(own["precision"]) : isCurrency(currency) ? defaultScale(currency) : MAX_SCALE;
  };
  return SECTIONS.flatMap((section) => {
    const entries = wanted[section] ?? [];
    const problems = entries.flatMap((entry, place) => {
      const path = section === "account" ? section : `${section}.${place}`;
      return rulesOf(section, entry, scaleOf).map(({ field, message }) => ({
        path: `${path}.${field}`,
        message: bare(field, message),
      }));
    });
    return [...problems, ...repeated(section, entries)];
  });
}

/** The sections of a file whose content fits its schema. */
export function wantedIn(content: Readonly<Record<string, unknown>>): Wanted {
  return Object.fromEntries(
    Object.entries(content).map(([section, value]) => [section, section === "account" ? [value] : value]),
  );
}

function rulesOf(section: Section, entry: Entry, scaleOf: (currency: string) => number): readonly Violation[] {
  const currency = textOf(entry["currency"]);
  switch (section) {
    case "account":
      return [...topupRules(entry), ...timezoneRules("timezone", entry["timezone"])];
    case "currencies":
      return isCurrency(currency) ? [{ field: "currency", message: "is one of ISO 4217" }] : [];
    case "fx_rates":
      return positive("rate", entry["rate"]);
    case "providers":
      return refusals(() => requireKindFields(String(entry["kind"]), entry, entry["settings"] ?? null, true));
    case "features":
      return settingsRules(entry, MAX_SCALE, false);
    case "alert_defaults":
      return settingsRules(entry, currency === "*" ? MAX_SCALE : scaleOf(currency), currency === "*");
    case "wallets":
      return [
        ...settingsRules(entry, Number(entry["asset_scale"] ?? scaleOf(currency)), false),
        ...topupRules(entry),
        ...(entry["provider"] !== undefined && entry["external_id"] === undefined
          ? [{ field: "external_id", message: "is required with provider" }]
          : []),
        ...(entry["external_id"] !== undefined && entry["provider"] === undefined
          ? [{ field: "provider", message: "is required with external_id" }]
          : []),
        ...(entry["status"] === "closed" ? [{ field: "status", message: "must be active or frozen" }] : []),
      ];
    case "endpoints":
      return urlRules("url", entry["url"]);
    case "channels":
      return refusals(() =>
        requireChannelConfig(entry["kind"] as ChannelKind, entry["config"] as Record<string, unknown>, true),
      );
    case "products":
      return [
        readDenominations(entry["denominations"], scaleOf(currency)),
        readDiscount(entry["discount"]),
        readFee(entry["fee"], scaleOf(currency)),
      ].flatMap((read) => (read.ok ? [] : [...read.violations]));
    case "campaigns":
      return [
        ...timeRules("starts_at", entry["starts_at"]),
        ...timeRules("ends_at", entry["ends_at"]),
        ...((momentOf(entry["ends_at"]) ?? 0) <= (momentOf(entry["starts_at"]) ?? 0)
          ? [{ field: "ends_at", message: "must be after starts_at" }]
          : []),
        ...(entry["expected_multiplier"] === undefined || entry["expected_multiplier"] === null
          ? []
          : positive("expected_multiplier", entry["expected_multiplier"])),
      ];
    case "routes": {
      const { timezone } = (entry["schedule"] ?? {}) as { readonly timezone?: unknown };
      return timezoneRules("schedule.timezone", timezone);
    }
    case "cards":
      return [];
  }
}

/** Handles that two entries have. */
function repeated(section: Section, entries: readonly Entry[]): Problem[] {
  const first = new Map<string, number>();
  return entries.flatMap((entry, place) => {
    const handle = handleOf(section, entry);
    const earlier = first.get(handle);
    if (earlier === undefined) {
      first.set(handle, place);
      return [];
    }
    const advice = section === "wallets" ? "; give this one a key of its own" : "";
    return [{ path: `${section}.${place}`, message: `is the same as ${section}.${earlier}: ${handle}${advice}` }];
  });
}

function settingsRules(entry: Entry, scale: number, relativeOnly: boolean): readonly Violation[] {
  const settings = entry["alert_settings"];
  if (settings === undefined || settings === null) return [];
  const parsed = parseAlertSettings(settings, { scale, relativeOnly });
  return parsed.ok
    ? []
    : parsed.violations.map(({ field, message }) => ({
        field: field === "alert_settings" || field === "" ? "alert_settings" : `alert_settings.${field}`,
        message: bare(field, message),
      }));
}

function topupRules(entry: Entry): readonly Violation[] {
  return patchTopupSettings({}, entry["topup"] as Parameters<typeof patchTopupSettings>[1]).violations;
}

function positive(field: string, value: unknown): Violation[] {
  const parsed = parseDecimal(value);
  if (parsed.ok && parsed.value.units > 0n) return [];
  return [{ field, message: tooLarge(value, field)?.slice(field.length + 1) ?? "must be a decimal above zero" }];
}

function timeRules(field: string, value: unknown): Violation[] {
  return momentOf(value) === null ? [{ field, message: "must be an RFC 3339 time" }] : [];
}

function timezoneRules(field: string, value: unknown): Violation[] {
  if (typeof value !== "string" || isTimezone(value)) return [];
  return [{ field, message: `must be an IANA time zone such as Asia/Dubai, not ${value}` }];
}

function urlRules(field: string, value: unknown): Violation[] {
  const problem = urlProblem(String(value), true);
  return problem === null ? [] : [{ field, message: problem }];
}

/** What a rule of the API refuses. */
function refusals(rule: () => void): readonly Violation[] {
  try {
    rule();
    return [];
  } catch (error) {
    if (error instanceof ApiError) return error.details;
    throw error;
  }
}

/** A message without the field that it begins with. */
function bare(field: string, message: string): string {
  return message.startsWith(`${field} `) ? message.slice(field.length + 1) : message;
}
