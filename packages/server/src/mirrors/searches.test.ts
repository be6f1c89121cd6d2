import type { Command, Provider } from "@plimsoll/core";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import type { Committer } from "../store/commit/committer.ts";
import type { Connector, TransactionListing } from "../providers/connector.ts";
import type { DriftingWallet } from "../store/port/providers.ts";
import { DriftSearches } from "./searches.ts";

interface Setup {
  readonly searches: DriftSearches;
  readonly providers: readonly Provider[];
  readonly commands: Command[];
  /** Providers whose list was requested, in order. */
  readonly asked: string[];
  readonly look: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Providers `p0`, `p1`, … of the given accounts, each with a drifting wallet; the lists of `slow` ones arrive when the
 * search is stopped.
 */
function setup(accounts: readonly number[], slow: ReadonlySet<string>): Setup {
  const providers = accounts.map((accountId, index) => ({ accountId, id: `p${index}` }) as Provider);
  const drifting = new Map(
    providers.map(({ accountId, id }, index): [string, DriftingWallet] => [
      id,
      { accountId, providerId: id, walletId: index + 1, externalId: id, since: 0 },
    ]),
  );
  const commands: Command[] = [];
  const asked: string[] = [];
  const stopping = new AbortController();
  const searches = new DriftSearches({
    reads: {
      driftingWallets: async ({ exceptProviders = [], exceptAccounts = [] }, limit) =>
        [...drifting.values()]
          .filter(
            ({ accountId, providerId }) => !exceptProviders.includes(providerId) && !exceptAccounts.includes(accountId),
          )
          .slice(0, limit),
    },
    committer: {
      submit: (async (command: Command) => {
        commands.push(command);
        if (command.type === "investigate_drifts") drifting.delete(`p${command.walletId - 1}`);
        return { ok: true, value: {} };
      }) as unknown as Committer["submit"],
    },
    connect: async ({ id }) =>
      ({
        capabilities: { transactions: true, quotes: false, orders: false },
        listTransactions: (_externalId: string, _since: number, signal: AbortSignal) => {
          asked.push(id);
          if (!slow.has(id)) return Promise.resolve({ transactions: [] } as unknown as TransactionListing);
          return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
        },
      }) as unknown as Connector,
    now: () => 0,
    logger: pino({ level: "silent" }),
  });
  return {
    searches,
    providers,
    commands,
    asked,
    look: () => searches.look(providers, stopping.signal),
    stop: async () => {
      stopping.abort(new Error("stopped"));
      await searches.settled();
    },
  };
}

const all = (count: number): ReadonlySet<string> => new Set(Array.from({ length: count }, (_, index) => `p${index}`));

describe("searches for drifts", () => {
  it("with a list that hangs delay neither the loop nor another provider's search", async () => {
    const { look, commands, asked, stop } = setup([1, 1, 2], new Set(["p0"]));
    await look();
    await expect.poll(() => commands.map((command) => (command as { walletId?: number }).walletId)).toEqual([2, 3]);
    await look();
    expect(asked).toEqual(["p0", "p1", "p2"]);
    await stop();
    expect(commands).toHaveLength(2);
  });

  it("are bounded for each account, and the others' begin although one has a hundred", async () => {
    const { look, asked, stop } = setup([...Array.from({ length: 100 }, () => 1), 2], all(100));
    for (let round = 0; round < 5; round++) await look();
    await expect.poll(() => asked).toHaveLength(5);
    expect(asked).toEqual(["p0", "p1", "p2", "p3", "p100"]);
    await stop();
  });

  it("are bounded in all", async () => {
    const accounts = Array.from({ length: 40 }, (_, index) => index);
    const { look, asked, stop } = setup(accounts, all(40));
    for (let round = 0; round < 5; round++) await look();
    await expect.poll(() => asked).toHaveLength(32);
    await stop();
  });
});
