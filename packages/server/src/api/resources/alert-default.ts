import { isoTime, type AlertDefault } from "@plimsoll/core";

export function alertDefaultResource(entry: Readonly<AlertDefault>) {
  return {
    currency: entry.currency,
    alert_settings: JSON.parse(entry.alertSettings) as unknown,
    created_at: isoTime(entry.createdAt),
    updated_at: isoTime(entry.updatedAt),
  };
}
