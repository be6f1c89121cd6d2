import { randomBytes } from "node:crypto";
import pg from "pg";

/** The PostgreSQL server on which tests may create databases; undefined when there is none. */
export const postgresUrl: string | undefined = process.env["PLIMSOLL_TEST_POSTGRES_URL"] || undefined;

/** Creates a database next to the configured one, empty or a copy of another one, and returns its URL. */
export async function createDatabase(template = "template1"): Promise<string> {
  const name = `plimsoll_e2e_${process.pid}_${randomBytes(4).toString("hex")}`;
  await onServer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.href;
}

/** Drops a database that `createDatabase` made, even with open connections. */
export async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  if (!/^plimsoll_e2e_\w+$/.test(name)) throw new Error(`${name} is not a database of these tests`);
  await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

/** Runs SQL on a database, bypassing the server. */
export async function sql<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function serverUrl(): string {
  if (postgresUrl === undefined) throw new Error("PLIMSOLL_TEST_POSTGRES_URL is not set");
  return postgresUrl;
}
