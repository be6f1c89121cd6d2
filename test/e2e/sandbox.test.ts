import { describe, expect, it } from "vitest";
import { eventually } from "../support/e2e/eventually.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { PlimsollProcess } from "../support/e2e/process.ts";
import { connectSandbox, mirrorAll } from "../support/e2e/sandbox.ts";

describe("a sandbox beside a server", () => {
  const server = useServer();

  it("keeps its mirrors right by webhooks, though they are repeated, late and out of order", async () => {
    const connected = await connectSandbox(server(), {
      seed: 42,
      wallets: [
        { currency: "USD", balance: "1000.00" },
        { currency: "EUR", balance: "50.00" },
      ],
      faults: {
        duplicate_webhook: { probability: 0.3 },
        delay_webhook: { probability: 0.2, delayMs: 20 },
        reorder_webhook: { probability: 0.2 },
      },
    });
    const { sandbox } = connected;
    const mirrors = await mirrorAll(server(), connected);
    for (let i = 1; i <= 50; i++) sandbox.debit(1, `${i}.07`.slice(-4));
    sandbox.credit(2, "12.34");
    sandbox.placeOrder({ productId: 1, denomination: "50", quantity: 5, walletId: 1, reference: "ORDER-1" });
    await sandbox.idle();
    await eventually(async () => {
      const balances = await Promise.all(mirrors.map(async ({ id }) => (await server().api.wallet(id)).balance));
      expect(balances).toEqual(sandbox.truth().wallets.map(({ balance }) => balance));
      return true;
    });
    expect(sandbox.truth().struck).toMatchObject({ duplicate_webhook: expect.any(Number) as number });
  });
});

describe("plimsoll sandbox", () => {
  it("runs until a signal", async () => {
    const process = new PlimsollProcess(["sandbox", "--port", "0"], {});
    const url = await process.url();
    const truth = (await (await fetch(`${url}/sandbox/truth`)).json()) as { wallets: unknown[] };
    expect(truth.wallets).toHaveLength(3);
    expect(await process.end("SIGTERM")).toEqual({ code: 0, signal: null });
  });

  it("refuses an invalid port", async () => {
    const process = new PlimsollProcess(["sandbox", "--port", "http"], {});
    expect((await process.exited).code).toBe(1);
    expect(process.stderr).toContain("--port must be a whole number");
  });
});
