import { expect, test } from "vitest";
import {
  ACCOUNT,
  attempt,
  credit,
  debit,
  newEndpoint,
  newProvider,
  newTopup,
} from "../../../../test/support/commands.ts";
import { connect, watchedWallets } from "../../../../test/support/notified.ts";
import { snapshot } from "../../../../test/support/snapshot.ts";
import { World } from "../../../../test/support/world.ts";
import type { RouteEvent } from "../model/route.ts";
import type { Message } from "./notice.ts";

const DAY = 86_400_000;

/** A world with one wallet, and a channel that receives this event. */
function listening(event: RouteEvent): { world: World; said: () => string[] } {
  const world = new World();
  watchedWallets(world, 1);
  world.must(credit(1, "1000.00"));
  const channel = connect(world, "slack", [event], { groupWaitSeconds: 0 });
  const said = () =>
    world
      .rows("notifications")
      .filter(({ endpointId }) => endpointId === channel)
      .flatMap(({ payload }) =>
        (JSON.parse(payload) as Message).notices.map(({ kind, summary }) => `${kind}: ${summary}`),
      );
  return { world, said };
}

function refusedHooks(world: World, providerId: string, count: number): void {
  const refused = { count, at: world.now, reason: "the signature is wrong", last: true };
  world.must({ type: "record_hooks", accountId: ACCOUNT, providerId, receivedAt: null, refused });
}

test("hooks that are refused, and accepted again", () => {
  const { world, said } = listening("provider_failing");
  const { provider } = world.must(newProvider());
  refusedHooks(world, provider.id, 40);
  const accepted = { providerId: provider.id, receivedAt: world.now + 1, refused: null };
  world.must({ type: "record_hooks", accountId: ACCOUNT, ...accepted });
  expect(said()).toEqual([
    `operation: Hooks of the provider ${provider.name} are refused`,
    `recovery: Hooks of the provider ${provider.name} are accepted again`,
  ]);
});

test("a drift that no transaction explains", () => {
  const { world, said } = listening("drift");
  const { provider } = world.must(newProvider());
  for (const available of ["100.00", "70.00"]) {
    world.now += 60_000;
    world.must(snapshot(world, provider.id, { "1": available }));
  }
  const walletId = world.rows("wallets").find(({ source }) => source === "mirror")?.id ?? 0;
  for (let search = 0; search < 3; search += 1) {
    world.must({ type: "investigate_drifts", accountId: ACCOUNT, walletId, transactions: [] });
  }
  expect(said()).toEqual([expect.stringMatching(/^operation: .*Octopus 1.*30\.00/)]);
});

test("a top-up that is proposed", () => {
  const { world, said } = listening("topup_proposed");
  world.must(debit(1, "985.00"));
  expect(said()).toEqual([expect.stringMatching(/^operation: A top-up of [\d.]+ USD is proposed for /)]);
});

test("a top-up that is overdue", () => {
  const { world, said } = listening("topup_overdue");
  world.must(newTopup(1, "500.00", { expectedAt: world.now }));
  const topup = world.rows("topups").find(({ amount }) => amount === 50_000n);
  world.now += DAY;
  world.must({ type: "mark_overdue", accountId: ACCOUNT, topupIds: [topup?.id ?? ""] });
  expect(said()).toEqual([expect.stringMatching(/^operation: The top-up of 500\.00 USD for .* has not arrived$/)]);
});

test("a webhook endpoint that is warned of twice, and disabled", () => {
  const { world, said } = listening("endpoint_disabled");
  const { endpoint } = world.must(newEndpoint());
  world.must(debit(1, "1.00"));
  const start = world.now;
  for (const days of [0, 2.6, 4.6, 5.1]) {
    world.now = start + days * DAY;
    world.must(attempt(endpoint.id, 1, world.now, 500));
  }
  const failing = `operation: The webhook endpoint ${endpoint.url} will be disabled if it keeps failing`;
  expect(said()).toEqual([failing, failing, `operation: The webhook endpoint ${endpoint.url} is disabled`]);
});
