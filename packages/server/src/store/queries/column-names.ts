import { CamelCasePlugin, type PluginTransformResultArgs, type QueryResult, type UnknownRow } from "kysely";
import { propertyOf, rowMaker } from "../row-code.ts";

/**
 * Names columns in snake case in statements and in camel case in rows. The builder's own plugin tests each value of
 * each row, which took as long as reading them.
 */
export class ColumnNames extends CamelCasePlugin {
  override async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const columns = Object.keys(result.rows[0] ?? {});
    // SQLite's rows have been made with these names.
    if (columns.every((column) => propertyOf(column) === column)) return result;
    return { ...result, rows: result.rows.map(rowMaker(columns, "object")) };
  }
}
