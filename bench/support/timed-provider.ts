import { createHmac, randomBytes } from "node:crypto";
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Signer } from "./pools.ts";
import type { Resources } from "./resources.ts";

const TOKENS = JSON.stringify({ success: true, data: { access_token: "access", refresh_token: "refresh" } });
const CURRENCIES = JSON.stringify([{ id: 1, name: "US Dollar", currency: "USD", precision: 2 }]);

/** How the provider dates what it books. */
type Precision = "milliseconds" | "seconds";

/** A few wallets of the Octopus protocol, whose balances are read and whose hooks are sent at known times. */
export class TimedProvider {
  /** When the last poll was answered, by `performance.now()`. */
  lastPollAt = Number.NEGATIVE_INFINITY;
  polls = 0;
  readonly #precision: Precision;
  readonly #cents: Int32Array;
  readonly #booked: object[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  #waiting: (() => void)[] = [];

  /** Wallets 1 to `wallets`, each of `cents`. */
  constructor(wallets: number, cents: number, precision: Precision) {
    this.#cents = new Int32Array(wallets + 1).fill(cents);
    this.#precision = precision;
  }

  /** Its port. */
  listen(resources: Resources): Promise<number> {
    const server = createServer({ keepAliveTimeout: 65_000 }, (received, response) => {
      received.resume();
      received.on("end", () => this.#respond(received, response));
    });
    resources.defer(() => {
      this.#agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    });
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  }

  /** Resolves when the next poll has been answered. */
  nextPoll(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  cents(wallet: number): number {
    return this.#cents[wallet] ?? Number.NaN;
  }

  /** Books the movement and sends its hook at once; rejects unless it is acknowledged. */
  async move(wallet: number, cents: number, { providerId, secret }: Signer, port: number): Promise<void> {
    this.#cents[wallet] = this.cents(wallet) + cents;
    const now = Date.now();
    const dated = this.#precision === "seconds" ? Math.floor(now / 1_000) * 1_000 : now;
    const number = this.#booked.length + 1;
    const amount = Math.abs(cents) / 100;
    const reference = `REF_${number}`;
    const created = new Date(dated).toISOString();
    this.#booked.push({
      id: number,
      wallet_id: wallet,
      currency_id: 1,
      amount,
      transaction_type: cents < 0 ? "DEBIT" : "CREDIT",
      status: "COMPLETED",
      remarks: reference,
      created_at: created,
    });
    const id = `evt_${randomBytes(10).toString("hex")}`;
    const type = cents < 0 ? "wallet.debited" : "wallet.credited";
    const data = { wallet_id: wallet, ledger_id: 1_000 + number, amount: amount.toFixed(2), currency: "USD" };
    const body = JSON.stringify({ id, type, created_at: created, data: { ...data, reference_number: reference } });
    const headers = {
      "content-type": "application/json",
      "x-event-id": id,
      "x-event-type": type,
      "x-signature": createHmac("sha256", secret).update(body).digest("hex"),
    };
    await new Promise<void>((resolve, reject) => {
      const path = `/hooks/${providerId}`;
      const sent = request(
        { port, host: "127.0.0.1", method: "POST", path, headers, agent: this.#agent },
        (response) => {
          response.resume();
          if (response.statusCode === 200) response.on("end", resolve);
          else reject(new Error(`a hook got ${response.statusCode}`));
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }

  #respond({ url = "/" }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, "http://provider");
    if (pathname === "/auth/login") return answer(response, TOKENS);
    if (pathname === "/api/v1/currencies") return answer(response, CURRENCIES);
    if (pathname === "/api/v1/transactions") {
      const own = this.#booked.filter(
        (line) => String(Reflect.get(line, "wallet_id")) === searchParams.get("wallet_id"),
      );
      return answer(response, JSON.stringify(own.toReversed()));
    }
    if (pathname !== "/api/v1/wallets") return void response.writeHead(404).end();
    const wallets = Array.from(this.#cents.subarray(1), (cents, index) => ({
      id: index + 1,
      name: String(index + 1),
      currency_id: 1,
      amount: cents / 100,
      type: "PREPAID",
    }));
    answer(response, JSON.stringify(wallets));
    this.lastPollAt = performance.now();
    this.polls += 1;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

function answer(response: ServerResponse, body: string): void {
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-has-more": "false",
  });
  response.end(body);
}
