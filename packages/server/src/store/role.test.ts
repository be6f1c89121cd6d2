import { pino } from "pino";
import { expect, test } from "vitest";
import { holdRole } from "./role.ts";

test("an unavailable store is logged once a role, and once when it is available again", async () => {
  const lines: string[] = [];
  const logger = pino(
    { level: "info" },
    { write: (line) => void lines.push((JSON.parse(line) as { msg: string }).msg) },
  );
  const over = new AbortController();
  let asked = 0;
  const takeRole = async () => {
    asked += 1;
    if (asked < 4) throw new Error("the connection was refused");
    over.abort();
    return null;
  };
  const held = holdRole({
    store: { takeRole },
    name: "sweep",
    logger,
    signal: over.signal,
    run: async () => {},
    askEveryMs: 1,
  });
  await held;
  expect(asked).toBe(4);
  expect(lines).toEqual([
    "holding the role sweep fails; trying again until it works",
    "holding the role sweep works again",
  ]);
});
