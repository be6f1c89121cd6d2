import type { LoadApi } from "../children/load.ts";
import type { Child } from "./child.ts";
import { runCommand } from "./command.ts";
import { openSql, type Database } from "./database.ts";
import { scoped } from "./resources.ts";

/** Throws unless the store holds exactly the acknowledged debits, and `plimsoll verify` finds the books right. */
export async function verifyDebits(database: Database, load: Child<LoadApi>, acknowledged: number): Promise<string> {
  return scoped(async (resources) => {
    const sql = await openSql(database);
    resources.defer(() => sql.close());
    const stored = Number(await sql.value("SELECT count(*) FROM transactions"));
    const cents = -Number(await sql.value("SELECT sum(amount) FROM transactions"));
    const spent = (await load.call("spent")).reduce((sum, each) => sum + each, 0);
    if (stored !== acknowledged || cents !== spent) {
      throw new Error(`${acknowledged} debits of ${spent} cents acknowledged, ${stored} of ${cents} cents stored`);
    }
    const { stdout } = await runCommand(resources, database, ["verify"]);
    return `all ${acknowledged.toLocaleString("en")} debits stored; verify: ${stdout.trim()}`;
  });
}
