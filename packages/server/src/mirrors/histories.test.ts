import type { Provider } from "@plimsoll/core";
import pino from "pino";
import { expect, it } from "vitest";
import { ProviderError, type Connector } from "../providers/connector.ts";
import type { Committer } from "../store/commit/committer.ts";
import { Histories } from "./histories.ts";

it("a mirror whose transactions cannot be listed holds up no other one, and is tried again after them", async () => {
  const due = new Set(Array.from({ length: 50 }, (_, index) => index + 1));
  const broken = new Set([1, 2, 3, 4, 30]);
  const asked: number[] = [];
  const histories = new Histories({
    reads: {
      historiesDue: async (_account, _provider, after, limit) =>
        [...due]
          .filter((id) => id > after)
          .slice(0, limit)
          .map((walletId) => ({ walletId, externalId: String(walletId), before: Date.UTC(2026, 4, 15) })),
    },
    committer: {
      submit: async (command: { readonly walletId: number }) => {
        due.delete(command.walletId);
        return { ok: true, value: { counted: 0 } };
      },
    } as unknown as Committer,
    logger: pino({ level: "silent" }),
  });
  const connector = {
    capabilities: { transactions: true },
    listTransactions: async (externalId: string) => {
      asked.push(Number(externalId));
      if (broken.has(Number(externalId))) throw new ProviderError("not_found", `no wallet ${externalId}`);
      return { transactions: [], complete: true };
    },
  } as unknown as Connector;
  const poll = async () => {
    asked.length = 0;
    histories.begin({ id: "prov_1", accountId: 1 } as Provider, connector, new AbortController().signal);
    await histories.settled();
  };
  await poll();
  expect(asked).toEqual([1, 2, 3]);
  await poll();
  expect(asked).toEqual(Array.from({ length: 47 }, (_, index) => index + 4));
  expect([...due]).toEqual([...broken]);
  broken.clear();
  await poll();
  expect(due.size).toBe(0);
});
