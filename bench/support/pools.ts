import { createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { random } from "./random.ts";
import { httpRequest, RequestWriter, type Requests } from "./wire.ts";

/** Requests and their movements: `items` wallets in each request, each with an amount in cents. */
export interface Pool extends Requests {
  readonly items: number;
  readonly wallets: Uint32Array;
  readonly cents: Uint32Array;
}

const USER_AGENT = "plimsoll-bench/1";
const MAX_CENTS = 500;

export interface Signer {
  readonly providerId: string;
  readonly secret: string;
}

/** A provider's webhook (of the Octopus protocol) for a debit of `cents`, under an event id never used before. */
export function hook({ providerId, secret }: Signer, wallet: number, cents: number, serial: number): string {
  const eventId = `evt_${randomBytes(10).toString("hex")}`;
  const now = Date.now();
  const amount = (cents / 100).toFixed(2);
  const reference = `ORDER_${serial}`;
  const body = JSON.stringify({
    id: eventId,
    type: "wallet.debited",
    created_at: new Date(now).toISOString(),
    data: {
      wallet_id: wallet,
      ledger_id: 1_000_000 + serial,
      amount,
      currency: "USD",
      reference_number: reference,
      remarks: `USD Wallet deducted by amount ${amount} for order reference code ${reference}`,
    },
  });
  const headers = {
    "User-Agent": USER_AGENT,
    "Content-Type": "application/json",
    "X-Event-ID": eventId,
    "X-Event-Type": "wallet.debited",
    "X-Timestamp": String(Math.floor(now / 1_000)),
    "X-Signature": createHmac("sha256", secret).update(body).digest("hex"),
  };
  return httpRequest("POST", `/hooks/${providerId}`, headers, body);
}

class PoolWriter {
  readonly #requests = new RequestWriter();
  readonly #wallets: Uint32Array;
  readonly #cents: Uint32Array;
  readonly #items: number;
  #noted = 0;

  constructor(count: number, items: number) {
    this.#items = items;
    this.#wallets = new Uint32Array(count * items);
    this.#cents = new Uint32Array(count * items);
  }

  note(wallet: number, cents: number): void {
    this.#wallets[this.#noted] = wallet;
    this.#cents[this.#noted] = cents;
    this.#noted += 1;
  }

  add(request: string): void {
    this.#requests.add(request);
  }

  finish(): Pool {
    return { ...this.#requests.finish(), items: this.#items, wallets: this.#wallets, cents: this.#cents };
  }
}

/** Debits of wallets 1 … `wallets`, each as likely as the other. */
export function hookPool(signer: Signer, wallets: number, count: number, seed: number): Pool {
  const next = random(seed);
  const writer = new PoolWriter(count, 1);
  for (let i = 0; i < count; i += 1) {
    const wallet = 1 + Math.floor(next() * wallets);
    const cents = 1 + Math.floor(next() * MAX_CENTS);
    writer.note(wallet, cents);
    writer.add(hook(signer, wallet, cents, i));
  }
  return writer.finish();
}

export interface Crossings {
  /** Wallets 1 … `ordinary` are far from any threshold. */
  readonly ordinary: number;
  /** The first of the wallets that are one debit above it; each is used once. */
  readonly firstCrossing: number;
  readonly every: number;
  readonly cents: number;
}

/** Debits of which every n-th takes a wallet of its own across its threshold. */
export function crossingPool(signer: Signer, crossings: Crossings, count: number, seed: number): Pool {
  const next = random(seed);
  const writer = new PoolWriter(count, 1);
  for (let i = 0; i < count; i += 1) {
    const crosses = i % crossings.every === crossings.every - 1;
    const wallet = crosses
      ? crossings.firstCrossing + Math.floor(i / crossings.every)
      : 1 + Math.floor(next() * crossings.ordinary);
    writer.note(wallet, crossings.cents);
    writer.add(hook(signer, wallet, crossings.cents, i));
  }
  return writer.finish();
}

function authorized(key: string): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "User-Agent": USER_AGENT };
}

export interface NewWallets {
  readonly key: string;
  /** Mirrors of this provider's wallets; null makes ledger wallets without an overdraft limit. */
  readonly providerId: string | null;
  readonly first: number;
  readonly count: number;
  /** The mirrors' declared balance. */
  readonly balance: string;
}

/** A wallet's name and its id at the provider are its number here; the server gives it an id of its own. */
export function walletPool({ key, providerId, first, count, balance }: NewWallets): Pool {
  const writer = new PoolWriter(count, 1);
  for (let number = first; number < first + count; number += 1) {
    const common = { name: String(number), currency: "USD" };
    const wallet =
      providerId === null
        ? { ...common, overdraft_limit: null }
        : { ...common, provider_id: providerId, external_id: String(number), balance };
    writer.note(number, 0);
    writer.add(httpRequest("POST", "/api/v1/wallets", authorized(key), JSON.stringify(wallet)));
  }
  return writer.finish();
}

export interface Batches {
  readonly key: string;
  readonly wallets: number;
  readonly size: number;
  readonly count: number;
  readonly seed: number;
}

/** `POST /api/v1/transactions` with `size` debits of wallets by the server's ids, each under a key never used before. */
export function batchPool({ key, wallets, size, count, seed }: Batches): Pool {
  const next = random(seed);
  const writer = new PoolWriter(count, size);
  const headers = authorized(key);
  for (let i = 0; i < count; i += 1) {
    const items: unknown[] = [];
    for (let j = 0; j < size; j += 1) {
      const wallet = 1 + Math.floor(next() * wallets);
      const cents = 1 + Math.floor(next() * MAX_CENTS);
      writer.note(wallet, cents);
      items.push({
        wallet_id: wallet,
        transaction_type: "DEBIT",
        amount: (cents / 100).toFixed(2),
        kind: "order",
        reference_number: `ORDER_${i}_${j}`,
        idempotency_key: randomBytes(12).toString("hex"),
      });
    }
    writer.add(httpRequest("POST", "/api/v1/transactions", headers, JSON.stringify(items)));
  }
  return writer.finish();
}

export interface Debits {
  /** One of each account, which take turns. */
  readonly keys: readonly string[];
  /** Wallets of each account, with the server's ids from 1 on. */
  readonly wallets: number;
  readonly count: number;
  readonly seed: number;
}

/** `POST /api/v1/wallets/{id}/debits`, one debit a request. */
export function debitPool({ keys, wallets, count, seed }: Debits): Pool {
  const next = random(seed);
  const writer = new PoolWriter(count, 1);
  const headers = keys.map(authorized);
  for (let i = 0; i < count; i += 1) {
    const account = i % keys.length;
    const wallet = 1 + Math.floor(next() * wallets);
    const cents = 1 + Math.floor(next() * MAX_CENTS);
    const body = JSON.stringify({ amount: (cents / 100).toFixed(2), kind: "order", reference_number: `ORDER_${i}` });
    writer.note(account * wallets + wallet, cents);
    writer.add(httpRequest("POST", `/api/v1/wallets/${wallet}/debits`, headers[account] ?? {}, body));
  }
  return writer.finish();
}

/** `GET` of these paths, round and round. */
export function getPool(key: string, paths: readonly string[], count: number): Pool {
  const writer = new PoolWriter(count, 1);
  for (let i = 0; i < count; i += 1) {
    writer.note(0, 0);
    writer.add(httpRequest("GET", paths[i % paths.length] ?? "/", authorized(key)));
  }
  return writer.finish();
}

/** A card gateway's connection. */
export interface Gateway {
  readonly path: string;
  readonly authorization: string;
}

/** The issuers' own example of a message: some three kilobytes, of which only the card's id is read. */
const ENQUIRY = new URL("../../test/support/e2e/card-balance.json", import.meta.url);
const ENQUIRED_CARD = "61e02652bdf6466e4ff94921";

/** Balance enquiries of the cards `card-1` … `card-{cards}`, round and round. */
export function enquiryPool({ path, authorization }: Gateway, cards: number, count: number): Pool {
  const example = readFileSync(ENQUIRY, "utf8");
  const headers = { Authorization: authorization, "Content-Type": "application/json", "User-Agent": USER_AGENT };
  const writer = new PoolWriter(count, 1);
  for (let i = 0; i < count; i += 1) {
    writer.note(0, 0);
    writer.add(httpRequest("POST", path, headers, example.replace(ENQUIRED_CARD, `card-${1 + (i % cards)}`)));
  }
  return writer.finish();
}
