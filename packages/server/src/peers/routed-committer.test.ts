import type { Command } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import type { Committer } from "../store/commit/committer.ts";
import { routedCommitter } from "./routed-committer.ts";

describe("a committer that hands over", () => {
  it("hands over what is for another process and keeps what is its own", async () => {
    const { submit, done } = routed((accountId) => accountId === 2);

    await submit("post_transaction", 1);
    await submit("post_transaction", 2);
    await submit("record_attempts", 2);

    expect(done).toEqual(["here post_transaction 1", "there post_transaction 2", "there record_attempts 2"]);
  });

  it.each<Command["type"]>(["create_api_key", "update_provider", "update_gateway_connection", "create_wallet"])(
    "keeps %s, whose process must know at once or that is rare",
    async (type) => {
      const { submit, done } = routed(() => true);
      await submit(type, 2);
      expect(done).toEqual([`here ${type} 2`]);
    },
  );

  it("is drained when others have answered, and then its own", async () => {
    const { committer, waiting, order } = routed(() => true);
    waiting.underWay = 1;
    const drained = committer.drain().then(() => order.push("drained"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([]);

    waiting.underWay = 0;
    await drained;

    expect(order).toEqual(["local", "drained"]);
  });
});

function routed(isElsewhere: (accountId: number) => boolean) {
  const done: string[] = [];
  const order: string[] = [];
  const waiting = { underWay: 0 };
  const submitting = (where: string) =>
    ((command: Command) => {
      done.push(`${where} ${command.type} ${command.accountId}`);
      return Promise.resolve({ ok: true });
    }) as unknown as Committer["submit"];
  const committer = routedCommitter({
    local: { submit: submitting("here"), depth: 0, drain: async () => void order.push("local") },
    peers: {
      homeOf: (accountId) => (isElsewhere(accountId) ? { submit: submitting("there") } : null),
      get underWay() {
        return waiting.underWay;
      },
    },
    onHandedOver: () => undefined,
  });
  const submit = (type: Command["type"], accountId: number) => committer.submit({ type, accountId } as Command);
  return { committer, submit, done, order, waiting };
}
