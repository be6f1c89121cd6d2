import { loadModule, parseSync } from "libpg-query";

/** A part of a parsed statement: of each kind of part, one object under its kind's name. */
type Part = Readonly<Record<string, unknown>>;

await loadModule();

/** Stands for a value that the statement is given: a parameter or a constant. */
const GIVEN = "given";

/**
 * The tables of a statement, by their names in it, that it does not read or write for one given account: their column
 * of the account is not equal to a parameter, nor to a column that is. Only a conjunction counts, because PostgreSQL's
 * planners take no other for the key of a shard. With `rows` "not enough", neither does a row of arrays that the statement is given
 * stand for its account, except where it is inserted.
 */
export function tablesOfAnyAccount(
  text: string,
  keys: ReadonlyMap<string, string>,
  rows: "enough" | "not enough" = "enough",
): readonly string[] {
  const found: string[] = [];
  const { stmts = [] } = parseSync(text) as unknown as { readonly stmts?: readonly { readonly stmt: Part }[] };
  for (const { stmt } of stmts) new Level({ keys, rows }, null, new Map(), found).read(stmt);
  return found;
}

interface Rules {
  readonly keys: ReadonlyMap<string, string>;
  readonly rows: "enough" | "not enough";
}

/** One level of a query: what stands in its FROM, and which of their columns are equal. */
class Level {
  readonly #rules: Rules;
  readonly #outer: Level | null;
  /** Whether the named queries of WITH are of one account. */
  readonly #named: Map<string, boolean>;
  readonly #found: string[];
  /** The tables of accounts by alias. */
  readonly #tables = new Map<string, string>();
  /** Everything that stands in FROM, and whether all of it is of one account. */
  readonly #sources = new Map<string, boolean>();
  readonly #equal = new Map<string, string>();
  /** Rows that the statement is given: each is of the account that it names. */
  readonly #given = new Set<string>();
  /** Parts in which queries are sought once the equalities are known. */
  readonly #later: unknown[] = [];
  readonly #queries: { readonly alias: string; readonly query: Part }[] = [];

  constructor(rules: Rules, outer: Level | null, named: ReadonlyMap<string, boolean>, found: string[]) {
    this.#rules = rules;
    this.#outer = outer;
    this.#named = new Map(named);
    this.#found = found;
  }

  read(statement: Part): void {
    const select = statement["SelectStmt"] as Part | undefined;
    const insert = statement["InsertStmt"] as Part | undefined;
    const change = (statement["UpdateStmt"] ?? statement["DeleteStmt"]) as Part | undefined;
    if (select) this.#select(select);
    else if (insert) this.#insert(insert);
    else if (change) {
      this.#with(change);
      this.#from({ RangeVar: change["relation"] });
      for (const source of listOf(change["fromClause"] ?? change["usingClause"])) this.#from(source);
      this.#conditions(change["whereClause"]);
      this.#judge([change["targetList"], change["whereClause"], change["returningList"]]);
    } else this.#inside(statement);
  }

  #select(select: Part): void {
    this.#with(select);
    for (const side of [select["larg"], select["rarg"]]) {
      if (side !== undefined) this.#below().read({ SelectStmt: side });
    }
    for (const source of listOf(select["fromClause"])) this.#from(source);
    this.#conditions(select["whereClause"]);
    const { fromClause: _, larg: _larg, rarg: _rarg, withClause: _with, ...rest } = select;
    this.#judge(rest);
  }

  #insert(insert: Part): void {
    this.#with(insert);
    const { relname } = insert["relation"] as { readonly relname: string };
    const key = this.#rules.keys.get(relname);
    const columns = listOf(insert["cols"]).map((column) => (column["ResTarget"] as { readonly name: string }).name);
    const place = key === undefined ? -1 : columns.indexOf(key);
    const select = (insert["selectStmt"] as { readonly SelectStmt: Part }).SelectStmt;
    const level = this.#below();
    level.read({ SelectStmt: select });
    const rows = listOf(select["valuesLists"]).map((row) => listOf((row["List"] as Part)["items"])[place]);
    const targets = listOf(select["targetList"]).map((target) => (target["ResTarget"] as Part)["val"] as Part);
    const values = rows.length > 0 ? rows : [targets[place]];
    const isGiven = level.#isAllGiven || values.every((value) => value !== undefined && level.#isGiven(value));
    if (key !== undefined && !isGiven) this.#found.push(relname);
    this.#inside(insert["returningList"]);
  }

  #with(statement: Part): void {
    const clause = statement["withClause"] as Part | undefined;
    for (const query of listOf(clause?.["ctes"])) {
      const { ctename, ctequery } = query["CommonTableExpr"] as { readonly ctename: string; readonly ctequery: Part };
      // A recursive query is of one account when its own reference to itself is.
      this.#named.set(ctename, true);
      this.#named.set(ctename, this.#isOfOne(ctequery));
    }
  }

  #isOfOne(query: Part): boolean {
    const before = this.#found.length;
    this.#below().read(query);
    return this.#found.length === before;
  }

  #below(): Level {
    return new Level(this.#rules, this, this.#named, this.#found);
  }

  #from(source: Part): void {
    const table = source["RangeVar"] as
      | { readonly relname: string; readonly alias?: { readonly aliasname: string } }
      | undefined;
    const join = source["JoinExpr"] as Part | undefined;
    const query = source["RangeSubselect"] as Part | undefined;
    if (table) {
      const alias = table.alias?.aliasname ?? table.relname;
      const named = this.#named.get(table.relname);
      if (named === undefined && this.#rules.keys.has(table.relname)) this.#tables.set(alias, table.relname);
      this.#sources.set(alias, named ?? false);
    } else if (join) {
      this.#from(join["larg"] as Part);
      this.#from(join["rarg"] as Part);
      this.#conditions(join["quals"]);
      this.#later.push(join["quals"]);
    } else if (query) {
      const alias = (query["alias"] as { readonly aliasname: string } | undefined)?.aliasname ?? "";
      this.#sources.set(alias, false);
      // What stands before it may be referred to inside.
      this.#queries.push({ alias, query: query["subquery"] as Part });
    } else {
      const called = source["RangeFunction"] as Part | undefined;
      const alias = (called?.["alias"] as { readonly aliasname: string } | undefined)?.aliasname ?? "";
      this.#sources.set(alias, false);
      if (called && isGivenRows(called)) this.#given.add(alias);
      this.#later.push(source);
    }
  }

  #conditions(condition: unknown): void {
    const part = condition as Part | undefined;
    const all = part?.["BoolExpr"] as Part | undefined;
    if (all && all["boolop"] === "AND_EXPR") for (const one of listOf(all["args"])) this.#conditions(one);
    const compared = part?.["A_Expr"] as Part | undefined;
    if (!compared || compared["kind"] !== "AEXPR_OP") return;
    const [name] = listOf(compared["name"]);
    if ((name?.["String"] as { readonly sval?: string } | undefined)?.sval !== "=") return;
    const [left, right] = [compared["lexpr"] as Part, compared["rexpr"] as Part];
    const rows = [left, right].map((side) => listOf((side["RowExpr"] as Part | undefined)?.["args"]));
    if (rows[0] && rows[1] && rows[0].length > 0 && rows[0].length === rows[1].length) {
      for (const [index, one] of rows[0].entries()) this.#equate(one, rows[1][index] as Part);
    } else this.#equate(left, right);
  }

  #equate(left: Part, right: Part): void {
    const [a, b] = [this.#nameOf(left), this.#nameOf(right)];
    if (a !== null && b !== null) this.#join(a, b);
  }

  #join(a: string, b: string): void {
    const [first, second] = [this.#root(a), this.#root(b)];
    if (first === second) return;
    if (first === GIVEN) this.#equal.set(second, first);
    else this.#equal.set(first, second);
  }

  #root(name: string): string {
    const next = this.#equal.get(name);
    return next === undefined ? name : this.#root(next);
  }

  /** A column's name, `GIVEN` for what is given, null for anything else. */
  #nameOf(value: Part): string | null {
    if (value["ParamRef"] !== undefined || value["A_Const"] !== undefined) return GIVEN;
    const cast = value["TypeCast"] as { readonly arg: Part } | undefined;
    if (cast) return this.#nameOf(cast.arg);
    const column = value["ColumnRef"] as Part | undefined;
    if (!column) return null;
    const names = listOf(column["fields"]).map(
      (field) => (field["String"] as { readonly sval?: string } | undefined)?.sval,
    );
    const name = names.at(-1);
    if (name === undefined) return null;
    const alias = names.length > 1 ? names.at(-2) : this.#only(name);
    if (alias === undefined) return null;
    return this.#column(alias, name);
  }

  /** The one source that a bare name can be of. */
  #only(name: string): string | undefined {
    const owners = [...this.#tables].filter(([, table]) => this.#rules.keys.get(table) === name);
    if (owners.length === 1 && this.#sources.size === 1) return owners[0]?.[0];
    if (this.#sources.size === 1) return [...this.#sources.keys()][0];
    return owners.length === 1 ? owners[0]?.[0] : undefined;
  }

  #column(alias: string, name: string): string | null {
    if (this.#given.has(alias) && this.#rules.rows === "enough") return GIVEN;
    if (this.#sources.has(alias)) {
      return this.#sources.get(alias) === true && name === "account_id" ? GIVEN : `${alias}.${name}`;
    }
    if (this.#outer === null) return null;
    const outside = this.#outer.#column(alias, name);
    return outside !== null && this.#outer.#root(outside) === GIVEN ? GIVEN : null;
  }

  /** Whether nothing stands in FROM but rows that the statement is given. */
  get #isAllGiven(): boolean {
    return this.#sources.size > 0 && [...this.#sources.keys()].every((alias) => this.#given.has(alias));
  }

  #isGiven(value: Part): boolean {
    const name = this.#nameOf(value);
    return name !== null && this.#root(name) === GIVEN;
  }

  /** After the level's own equalities are known: its tables, and what stands inside its parts. */
  #judge(parts: unknown): void {
    for (const { alias, query } of this.#queries) if (this.#isOfOne(query)) this.#sources.set(alias, true);
    for (const [alias, table] of this.#tables) {
      const name = this.#column(alias, this.#rules.keys.get(table) ?? "");
      if (name === null || this.#root(name) !== GIVEN) this.#found.push(table);
    }
    this.#inside(this.#later);
    this.#inside(parts);
  }

  /** Queries anywhere inside a part. */
  #inside(part: unknown): void {
    if (Array.isArray(part)) for (const one of part) this.#inside(one);
    else if (typeof part === "object" && part !== null) {
      for (const [name, value] of Object.entries(part)) {
        if (name === "SelectStmt" || name === "InsertStmt" || name === "UpdateStmt" || name === "DeleteStmt") {
          this.#below().read({ [name]: value as Part });
        } else this.#inside(value);
      }
    }
  }
}

function listOf(value: unknown): readonly Part[] {
  return Array.isArray(value) ? (value as readonly Part[]) : [];
}

/** Whether a function's rows are its parameters: `unnest($1::int8[], …)`. */
function isGivenRows(called: Part): boolean {
  const functions = listOf(called["functions"]).map((item) => listOf((item["List"] as Part | undefined)?.["items"])[0]);
  return functions.every((part) => {
    const call = part?.["FuncCall"] as Part | undefined;
    const [name] = listOf(call?.["funcname"]).slice(-1);
    const isUnnest = (name?.["String"] as { readonly sval?: string } | undefined)?.sval === "unnest";
    return isUnnest && listOf(call?.["args"]).every((argument) => isParameter(argument));
  });
}

function isParameter(value: Part): boolean {
  const cast = value["TypeCast"] as { readonly arg: Part } | undefined;
  return cast ? isParameter(cast.arg) : value["ParamRef"] !== undefined;
}
