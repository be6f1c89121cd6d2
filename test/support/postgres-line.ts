const VARIABLE = "PLIMSOLL_TEST_POSTGRES_URL";

/** Says which database the PostgreSQL parts of the tests were run against, without credentials or parameters. */
export function postgresLine(environment: NodeJS.ProcessEnv): string {
  const value = environment[VARIABLE];
  if (value === undefined || value === "") return `PostgreSQL parts: skipped: ${VARIABLE} is not set`;
  if (!URL.canParse(value)) return `PostgreSQL parts: run against ${VARIABLE}, which is not a URL`;
  const { protocol, host, pathname } = new URL(value);
  return `PostgreSQL parts: run against ${protocol}//${host}${pathname}`;
}
