import { Database } from "@plimsoll/server/store/sqlite/database";
import pg from "pg";

/** The driver's connection, which sends the text of a statement to be prepared and of one that is not. */
interface Wire {
  parse(message: { readonly text: string }): void;
  query(text: string): void;
}

/** Sessions that serve requests, batches and chores; others set a store up, or are a test's own. */
const SERVING = ["plimsoll read", "plimsoll write", "plimsoll enquiries"];

/** From now on, every statement that a store of this thread reads SQLite by, each text once. */
export function recordSqliteStatements(): ReadonlySet<string> {
  const texts = new Set<string>();
  before(Database.prototype, "prepare", (_, text) => texts.add(text));
  return texts;
}

/** From now on, every statement that a store's own sessions send to PostgreSQL, each text once. */
export function recordPostgresStatements(): ReadonlySet<string> {
  const texts = new Set<string>();
  const serving = new WeakSet<object>();
  before(pg.Client.prototype, "query", (client) => {
    const { connection, connectionParameters } = client as unknown as {
      readonly connection: object;
      readonly connectionParameters: { readonly application_name?: string };
    };
    if (SERVING.includes(connectionParameters.application_name ?? "")) serving.add(connection);
  });
  const wire = (pg as unknown as { readonly Connection: { readonly prototype: Wire } }).Connection.prototype;
  before(wire, "parse", (connection, { text }) => {
    if (serving.has(connection)) texts.add(text);
  });
  before(wire, "query", (connection, text) => {
    if (serving.has(connection)) texts.add(text);
  });
  return texts;
}

type Method<T, Name extends keyof T> = Extract<T[Name], (...values: never[]) => unknown>;

/** Calls `look` before each call of a method. */
function before<T extends object, Name extends keyof T>(
  prototype: T,
  name: Name,
  look: (self: T, ...values: Parameters<Method<T, Name>>) => void,
): void {
  const original = prototype[name] as (...values: unknown[]) => unknown;
  prototype[name] = function looked(this: T, ...values: Parameters<Method<T, Name>>) {
    look(this, ...values);
    return original.apply(this, values);
  } as T[Name];
}
