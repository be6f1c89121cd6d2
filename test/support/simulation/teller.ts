import type { Feature, Provider, Transaction, Wallet } from "@plimsoll/contract";
import { expect } from "vitest";
import { expectStatus, type Answer } from "../e2e/api.ts";
import { sendHook, type OctopusEvent } from "../e2e/octopus.ts";
import type { Server } from "../e2e/server.ts";
import type { Owners, Settings } from "./alert-oracle.ts";
import { randomSettings } from "./alert-settings.ts";
import { OPENING, type Auditor, type WalletBook } from "./auditor.ts";
import { readAll } from "./ledger.ts";
import { decimal } from "./money.ts";
import type { Random } from "./random.ts";
import type { Site } from "./site.ts";

export interface Trade {
  readonly currency: string;
  readonly scale: number;
}

export interface TellerOptions {
  readonly site: Site;
  readonly auditor: Auditor;
  readonly random: Random;
  readonly trade: Trade;
  readonly provider: Provider;
  readonly secret: string;
}

interface BatchAnswer {
  readonly results: readonly { readonly status: number }[];
}

interface Account {
  readonly book: WalletBook;
  /** The provider's number for a mirror; null for a ledger wallet. */
  readonly externalId: string | null;
  /** Null is unlimited. */
  readonly overdraft: bigint | null;
  own: Settings | null;
  featureIds: readonly string[];
}

/** Balances and thresholds are around this number of units. */
const MIDDLE = 10_000;

/**
 * One client that works step by step in a currency of its own, so that the result of every step is known beforehand.
 * Other tellers share the server, the batches and the account, but no wallet, feature or default.
 */
export class Teller {
  readonly #options: TellerOptions;
  readonly #accounts: Account[] = [];
  readonly #features = new Map<string, Settings | null>();
  /** Movements of provider wallets that have not been declared yet. */
  readonly #early = new Map<string, (readonly [string, bigint])[]>();
  #byDefault: Settings | null = null;
  #names = 0;

  constructor(options: TellerOptions) {
    this.#options = options;
  }

  /** Creates the first wallets. */
  async begin(): Promise<void> {
    for (let count = 0; count < 2; count += 1) await this.#createFeature();
    await this.#editDefault();
    for (let count = 0; count < 3; count += 1) await this.#openLedger();
    for (let count = 0; count < 2; count += 1) await this.#openMirror();
  }

  async step(): Promise<void> {
    const steps: readonly (readonly [number, () => Promise<void>])[] = [
      [30, () => this.#move()],
      [10, () => this.#burst()],
      [8, () => this.#batch()],
      [25, () => this.#hook()],
      [6, () => this.#earlyHook()],
      [2, () => this.#openLedger()],
      [2, () => this.#openMirror()],
      [7, () => this.#editOwn()],
      [5, () => this.#editFeature()],
      [5, () => this.#link()],
      [4, () => this.#editDefault()],
      [1, () => this.#createFeature()],
      [1, () => this.#deleteFeature()],
    ];
    let draw = this.#options.random.between(
      1,
      steps.reduce((sum, [weight]) => sum + weight, 0),
    );
    for (const [weight, step] of steps) {
      draw -= weight;
      if (draw <= 0) return step();
    }
  }

  /** Declares the wallets for which events still wait. */
  async end(): Promise<void> {
    while (this.#early.size > 0) await this.#openMirror();
  }

  get #random(): Random {
    return this.#options.random;
  }

  #name(): string {
    this.#names += 1;
    return `${this.#options.trade.currency}-${this.#names}`;
  }

  #amount(): bigint {
    return BigInt(this.#random.between(1, MIDDLE / 3));
  }

  #text(amount: bigint): string {
    return decimal(amount, this.#options.trade.scale);
  }

  #settings(): Settings {
    return randomSettings(this.#random, MIDDLE, this.#options.trade.scale);
  }

  #answered<T>(send: (server: Server) => Promise<Answer<T>>): Promise<Answer<T>> {
    return this.#options.site.answered(send);
  }

  #ledgerAccount(): Account {
    return this.#random.pick(this.#accounts.filter(({ externalId }) => externalId === null));
  }

  // Movements

  /** A credit or debit, now and then sent twice at once; an uncovered one must be refused. */
  async #move(): Promise<void> {
    const account = this.#ledgerAccount();
    const amount = this.#random.chance(0.5) ? this.#amount() : -this.#amount();
    const reference = this.#name();
    const copies = this.#random.chance(0.2) ? 2 : 1;
    const answers = await Promise.all(Array.from({ length: copies }, () => this.#post(account, amount, reference)));
    if (!covers(account, amount)) {
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 402));
      return;
    }
    account.book.post(reference, amount);
    for (const answer of answers) {
      const { sequence, balance_after: after } = expectStatus(201, answer);
      expect({ sequence, after }).toEqual({ sequence: account.book.sequence, after: this.#text(account.book.balance) });
    }
  }

  /** Equal debits at once, of which exactly the covered ones succeed. */
  async #burst(): Promise<void> {
    const account = this.#ledgerAccount();
    const amount = -this.#amount();
    const references = Array.from({ length: this.#random.between(2, 12) }, () => this.#name());
    const answers = await Promise.all(
      references.map(async (reference) => ({ reference, ...(await this.#post(account, amount, reference)) })),
    );
    const placed = answers.filter(({ status }) => status === 201);
    let covered = 0;
    for (const { reference } of placed) {
      expect(covers(account, amount)).toBe(true);
      account.book.post(reference, amount);
      covered += 1;
    }
    if (covered < answers.length) expect(covers(account, amount)).toBe(false);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(answers.length - covered);
  }

  #post(account: Account, amount: bigint, reference: string): Promise<Answer<Transaction>> {
    const path = `/wallets/${account.book.id}/${amount < 0n ? "debits" : "credits"}`;
    const body = { amount: this.#text(amount < 0n ? -amount : amount), reference_number: reference };
    return this.#answered(({ api }) => api.post<Transaction>(path, body, { "Idempotency-Key": reference }));
  }

  async #batch(): Promise<void> {
    const items = Array.from({ length: this.#random.between(2, 20) }, () => ({
      account: this.#ledgerAccount(),
      amount: this.#random.chance(0.6) ? this.#amount() : -this.#amount(),
      reference: this.#name(),
    }));
    const body = items.map(({ account, amount, reference }) => ({
      wallet_id: account.book.id,
      transaction_type: amount < 0n ? "DEBIT" : "CREDIT",
      amount: this.#text(amount < 0n ? -amount : amount),
      reference_number: reference,
      idempotency_key: reference,
    }));
    let attempts = 0;
    const { results } = expectStatus(
      200,
      await this.#answered(async ({ api }) => {
        attempts += 1;
        const answer = await api.post<BatchAnswer>("/transactions", body);
        // A batch during which the server ended is repeated whole.
        const broken = answer.status === 200 && answer.body.results.some(({ status }) => status >= 429);
        return broken ? { ...answer, status: 503 } : answer;
      }),
    );
    for (const [index, { account, amount, reference }] of items.entries()) {
      const status = results[index]?.status;
      // A refusal leaves no key: when repeated, a debit may be covered by later credits, which took effect before the
      // server ended.
      const behind = items.slice(index + 1).filter((item) => item.account === account && item.amount > 0n);
      const later = attempts > 1 ? behind.reduce((sum, item) => sum + item.amount, 0n) : 0n;
      if (covers(account, amount)) expect(status).toBe(201);
      else expect(status).toBe(later > 0n && status === 201 && covers(account, amount, later) ? 201 : 402);
      if (status === 201) account.book.post(reference, amount);
    }
  }

  async #hook(): Promise<void> {
    const account = this.#random.pick(this.#accounts.filter(({ externalId }) => externalId !== null));
    const [reference, amount] = await this.#send(account.externalId ?? "");
    account.book.post(reference, amount);
  }

  async #earlyHook(): Promise<void> {
    const known = this.#random.chance(0.7) ? [...this.#early.keys()] : [];
    const externalId = known.length > 0 ? this.#random.pick(known) : this.#name();
    const waiting = this.#early.get(externalId) ?? [];
    this.#early.set(externalId, waiting);
    waiting.push(await this.#send(externalId));
  }

  /** Sends one event of a provider's wallet one to three times at once. */
  async #send(externalId: string): Promise<readonly [string, bigint]> {
    const { provider, secret, trade } = this.#options;
    const amount = this.#random.chance(0.5) ? this.#amount() : -this.#amount();
    const reference = this.#name();
    const event: OctopusEvent = {
      id: `evt_${reference}`,
      type: amount < 0n ? "wallet.debited" : "wallet.credited",
      created_at: new Date().toISOString(),
      data: {
        wallet_id: externalId,
        ledger_id: this.#names,
        amount: this.#text(amount < 0n ? -amount : amount),
        currency: trade.currency,
        reference_number: reference,
        remarks: "",
      },
    };
    const answers = await Promise.all(
      Array.from({ length: this.#random.pick([1, 1, 2, 3]) }, () =>
        this.#answered(({ url }) => sendHook({ url, hookUrl: provider.hook_url, secret }, event)),
      ),
    );
    const firsts = answers.filter((answer) => !expectStatus(200, answer).duplicate);
    expect(firsts.length).toBeLessThanOrEqual(1);
    return [reference, amount];
  }

  // Wallets and their settings

  async #openLedger(): Promise<void> {
    const overdraft = this.#random.pick([0n, BigInt(MIDDLE / 2), null]);
    await this.#open(null, overdraft, 0n, { overdraft_limit: overdraft === null ? null : this.#text(overdraft) });
  }

  /** A mirror, preferably of a wallet for which events wait. */
  async #openMirror(): Promise<void> {
    const externalId = this.#random.pick([...this.#early.keys(), ...(this.#early.size === 0 ? [this.#name()] : [])]);
    const opening = BigInt(this.#random.between(0, 2 * MIDDLE));
    const account = await this.#open(externalId, null, opening, {
      provider_id: this.#options.provider.id,
      external_id: externalId,
      balance: this.#text(opening),
    });
    for (const [reference, amount] of this.#early.get(externalId) ?? []) account.book.post(reference, amount);
    this.#early.delete(externalId);
  }

  async #open(
    externalId: string | null,
    overdraft: bigint | null,
    opening: bigint,
    fields: Readonly<Record<string, unknown>>,
  ): Promise<Account> {
    const { auditor, trade } = this.#options;
    const own = this.#random.chance(0.4) ? this.#settings() : null;
    const featureIds = this.#someFeatures();
    const { id } = await this.#create<Wallet>("/wallets", {
      currency: trade.currency,
      alert_settings: own,
      feature_ids: featureIds,
      ...fields,
    });
    const account: Account = { book: auditor.open(id, trade.scale), externalId, overdraft, own, featureIds };
    if (opening !== 0n) account.book.post(OPENING, opening);
    this.#accounts.push(account);
    this.#watch(account);
    return account;
  }

  #someFeatures(): string[] {
    return this.#random.shuffled([...this.#features.keys()]).slice(0, this.#random.between(0, 2));
  }

  async #editOwn(): Promise<void> {
    const account = this.#random.pick(this.#accounts);
    account.own = this.#random.chance(0.25) ? null : this.#settings();
    await this.#patchWallet(account, { alert_settings: account.own });
  }

  async #link(): Promise<void> {
    const account = this.#random.pick(this.#accounts);
    account.featureIds = this.#someFeatures();
    await this.#patchWallet(account, { feature_ids: account.featureIds });
  }

  async #patchWallet(account: Account, patch: Readonly<Record<string, unknown>>): Promise<void> {
    expectStatus(200, await this.#answered(({ api }) => api.patch(`/wallets/${account.book.id}`, patch)));
    this.#watch(account);
  }

  async #createFeature(): Promise<void> {
    const settings = this.#random.chance(0.8) ? this.#settings() : null;
    const { id } = await this.#create<Feature>("/features", { alert_settings: settings });
    this.#features.set(id, settings);
  }

  async #editFeature(): Promise<void> {
    if (this.#features.size === 0) return;
    const id = this.#random.pick([...this.#features.keys()]);
    const settings = this.#random.chance(0.15) ? null : this.#settings();
    expectStatus(200, await this.#answered(({ api }) => api.patch(`/features/${id}`, { alert_settings: settings })));
    this.#features.set(id, settings);
    for (const account of this.#accounts) if (account.featureIds.includes(id)) this.#watch(account);
  }

  async #deleteFeature(): Promise<void> {
    if (this.#features.size === 0) return;
    const id = this.#random.pick([...this.#features.keys()]);
    const { status } = await this.#answered(({ api }) => api.delete(`/features/${id}`));
    // Not found when the response to the first request was lost.
    expect([204, 404]).toContain(status);
    this.#features.delete(id);
    for (const account of this.#accounts) {
      if (!account.featureIds.includes(id)) continue;
      account.featureIds = account.featureIds.filter((linked) => linked !== id);
      this.#watch(account);
    }
  }

  async #editDefault(): Promise<void> {
    const path = `/alert-settings/default/${this.#options.trade.currency}`;
    if (this.#random.chance(0.25)) {
      const { status } = await this.#answered(({ api }) => api.delete(path));
      expect([204, 404]).toContain(status);
      this.#byDefault = null;
    } else {
      const settings = this.#settings();
      expectStatus(200, await this.#answered(({ api }) => api.put(path, settings)));
      this.#byDefault = settings;
    }
    for (const account of this.#accounts) if (account.own === null) this.#watch(account);
  }

  #watch({ book, own, featureIds }: Account): void {
    const { currency } = this.#options.trade;
    const owners = new Map<string, Settings | null | undefined>([
      ...featureIds.map((id) => [`feature/${id}`, this.#features.get(id)] as const),
      own === null ? ([`default/${currency}`, this.#byDefault] as const) : ([`wallet/${book.id}`, own] as const),
    ]);
    book.watch(new Map([...owners].filter(([, settings]) => settings)) as Owners);
  }

  /** Creates an object under a name of its own, by which it is found when the response was lost. */
  async #create<T extends { readonly name: string }>(path: string, fields: object): Promise<T> {
    const name = this.#name();
    let tried = false;
    const answer = await this.#options.site.answered(async ({ api }) => {
      const existing = tried ? (await readAll<T>(api, path)).find((item) => item.name === name) : undefined;
      if (existing) return { status: 201, text: "", body: existing };
      tried = true;
      return api.post<T>(path, { name, ...fields });
    });
    if (answer.status !== 201) throw new Error(`${path} was answered with ${answer.status}: ${answer.text}`);
    return answer.body;
  }
}

/** Whether a debit or a credit would be accepted, with `extra` more on the account. */
function covers({ book, overdraft }: Account, amount: bigint, more = 0n): boolean {
  return amount > 0n || overdraft === null || book.balance + more + amount >= -overdraft;
}
