import type { Tables } from "@plimsoll/core";
import type { Kysely } from "kysely";

/** The tables as queries name them: properties in camel case, which a plugin turns into column names. */
export type Db = Kysely<Tables>;

/** Runs a query's promise; each engine translates its driver's errors here. */
export type Guard = <T>(work: Promise<T>) => Promise<T>;
