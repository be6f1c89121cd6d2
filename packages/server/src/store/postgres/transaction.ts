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
  private readonly names = new Map<string, string>();
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
    // Before the inserts, and apart from them: a row may be removed and made again under the same key.
    for (const { table, deletes } of effects.changes) await this.remove(TABLES[table], deletes);
    await this.writeRows(effects.changes);
    if (effects.changes.some(({ table, inserts }) => table === "deliveries" && inserts.length > 0)) {
      await this.client.query(`NOTIFY ${DELIVERIES_CHANNEL}`);
    }
  }

  private async loadGroup(group: LookupGroup, suffix: string): Promise<Loaded[]> {
    const { spec, columns } = group;
    const keys = columns.map((_, i) => `k${i}`);
    const arrays = columns.map(({ kind }, i) => `$${i + 1}::${arrayType(kind)}`);
    const on = columns.map(({ name }, i) => `t.${name} = k.k${i}`).join(" AND ");
    const text = `SELECT ${selected(spec)} FROM unnest(${arrays.join(", ")}) AS k(${keys.join(", ")})
                  JOIN ${spec.name} t ON ${on} ${suffix}`;
    const result = await this.client.query<unknown[]>({
      name: this.nameOf(text),
      text,
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

  private async remove(spec: TableSpec, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return;
    const statement = new Statement();
    const source = statement.unnest(spec.pk, rows);
    await this.run(`DELETE FROM ${spec.name} t USING ${source} WHERE ${equal(spec.pk)}`, statement.values);
  }

  /** All inserts and updates of a batch as parts of one statement: one round trip, however many tables. */
  private async writeRows(changes: readonly Change[]): Promise<void> {
    const statement = new Statement();
    const parts: string[] = [];
    for (const { table, inserts, updates } of changes) {
      const spec = TABLES[table];
      if (inserts.length > 0) parts.push(insertPart(statement, spec, inserts));
      const whole = updates.filter(({ before, after }) => touchesSeldom(spec, before, after));
      const usual = updates.filter((update) => !whole.includes(update));
      if (usual.length > 0) parts.push(updatePart(statement, spec, usual, spec.often));
      if (whole.length > 0) parts.push(updatePart(statement, spec, whole, [...spec.often, ...spec.seldom]));
    }
    if (parts.length === 0) return;
    const named = parts.map((part, i) => `p${i} AS (${part})`);
    await this.run(`WITH ${named.join(", ")} SELECT 1`, statement.values);
  }

  private async run(text: string, values: readonly string[]): Promise<void> {
    await this.client.query({ name: this.nameOf(text), text, values: [...values] });
  }

  /** Prepared statements are kept by short names of this connection's own. */
  private nameOf(text: string): string {
    let name = this.names.get(text);
    if (name === undefined) {
      name = `plimsoll_${this.names.size + 1}`;
      this.names.set(text, name);
    }
    return name;
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

function equal(columns: readonly Column[]): string {
  return columns.map(({ name }) => `t.${name} = k.${name}`).join(" AND ");
}

/** Collects the parameters of one statement: each column of many rows is one array. */
class Statement {
  readonly values: string[] = [];

  /** `unnest(…) AS k(…)` over the rows' columns. */
  unnest(columns: readonly Column[], rows: readonly object[]): string {
    const arrays = columns.map(({ kind, property }) => {
      this.values.push(
        arrayLiteral(
          kind,
          rows.map((row) => (row as Record<string, unknown>)[property]),
        ),
      );
      return `$${this.values.length}::${arrayType(kind)}`;
    });
    return `unnest(${arrays.join(", ")}) AS k(${columns.map(({ name }) => name).join(", ")})`;
  }
}

function insertPart(statement: Statement, spec: TableSpec, rows: readonly object[]): string {
  const names = spec.columns.map(({ name }) => name).join(", ");
  return `INSERT INTO ${spec.name} (${names}) SELECT * FROM ${statement.unnest(spec.columns, rows)}`;
}

function updatePart(
  statement: Statement,
  spec: TableSpec,
  updates: readonly Update[],
  columns: readonly Column[],
): string {
  const rows = updates.map(({ after }) => after);
  const set = columns.map(({ name }) => `${name} = k.${name}`).join(", ");
  const source = statement.unnest([...spec.pk, ...columns], rows);
  return `UPDATE ${spec.name} t SET ${set} FROM ${source} WHERE ${equal(spec.pk)}`;
}
