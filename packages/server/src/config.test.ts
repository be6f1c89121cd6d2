import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readConfig, SETTINGS, type Setting, type SettingName } from "./config.ts";

const NUMBERS = ["port", "retryBaseMs", "sweepIntervalMs", "maxQueue", "drainMs"];
const WRONG: Partial<Record<SettingName, string>> = {
  ...Object.fromEntries(NUMBERS.map((name) => [name, "soon"])),
  databaseUrl: "mysql://secret@x",
  allowPrivateTargets: "perhaps",
  hold: "perhaps",
  dnsServers: "10.0.0.2, ns.example.com",
  adminKey: "pk_1",
  secretKey: "abc",
  newSecretKey: "abc",
  retention: "90",
  logLevel: "loud",
  peerHost: "a host",
  peerPort: "soon",
  metricsBalances: "perhaps",
  metricsToken: "short",
  publicUrl: "nowhere",
  url: "nowhere",
};
/** Any text is valid. */
const FREE: readonly SettingName[] = [
  "host",
  "dataDir",
  "key",
  "watchToken",
  "watchApiKey",
  "watchApiSecret",
  "webhookSecret",
  "otlpEndpoint",
  "tracesExporter",
];

describe("a setting", () => {
  test("is checked, unless any text is valid", () => {
    expect(new Set([...Object.keys(WRONG), ...FREE])).toEqual(new Set(Object.keys(SETTINGS)));
  });

  test.each(Object.entries(WRONG) as [SettingName, string][])(
    "%s: the error names the source of the wrong value",
    (name, value) => {
      const { flag, variable, default: fallback = "" }: Setting = SETTINGS[name];
      expect(() => readConfig({}, { [variable]: value })).toThrow(new RegExp(`^${variable} (must|is wrong)`));
      if (flag === undefined) return;
      const [option = ""] = flag.split(" ", 1);
      expect(() => readConfig({ [name]: value }, {})).toThrow(new RegExp(`^${option} (must|is wrong)`));
      // A valid flag overrides a wrong variable.
      expect(() => readConfig({ [name]: fallback }, { [variable]: value })).not.toThrow();
    },
  );

  test("that holds secrets is not repeated", () => {
    for (const [variable, value] of [
      ["DATABASE_URL", "mysql://u:hunter2@x"],
      ["DATABASE_URL", "postgres://u:hunter2@x/y?sslmode=z"],
      ["PLIMSOLL_ADMIN_KEY", "pk_hunter2"],
      ["PLIMSOLL_SECRET_KEY", "hunter2"],
    ] as const) {
      expect(() => readConfig({}, { [variable]: value })).toThrow(/^(?!.*hunter2)/);
    }
  });

  test("an admin key has 32 characters at least", () => {
    const key = (length: number) => ({ PLIMSOLL_ADMIN_KEY: `pk_${"x".repeat(length - 3)}` });
    expect(() => readConfig({}, key(31))).toThrow("PLIMSOLL_ADMIN_KEY must have at least 32 characters, not 31");
    expect(readConfig({}, key(32)).adminKey).toHaveLength(32);
    expect(readConfig({}, key(200)).adminKey).toHaveLength(200);
    expect(() => readConfig({}, key(201))).toThrow(/^PLIMSOLL_ADMIN_KEY/);
  });
});

describe("a secret from a file", () => {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-config-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };

  test.each([
    ["adminKey", `pk_${"k".repeat(40)}`],
    ["secretKey", "5a".repeat(32)],
    ["databaseUrl", "postgres://plimsoll:hunter2@db/plimsoll"],
  ] as const)("%s is read without the white space around it", (name, value) => {
    const path = file(name, `${value}\r\n`);
    expect(readConfig({}, { [`${SETTINGS[name].variable}_FILE`]: path })[name]).toBe(value);
  });

  test("is checked like any other, and the error names the variable but never the content", () => {
    const environment = { PLIMSOLL_ADMIN_KEY_FILE: file("short", "pk_hunter2") };
    expect(() => readConfig({}, environment)).toThrow(/^PLIMSOLL_ADMIN_KEY_FILE must have at least 32 characters/);
    expect(() => readConfig({}, environment)).toThrow(/^(?!.*hunter2)/);
  });

  test("that is missing, empty, too large or given twice is refused by name", () => {
    const read = (path: string, more = {}) => readConfig({}, { PLIMSOLL_SECRET_KEY_FILE: path, ...more });
    expect(() => read(join(directory, "none"))).toThrow(/^PLIMSOLL_SECRET_KEY_FILE: .*none cannot be read \(ENOENT\)$/);
    expect(() => read(file("empty", " \n"))).toThrow(/^PLIMSOLL_SECRET_KEY_FILE: .*empty is empty$/);
    expect(() => read(file("large", "a".repeat(20_000)))).toThrow(/larger than 16384 bytes$/);
    expect(() => read(file("twice", "5a".repeat(32)), { PLIMSOLL_SECRET_KEY: "5a".repeat(32) })).toThrow(
      "PLIMSOLL_SECRET_KEY and PLIMSOLL_SECRET_KEY_FILE are both set; set one of them",
    );
  });

  test("of a setting that a flag gives is not read", () => {
    const environment = { DATABASE_URL_FILE: join(directory, "none") };
    expect(readConfig({ databaseUrl: "" }, environment).databaseUrl).toBeNull();
  });

  test("is possible for secrets only", () => {
    expect(readConfig({}, { PLIMSOLL_HOST_FILE: join(directory, "none") }).host).toBe("127.0.0.1");
  });
});
