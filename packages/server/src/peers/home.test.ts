import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { claimOf, seedOf } from "./home.ts";

const ACCOUNTS = Array.from({ length: 4_000 }, (_, index) => index + 1);

describe("an account's home", () => {
  it("is spread evenly over the processes", () => {
    const processes = someProcesses(4);
    const counts = processes.map((id) => ACCOUNTS.filter((account) => homeOf(account, processes) === id).length);
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it("is spread evenly whatever the ids of the processes", () => {
    for (let round = 0; round < 50; round += 1) {
      const processes = someProcesses(2);
      const first = ACCOUNTS.filter((account) => homeOf(account, processes) === processes[0]).length;
      expect(Math.abs(first - 2_000)).toBeLessThan(250);
    }
  });

  it("moves only from or to the process that comes or goes", () => {
    const processes = someProcesses(5);
    const [gone, ...left] = processes;
    for (const account of ACCOUNTS) {
      const before = homeOf(account, processes);
      if (before !== gone) expect(homeOf(account, left)).toBe(before);
    }
  });

  it("differs for accounts beyond 32 bits", () => {
    const seed = seedOf(someProcesses(1)[0] ?? "");
    expect(claimOf(seed, 1)).not.toBe(claimOf(seed, 2 ** 32 + 1));
  });
});

function someProcesses(count: number): string[] {
  return Array.from({ length: count }, () => randomBytes(16).toString("hex"));
}

function homeOf(account: number, processes: readonly string[]): string | undefined {
  return processes.toSorted((a, b) => claimOf(seedOf(b), account) - claimOf(seedOf(a), account))[0];
}
