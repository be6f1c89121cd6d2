import type pg from "pg";
import type { BulkChange, Change, Effects, Loaded, Lookup, Update } from "@plimsoll/core";
import type { BatchTransaction } from "../batch.ts";
import { decoder, TABLES, type Column, type TableSpec } from "../columns.ts";
import { distribute, groupLookups, touchesSeldom, type LookupGroup } from "../lookups.ts";
import { arrayLiteral, arrayType } from "./array-literal.ts";

/** Told inside the transaction, so that listeners hear of it when, and only when, it commits. */
export const DELIVERIES_CHANNEL = "plimsoll_deliveries";

/**
 * A batch on PostgreSQL: one statement a table, rows as arrays. The accounts' rows are read first and locked in id order, which makes
 * an account's history one sequence whichever process writes it, and leaves nothing to deadlock on.
 */
export class PostgresTransaction implements BatchTransaction {
  private readonly client: pg.Client;
  private readonly decoders = new Map<string, (values: readonly unknown[]) => object>();

  constructor(client: pg.Client) {
    this.client = client;
  }

  async begin(): Promise<void> {
    await this.client.query("BEGIN");
  }

  async commit(): Promise<void> {
    await this.client.query("COMMIT");
  }

  async rollback(): Promise<void> {
    await this.client.query("ROLLBACK");
  }

  async load(lookups: readonly Lookup[]): Promise<readonly Loaded[]> {
    const groups = groupLookups(lookups);
    const accounts = groups.filter(({ spec }) => spec.table === "accounts");
    const others = groups.filter(({ spec }) => spec.table !== "accounts");
    const loaded: Loaded[] = [];
    for (const group of accounts) loaded.push(...(await this.loadGroup(group, "ORDER BY t.id FOR UPDATE OF t")));
    for (const group of others) {
      loaded.push(...(group.paged ? await this.loadPages(group) : await this.loadGroup(group, "")));
    }
    return loaded;
  }

  async write(effects: Effects): Promise<void> {
    for (const bulk of effects.bulk) await this.writeBulk(bulk);
    for (const change of effects.changes) await this.writeChange(change);
    if (effects.changes.some(({ table, inserts }) => table === "deliveries" && inserts.length > 0)) {
      await this.client.query(`NOTIFY ${DELIVERIES_CHANNEL}`);
    }
  }

  private async loadGroup(group: LookupGroup, suffix: string): Promise<Loaded[]> {
    const { spec, columns } = group;
    const keys = columns.map((_, i) => `k${i}`);
    const arrays = columns.map(({ kind }, i) => `$${i + 1}::${arrayType(kind)}`);
    const on = columns.map(({ name }, i) => `t.${name} = k.k${i}`).join(" AND ");
    const result = await this.client.query<unknown[]>({
      name: `load ${spec.name} ${columns.map(({ name }) => name).join(",")}`,
      text: `SELECT ${selected(spec)} FROM unnest(${arrays.join(", ")}) AS k(${keys.join(", ")})
             JOIN ${spec.name} t ON ${on} ${suffix}`,
      values: columns.map(({ kind }, i) =>
        arrayLiteral(
          kind,
          group.lookups.map(({ key }) => key[i]),
        ),
      ),
      rowMode: "array",
    });
    return distribute(group, result.rows.map(this.decoderOf(spec)));
  }

  private async loadPages(group: LookupGroup): Promise<Loaded[]> {
    const { spec, columns } = group;
    const where = columns.map(({ name }, i) => `t.${name} = $${i + 1}`).join(" AND ");
    const order = group.order.map(({ name }) => `t.${name}`);
    const after = `$${columns.length + 1}::${arrayType(group.order[0]?.kind ?? "int").slice(0, -2)}`;
    const loaded: Loaded[] = [];
    for (const lookup of group.lookups) {
      const result = await this.client.query<unknown[]>({
        text: `SELECT ${selected(spec)} FROM ${spec.name} t
               WHERE ${where} AND (${after} IS NULL OR ${order[0]} > ${after})
               ORDER BY ${order.join(", ")} LIMIT $${columns.length + 2}`,
        values: [...lookup.key, lookup.page?.after ?? null, lookup.page?.limit],
        rowMode: "array",
      });
      loaded.push({ lookup, rows: result.rows.map(this.decoderOf(spec)) });
    }
    return loaded;
  }

  private async writeChange(change: Change): Promise<void> {
    const spec = TABLES[change.table];
    if (change.deletes.length > 0) {
      await this.unnested(
        `DELETE FROM ${spec.name} t USING`,
        spec.pk,
        change.deletes,
        (k) => `WHERE ${equal(spec.pk, k)}`,
      );
    }
    if (change.inserts.length > 0) {
      const names = spec.columns.map(({ name }) => name).join(", ");
      await this.unnested(`INSERT INTO ${spec.name} (${names}) SELECT * FROM`, spec.columns, change.inserts, () => "");
    }
    const whole = change.updates.filter(({ before, after }) => touchesSeldom(spec, before, after));
    const usual = change.updates.filter((update) => !whole.includes(update));
    await this.update(spec, usual, spec.often);
    await this.update(spec, whole, [...spec.often, ...spec.seldom]);
  }

  private async update(spec: TableSpec, updates: readonly Update[], columns: readonly Column[]): Promise<void> {
    if (updates.length === 0) return;
    const set = columns.map(({ name }) => `${name} = k.${name}`).join(", ");
    await this.unnested(
      `UPDATE ${spec.name} t SET ${set} FROM`,
      [...spec.pk, ...columns],
      updates.map(({ after }) => after),
      (k) => `WHERE ${equal(spec.pk, k)}`,
    );
  }

  /** `head unnest(…) AS k(…) tail`, the rows as one array a column. */
  private async unnested(
    head: string,
    columns: readonly Column[],
    rows: readonly object[],
    tail: (alias: string) => string,
  ): Promise<void> {
    const arrays = columns.map(({ kind }, i) => `$${i + 1}::${arrayType(kind)}`).join(", ");
    const names = columns.map(({ name }) => name).join(", ");
    const text = `${head} unnest(${arrays}) AS k(${names}) ${tail("k")}`;
    await this.client.query({
      name: `${head.slice(0, 40)} ${columns.length}`,
      text,
      values: columns.map(({ kind, property }) =>
        arrayLiteral(
          kind,
          rows.map((row) => (row as Record<string, unknown>)[property]),
        ),
      ),
    });
  }

  private async writeBulk(bulk: BulkChange): Promise<void> {
    await this.client.query(
      `UPDATE deliveries SET status = 'skipped', next_attempt_at = NULL, completed_at = $1
       WHERE account_id = $2 AND endpoint_id = $3 AND status = 'pending'`,
      [bulk.at, bulk.accountId, bulk.endpointId],
    );
  }

  private decoderOf(spec: TableSpec): (values: readonly unknown[]) => object {
    const existing = this.decoders.get(spec.name);
    if (existing) return existing;
    const decode = decoder(spec.columns);
    this.decoders.set(spec.name, decode);
    return decode;
  }
}

function selected(spec: TableSpec): string {
  return spec.columns.map(({ name }) => `t.${name}`).join(", ");
}

function equal(columns: readonly Column[], alias: string): string {
  return columns.map(({ name }) => `t.${name} = ${alias}.${name}`).join(" AND ");
}
