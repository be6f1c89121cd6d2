import type { Sealed, TableName, Tables } from "@plimsoll/core";
import type { SealedPlace, Sealer } from "../../util/sealer.ts";
import { TABLES } from "../columns.ts";
import type { MaintainedValue, Sql } from "./maintenance.ts";

/** @limit Lists and chores: rows that `keys rotate-secret` reads at a time. */
const ROWS_PER_STEP = 500;

type SealedIn<T extends TableName> = {
  [K in keyof Tables[T] & string]: NonNullable<Tables[T][K]> extends Sealed ? `${T}.${K}` : never;
}[keyof Tables[T] & string];
type SealedColumn = { [T in TableName]: SealedIn<T> }[TableName];

/**
 * Every column of sealed values, and the use that they are sealed for. A column of the type without an entry does not
 * compile. Sessions are sealed in cookies and end with the key.
 */
export const SEALED_USES: Readonly<Record<SealedColumn, SealedPlace["use"]>> = {
  "endpoints.secret": "endpoint's secret",
  "endpoints.previousSecret": "endpoint's secret",
  "endpoints.config": "channel's settings",
  "heartbeats.url": "heartbeat's URL",
  "providers.webhookSecret": "provider's webhook secret",
  "providers.previousWebhookSecret": "provider's webhook secret",
  "providers.credentials": "provider's credentials",
  "gatewayConnections.secret": "gateway connection's authorization",
  "orders.vouchers": "order's voucher codes",
};

/**
 * Opens every sealed value with the present key and seals it with the next, and stores the next key's check. Throws
 * when a value cannot be opened, or the present key is not the store's. Resolves with the number of values.
 */
export async function reseal(sql: Sql, present: Sealer, next: Sealer): Promise<number> {
  const changed = await sql.run(
    "UPDATE installation SET secret_key_check = ? WHERE secret_key_check = ?",
    next.check,
    present.check,
  );
  if (changed !== 1) throw new Error("the secret key is not the one this database's secrets were sealed with");
  let count = 0;
  const renew = (text: Sealed, place: SealedPlace) => {
    count += 1;
    return next.seal(present.unseal(text, place), place);
  };
  const accounts = await sql.rows("SELECT id FROM accounts ORDER BY id");
  for (const [name, use] of Object.entries(SEALED_USES)) {
    for (const [account] of accounts) await resealColumn(sql, name, Number(account), use, renew);
  }
  return count;
}

async function resealColumn(
  sql: Sql,
  name: string,
  accountId: number,
  use: SealedPlace["use"],
  renew: (text: Sealed, place: SealedPlace) => string,
): Promise<void> {
  const [table, property] = name.split(".") as [TableName, string];
  const { columns, pk, name: stored } = TABLES[table];
  const column = columns.find((candidate) => candidate.property === property);
  // The key within an account; an account's only row is known by the account's own.
  const id = pk.at(-1);
  if (!column || !id) throw new Error(`there is no column ${name}`);
  const isNumber = id.kind === "int";
  let after: MaintainedValue = isNumber ? 0 : "";
  for (;;) {
    const rows: (readonly MaintainedValue[])[] = await sql.rows(
      `SELECT ${id.name}, ${column.name} FROM ${stored}
       WHERE account_id = ? AND ${id.name} > ? AND ${column.name} IS NOT NULL ORDER BY ${id.name} LIMIT ${ROWS_PER_STEP}`,
      accountId,
      after,
    );
    for (const [key = null, value] of rows) {
      const own = isNumber ? Number(key) : String(key);
      const renewed = renew(String(value) as Sealed, { accountId, use, id: own });
      const update = `UPDATE ${stored} SET ${column.name} = ? WHERE account_id = ? AND ${id.name} = ?`;
      await sql.run(update, renewed, accountId, key);
      after = key;
    }
    if (rows.length < ROWS_PER_STEP) return;
  }
}
