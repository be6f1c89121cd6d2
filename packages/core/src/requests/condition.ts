import { lookupOf, type IndexKey, type KeyPart, type Lookup, type TableName, type Tables } from "../model/tables.ts";
import { movedTo } from "../model/topup.ts";
import type { Draft } from "../draft.ts";

/**
 * What a person can change of a row. Balances, counters, times, and what a poll or the time makes of a status are not
 * among it: they change without anyone's edit.
 */
const EDITABLE = {
  accounts: ["settings"],
  wallets: [
    "name",
    "status",
    "overdraftLimit",
    "conversionRate",
    "expectedSpend",
    "topupSettings",
    "featureIds",
    "alertSettings",
    "metadata",
  ],
  topups: [movedTo, "amount", "reference", "expectedAt"],
  features: ["key", "name", "type", "status", "alertSettings"],
  alertDefaults: ["alertSettings"],
  providers: ["key", "name", "baseUrl", "credentials", "webhookSecret", "cadence", "settings", isPaused],
  endpoints: [
    "key",
    "name",
    "config",
    "url",
    "eventTypes",
    "description",
    "rateLimitPerSecond",
    "maxAttempts",
    "timeoutMs",
    "status",
  ],
  routes: [
    "key",
    "name",
    "events",
    "filter",
    "channelIds",
    "recoveries",
    "groupWaitSeconds",
    "escalate",
    "schedule",
    "enabled",
  ],
  digests: ["settings"],
  heartbeats: ["url", "everySeconds"],
  gatewayConnections: ["name", "secret", "status"],
  cards: ["walletId", "status", "expires"],
  products: ["key", "name", "denominations", "discount", "fee", "maxQuantity", "status"],
  fxRates: ["rate"],
} as const satisfies {
  readonly [T in TableName]?: readonly (keyof Tables[T] | ((row: Readonly<Tables[T]>) => unknown))[];
};

function isPaused({ status }: Readonly<Tables["providers"]>): boolean {
  return status === "paused";
}

export type EditableTable = keyof typeof EDITABLE;

/** What a person can change of a row, as one text: two rows with the same text do not differ in it. */
export function editableText<T extends EditableTable>(table: T, row: Readonly<Tables[T]>): string {
  const fields = EDITABLE[table] as readonly (keyof Tables[T] | ((of: Readonly<Tables[T]>) => unknown))[];
  const values = fields.map((field) => (typeof field === "function" ? field(row) : row[field]));
  return JSON.stringify(values, (_name, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

/** What a command demands of the row that it edits, so that no one overwrites what they have not seen. */
export interface Condition {
  readonly table: EditableTable;
  /** The row's primary key. */
  readonly key: readonly KeyPart[];
  /** Its editable text; `present`: whatever it is; `absent`: there is no such row. */
  readonly row: "present" | "absent" | { readonly text: string };
}

export function conditionLookup({ table, key }: Condition): Lookup {
  return lookupOf(table, "pk", key as IndexKey<EditableTable, "pk">);
}

export function holds(draft: Draft, { table, key, row }: Condition): boolean {
  const present = draft.get(table, ...(key as IndexKey<EditableTable, "pk">));
  if (row === "absent" || row === "present") return (present === null) === (row === "absent");
  return present !== null && editableText(table, present) === row.text;
}
