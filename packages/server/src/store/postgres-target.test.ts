import { describe, expect, test } from "vitest";
import { postgresTarget } from "./postgres-target.ts";

describe("a database URL", () => {
  test.each([
    ["postgres://u:p@db/x", "postgres://u:p@db/x", "db:5432"],
    ["postgres://u:p@db:6432/x?sslmode=disable", "postgres://u:p@db:6432/x", "db:6432"],
    ["postgres://db/x?options=-c%20a%3Db&sslmode=require", "postgres://db/x?options=-c+a%3Db", "db:5432"],
    ["postgres://u@[::1]:5433/x", "postgres://u@[::1]:5433/x", "::1:5433"],
    ["postgres:///x?host=/run/postgresql", "postgres:///x?host=%2Frun%2Fpostgresql", "/run/postgresql:5432"],
  ])("%s is connected to without its TLS parameters", (url, connectionString, server) => {
    expect(postgresTarget(url)).toMatchObject({ connectionString, server });
  });

  test.each([
    ["", false],
    ["?sslmode=disable", false],
    ["?ssl=false", false],
    ["?sslmode=require", { host: "db", rejectUnauthorized: false }],
    ["?sslmode=require&sslrootcert=system", { host: "db", checkServerIdentity: expect.any(Function) as unknown }],
    ["?sslmode=verify-ca", { host: "db", checkServerIdentity: expect.any(Function) as unknown }],
    ["?sslmode=verify-full", { host: "db" }],
    ["?sslmode=verify-full&uselibpqcompat=true", { host: "db" }],
    ["?ssl=true", { host: "db" }],
  ])("%j protects the connection so", (query, ssl) => {
    expect(postgresTarget(`postgres://u@db/x${query}`).ssl).toEqual(ssl);
  });

  test.each([
    ["sslmode=", /sslmode must be one of/],
    ["sslmode=VERIFY-FULL", /sslmode must be one of/],
    ["sslmode=allow", /sslmode=allow leaves it to the network/],
    ["ssl=maybe", /ssl must be true or false/],
    ["sslmode=require&sslcert=/etc/hostname", /sslcert and sslkey must be given together/],
    ["sslmode=require&sslrootcert=/nowhere", /sslrootcert: \/nowhere cannot be read/],
    ["sslrootcert=/nowhere", /need an sslmode/],
  ])("with %s is refused with an error that names it", (query, message) => {
    expect(() => postgresTarget(`postgres://u@db/x?${query}`)).toThrow(message);
  });
});
