import { describe, expect, test } from "vitest";
import { readConfig, SETTINGS, type SettingName } from "./config.ts";

const NUMBERS = ["port", "retryBaseMs", "sweepIntervalMs", "maxQueue", "drainMs"];
const WRONG: Partial<Record<SettingName, string>> = {
  ...Object.fromEntries(NUMBERS.map((name) => [name, "soon"])),
  databaseUrl: "mysql://secret@x",
  allowPrivateTargets: "perhaps",
  dnsServers: "10.0.0.2, ns.example.com",
  adminKey: "pk_1",
  secretKey: "abc",
  logLevel: "loud",
  publicUrl: "nowhere",
  url: "nowhere",
};
/** Any text is valid. */
const FREE: readonly SettingName[] = ["host", "dataDir", "key", "watchToken", "watchApiKey", "watchApiSecret"];

describe("a setting", () => {
  test("is checked, unless any text is valid", () => {
    expect(new Set([...Object.keys(WRONG), ...FREE])).toEqual(new Set(Object.keys(SETTINGS)));
  });

  test.each(Object.entries(WRONG) as [SettingName, string][])(
    "%s: the error names the source of the wrong value",
    (name, value) => {
      const { flag, variable } = SETTINGS[name];
      expect(() => readConfig({}, { [variable]: value })).toThrow(new RegExp(`^${variable} (must|is wrong)`));
      if (flag === null) return;
      const [option = ""] = flag.split(" ", 1);
      expect(() => readConfig({ [name]: value }, {})).toThrow(new RegExp(`^${option} (must|is wrong)`));
      // A valid flag overrides a wrong variable.
      expect(() => readConfig({ [name]: SETTINGS[name].default }, { [variable]: value })).not.toThrow();
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
