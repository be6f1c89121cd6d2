import { expect, it } from "vitest";
import { describeEngines } from "../support/e2e/engines.ts";
import { newWallet } from "../support/commands.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { dataWithHistory } from "../support/e2e/history.ts";
import { Auditor } from "../support/simulation/auditor.ts";
import { countOf, readLedger } from "../support/simulation/ledger.ts";
import { Postmaster } from "../support/simulation/postmaster.ts";
import { Random, SEED_TITLE, seeds } from "../support/simulation/random.ts";
import { SCALE } from "../support/scale.ts";
import { Site } from "../support/simulation/site.ts";
import { Teller, type Trade } from "../support/simulation/teller.ts";

const SECRET = "whs_simulation";
const TRADES: readonly Trade[] = [
  { currency: "USD", scale: 2 },
  { currency: "EUR", scale: 2 },
  { currency: "JPY", scale: 0 },
  { currency: "KWD", scale: 3 },
  { currency: "GBP", scale: 2 },
];
const STEPS = 60 * SCALE;
const STEPS_PER_DISTURBANCE = 8;
/** Number of ends of the server: at once, or in an orderly way. */
const ENDS = 5;
const MANY_WALLETS = 1_200;
const ALERTS = ["feature.wallet_balance.alert", "wallet.balance.alert"];

describeEngines("a random day with crashes", (engine) => {
  it.each(seeds())(`ends with books that agree, ${SEED_TITLE}`, { timeout: 180_000 * SCALE }, async (seed) => {
    const random = new Random(seed);
    const site = await Site.open({
      engine,
      env: { PLIMSOLL_RETRY_BASE_MS: "50", PLIMSOLL_SWEEP_INTERVAL_MS: "250" },
    });
    const auditor = new Auditor();
    const postmaster = new Postmaster(site, random.fork());
    await postmaster.open("steady", ["*"], true);
    await postmaster.open("fickle", ["*"], true);
    await postmaster.open("dying", [...ALERTS, "wallet.credited"], true);
    await postmaster.open("dead", ["wallet.created"], true);

    const provider = await site.server.api.createProvider(SECRET);
    const tellers = TRADES.map(
      (trade) => new Teller({ site, auditor, random: random.fork(), trade, provider, secret: SECRET }),
    );
    const chaos = random.fork();
    const total = TRADES.length * STEPS;
    const ends = new Map<number, "SIGKILL" | "SIGTERM">();
    while (ends.size < ENDS)
      ends.set(chaos.between(total / 10, total - 1), chaos.pick(["SIGKILL", "SIGKILL", "SIGTERM"]));

    let steps = 0;
    // Concurrent with the tellers, but in step with them, so that a seed gives the same day again.
    let aside: Promise<unknown> = Promise.resolve();
    await Promise.all(
      tellers.map(async (teller) => {
        await teller.begin();
        for (let step = 0; step < STEPS; step += 1) {
          await teller.step();
          steps += 1;
          const signal = ends.get(steps);
          if (signal) aside = Promise.all([aside, site.restart(signal)]);
          if (steps % STEPS_PER_DISTURBANCE === 0) aside = aside.then(() => postmaster.step());
          if (steps === total / 2)
            aside = aside.then(() => postmaster.open("slow", [...ALERTS, "wallet.updated"], false));
        }
        await teller.end();
      }),
    );
    await aside;

    await postmaster.settle();
    const ledger = await readLedger(site.server.api);
    auditor.audit(ledger);
    await postmaster.audit(site.server.api, ledger);
    expect(site.restarts).toBe(ENDS);
    expect(await site.server.cli("verify")).toMatchObject({ code: 0 });
    await site.close();
    await postmaster.close();
  });
});

describeEngines("a settings change for more wallets than one transaction takes", (engine) => {
  it("is completed although the server is killed", async () => {
    const commands = Array.from({ length: MANY_WALLETS }, () => newWallet());
    const site = await Site.open({ data: await dataWithHistory(engine, [{ at: Date.now(), commands }]) });
    const { api } = site.server;
    const settings = { alert_enabled: true, critical: { threshold: "0.00", condition: "below" } };
    expect((await api.put("/alert-settings/default/USD", settings)).status).toBe(200);
    await site.restart("SIGKILL");

    await eventually(async () => (await countOf(site.server.api, "/alerts")) === MANY_WALLETS, 20_000);
    const { changes } = await readLedger(site.server.api);
    const states = [...changes.values()].map((log) => log.map(({ state }) => state));
    expect(states).toEqual(Array.from({ length: MANY_WALLETS }, () => ["in_alarm"]));
  });
});
