const VARIABLE = "PLIMSOLL_TEST_POSTGRES_URL";

/** Names the database of the tests' PostgreSQL parts, without credentials or parameters. */
export function postgresLine(environment: NodeJS.ProcessEnv): string {
  const value = environment[VARIABLE];
  if (value === undefined || value === "") return `PostgreSQL parts: skipped: ${VARIABLE} is not set`;
  if (!URL.canParse(value)) return `PostgreSQL parts: run against ${VARIABLE}, which is not a URL`;
  const { protocol, host, pathname } = new URL(value);
  return `PostgreSQL parts: run against ${protocol}//${host}${pathname}`;
}
