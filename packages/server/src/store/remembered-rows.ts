import type { Effects, Tables } from "@plimsoll/core";

/** Tables whose rows server processes cache. */
export type RememberedTable = "apiKeys" | "providers" | "gatewayConnections";

/** The lookup key, and the columns for which rows are cached. */
const REMEMBERED: { readonly [T in RememberedTable]: Remembered<keyof Tables[T] & string> } = {
  apiKeys: { key: "hash", columns: ["scopes", "revokedAt"] },
  providers: {
    key: "id",
    columns: ["kind", "webhookSecret", "previousWebhookSecret", "previousWebhookSecretUntil"],
  },
  gatewayConnections: { key: "id", columns: ["secret", "status"] },
};

interface Remembered<Column> {
  readonly key: Column;
  readonly columns: readonly Column[];
}

/** A cached row that was created, changed or removed. */
export interface RowChange {
  readonly table: RememberedTable;
  readonly key: string;
}

type Values = Readonly<Record<string, unknown>>;

/** A batch's changes of cached rows. */
export function changedRows({ changes }: Pick<Effects, "changes">): readonly RowChange[] {
  const changed: RowChange[] = [];
  for (const { table, inserts, updates, deletes } of changes) {
    if (!isRemembered(table)) continue;
    const { key, columns }: Remembered<string> = REMEMBERED[table];
    const add = (row: object): void => void changed.push({ table, key: String((row as Values)[key]) });
    for (const row of [...inserts, ...deletes]) add(row);
    for (const { before, after } of updates) {
      if (columns.some((column) => (before as Values)[column] !== (after as Values)[column])) add(after);
    }
  }
  return changed;
}

/** A change as one word of a notice, and back; null for any other word. */
export function rowChangeText({ table, key }: RowChange): string {
  return `${table}:${key}`;
}

export function rowChangeOf(text: string): RowChange | null {
  const colon = text.indexOf(":");
  const table = text.slice(0, colon);
  return isRemembered(table) ? { table, key: text.slice(colon + 1) } : null;
}

function isRemembered(table: string): table is RememberedTable {
  return Object.hasOwn(REMEMBERED, table);
}
