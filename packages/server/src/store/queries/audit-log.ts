import type { AuditEntry } from "@plimsoll/core";
import { expressionBuilder, type Expression, type SqlBool } from "kysely";
import type { AuditFilter } from "../port/audit.ts";
import type { Reads } from "../port/reads.ts";
import { decodeRow } from "../row-code.ts";
import { counts } from "./counts.ts";
import type { Db, Schema } from "./database.ts";
import { matchingWay } from "./matching.ts";
import { pageByPosition } from "./pages.ts";
import { integerWith } from "./row.ts";
import { positionsOf, walkPage } from "./walk.ts";

const KEY_ID = /^key_[0-9a-z]+$/;

export function auditReads(db: Db): Pick<Reads, "auditLog"> {
  return {
    async auditLog(accountId, filter, page) {
      const { auditCount } = await counts(db, accountId);
      const timeAt = (position: number) => integerWith(db, "auditLog", "createdAt", { accountId, position });
      const of = await positionsOf({ first: 1, last: auditCount }, filter, timeAt);
      const all = db.selectFrom("auditLog").where("auditLog.accountId", "=", accountId);
      const [chosen, ...further] = conditionsOf(filter);
      if (!chosen) return pageByPosition(all.selectAll(), "position", page, of, entryOf);
      const entries = (from: number, limit: number) =>
        db
          .selectFrom("auditLog as entries")
          .select("entries.position")
          .where("entries.accountId", "=", accountId)
          .where(chosen("entries"))
          .where("entries.position", "<", from)
          .orderBy("entries.position", "desc")
          .limit(limit);
      const way = matchingWay({
        db,
        list: all.selectAll(),
        counted: all,
        position: "auditLog.position",
        of,
        conditions: further.map((condition) => condition("auditLog")),
        entries,
        decode: entryOf,
        key: ({ position }) => position,
        time: timeAt,
      });
      return walkPage(way, page);
    },
  };
}

function entryOf(row: object): AuditEntry {
  return decodeRow("auditLog", row as Readonly<Record<string, unknown>>);
}

type Condition = (table: "auditLog" | "entries") => Expression<SqlBool>;

/** The filter's conditions, each of which an index answers; the one that leaves the fewest entries first. */
function conditionsOf({ actor, resource }: AuditFilter): readonly Condition[] {
  const eb = expressionBuilder<Schema & { entries: Schema["auditLog"] }, "auditLog" | "entries">();
  const conditions: Condition[] = [];
  if (resource !== null) {
    const { type, id } = resource;
    conditions.push((table) => {
      const ofType = eb(`${table}.resourceType`, "=", type);
      return id === null ? ofType : eb.and([ofType, eb(`${table}.resourceId`, "=", id)]);
    });
  }
  if (actor !== null) {
    conditions.push((table) => eb(`${table}.${KEY_ID.test(actor) ? "actorId" : "actorName"}`, "=", actor));
  }
  return conditions;
}
