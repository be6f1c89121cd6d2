import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { CardIssuer, type GatewayReply } from "../support/e2e/card-issuer.ts";
import { postgresUrl } from "../support/e2e/database.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { startServer, type Server } from "../support/e2e/server.ts";
import { SCALE } from "../support/scale.ts";
import { startBehindProxy } from "../support/simulation/outage.ts";

const ENQUIRIES = 4_000 * SCALE;
const ASKERS = 24;
const CARD = "card-outage";
const OPENING = 1_000;

/**
 * Sends enquiries for one card's balance while its wallet is credited by whole units. Every balance must lie between
 * the credits acknowledged when the enquiry was sent and the credits sent when the response arrived; 91 and a lost
 * connection have no balance.
 */
class Enquiries {
  readonly wrong: string[] = [];
  good = 0;
  unavailable = 0;
  lost = 0;
  /** Units whose credit was acknowledged, and units whose credit was sent. */
  #acknowledged = OPENING;
  #sent = OPENING;
  #asked = 0;
  issuer: CardIssuer;
  #walletId: number;

  constructor(issuer: CardIssuer, walletId: number) {
    this.issuer = issuer;
    this.#walletId = walletId;
  }

  get over(): boolean {
    return this.#asked >= ENQUIRIES;
  }

  async run(): Promise<void> {
    await Promise.all([this.#credit(), ...Array.from({ length: ASKERS }, () => this.#ask())]);
  }

  async #ask(): Promise<void> {
    while (!this.over) {
      this.#asked += 1;
      const least = this.#acknowledged;
      const reply = await this.issuer.balance(CARD).catch(() => null);
      if (reply === null) {
        this.lost += 1;
        await delay(5);
      } else this.#judge(reply, least);
    }
  }

  #judge({ status, text, body }: GatewayReply, least: number): void {
    const balance = body.data?.balance;
    if (status === 200 && body.responseCode === "91" && balance === undefined) this.unavailable += 1;
    else if (
      status === 200 &&
      body.responseCode === "00" &&
      balance !== undefined &&
      balance >= least &&
      balance <= this.#sent
    ) {
      this.good += 1;
    } else this.wrong.push(`${status} ${text}, expected ${least} to ${this.#sent}`);
  }

  /** One unit at a time; a credit whose response was lost is sent again under its key. */
  async #credit(): Promise<void> {
    for (let unit = 1; !this.over; unit += 1) {
      this.#sent += 1;
      for (;;) {
        const key = { "idempotency-key": `unit-${unit}` };
        const path = `/wallets/${this.#walletId}/credits`;
        const answer = await this.issuer.server.api.post(path, { amount: "1" }, key).catch(() => null);
        if (answer?.status === 201) break;
        if (this.over) return;
        await delay(20);
      }
      this.#acknowledged += 1;
    }
  }
}

async function prepared(server: Server): Promise<Enquiries> {
  const issuer = await CardIssuer.connect(server);
  const wallet = await server.api.createFundedWallet(OPENING.toFixed(2));
  await issuer.card(CARD, wallet.id);
  return new Enquiries(issuer, wallet.id);
}

describe.skipIf(postgresUrl === undefined)("card enquiries while PostgreSQL goes away and comes back", () => {
  it("never get a wrong balance", async () => {
    const { server, proxy } = await startBehindProxy();
    const enquiries = await prepared(server);
    const asking = enquiries.run();
    for (const fail of [() => proxy.refuse(), () => proxy.stall(), () => proxy.refuse()]) {
      const before = enquiries.good;
      await eventually(() => enquiries.over || enquiries.good > before + 200);
      const away = enquiries.unavailable;
      fail();
      await eventually(() => enquiries.over || enquiries.unavailable > away + ASKERS);
      proxy.resume();
    }
    await asking;
    expect(enquiries.wrong).toEqual([]);
    expect(enquiries.lost).toBe(0);
    expect(enquiries.unavailable).toBeGreaterThan(0);
    expect(enquiries.good).toBeGreaterThan(600);
  });
});

describe("card enquiries while the server is killed and started again", () => {
  it("never get a wrong balance", async () => {
    let server = await startServer();
    const enquiries = await prepared(server);
    const path = new URL(enquiries.issuer.url).pathname;
    const asking = enquiries.run();
    for (let kills = 0; kills < 3; kills += 1) {
      const before = enquiries.good;
      await eventually(() => enquiries.over || enquiries.good > before + 400);
      await server.kill();
      server = await server.restart();
      enquiries.issuer = CardIssuer.at(server, path);
    }
    await asking;
    expect(enquiries.wrong).toEqual([]);
    expect(enquiries.lost).toBeGreaterThan(0);
    expect(enquiries.good).toBeGreaterThan(1_200);
  });
});
