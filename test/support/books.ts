/**
 * An independent model of the server, written from PRODUCT.md sections 2 to 5 and reference/alert-rules.md: plain
 * objects, one command after another, no code shared with the server.
 */

export type Level = "info" | "warning" | "critical" | "block";
type State = "ok" | "info" | "warning" | "in_alarm" | "blocked";

const STATE: Readonly<Record<Level, State>> = {
  info: "info",
  warning: "warning",
  critical: "in_alarm",
  block: "blocked",
};
const SEVERITY: readonly State[] = ["ok", "info", "warning", "in_alarm", "blocked"];
const LEVELS: readonly Level[] = ["block", "critical", "warning", "info"];
const LARGEST = 2n ** 63n - 1n;

export type Settings = Readonly<Record<string, unknown>>;

interface Book {
  id: number;
  scale: number;
  currency: string;
  status: "active" | "frozen" | "closed";
  overdraft: bigint | null;
  external: string | null;
  settings: Settings | null;
  features: string[];
  balance: bigint;
  held: bigint;
  transactions: string[];
  /** Stream by its owner. */
  streams: Map<string, { state: State; episode: number | null }>;
}

export type Ask =
  | { do: "channel"; kind: "slack" | "pagerduty" | "email" }
  | { do: "route"; channel: number; second: number; on: Level[]; wait: number | null; from: string | null }
  | { do: "silence"; minutes: number; wallets: readonly number[]; includeBlock: boolean }
  | { do: "end silence"; silence: number }
  | { do: "acknowledge"; episode: number; undo: boolean }
  /** One of the channels' timers whose time may have come. */
  | { do: "timer"; which: number }
  | { do: "move"; wallet: number; direction: "CREDIT" | "DEBIT"; amount: unknown; key: string | null; body: string }
  | { do: "open"; currency: string; scale: number; overdraft: unknown; features: string[]; settings: Settings | null }
  | {
      do: "edit";
      wallet: number;
      status?: "active" | "frozen" | "closed" | undefined;
      overdraft?: unknown;
      features?: string[] | undefined;
      settings?: Settings | null | undefined;
    }
  | { do: "feature"; feature: string; settings: Settings | null }
  | { do: "drop feature"; feature: string }
  | { do: "default"; currency: string; settings: Settings }
  | { do: "drop default"; currency: string }
  | { do: "mirror"; external: string; currency: string }
  | {
      do: "reported";
      event: string;
      external: string;
      direction: "CREDIT" | "DEBIT";
      amount: string;
      currency: string;
      at: number;
    }
  | { do: "sweep"; wallets: number[] }
  | { do: "hold"; wallet: number; amount: unknown; seconds: number; key: string | null }
  | { do: "capture"; hold: number; amount: unknown; key: string | null }
  | { do: "release"; hold: number; key: string | null }
  | { do: "tick" }
  | {
      do: "order";
      wallet: number;
      product: ProductName;
      denomination: string;
      quantity: number;
      reference: string;
      body: string;
    }
  | { do: "deliver"; order: number; quantity: number; key: string | null }
  | { do: "end order"; order: number; status: "FAILED" | "CANCELLED"; key: string | null }
  | { do: "transfer"; from: number; to: number; amount: unknown; fee: unknown; rate: unknown; key: string | null };

export type ProductName = "card" | "voucher";

/** The products of the scene. Discount and percentage fee in tenths of a percent, fixed fee in units of two places. */
export const PRODUCTS: Readonly<Record<ProductName, Sold>> = {
  card: {
    currency: "USD",
    denominations: ["10.00", "0.25", "0.01"],
    discount: 35n,
    fixedFee: 50n,
    percentFee: 0n,
    most: 5,
  },
  voucher: { currency: "EUR", denominations: ["3.00", "7.77"], discount: 0n, fixedFee: 0n, percentFee: 15n, most: 3 },
};

interface Sold {
  readonly currency: string;
  readonly denominations: readonly string[];
  readonly discount: bigint;
  readonly fixedFee: bigint;
  readonly percentFee: bigint;
  readonly most: number;
}

/** The scene's only rate, from dollars to euros; the opposite rate is its reciprocal, to 18 places. */
export const USD_TO_EUR = "0.9137";

interface HoldBook {
  readonly wallet: Book;
  readonly amount: bigint;
  readonly until: number;
  status: "open" | "captured" | "released" | "expired";
  captured: bigint;
}

interface OrderBook {
  readonly wallet: Book;
  readonly reference: string;
  readonly asked: string;
  readonly quantity: number;
  readonly payable: bigint;
  status: "PENDING" | "PARTIALLY_DELIVERED" | "DELIVERED" | "FAILED" | "CANCELLED";
  delivered: number;
  refunded: bigint;
}

export class Books {
  readonly wallets: Book[] = [];
  readonly holds: HoldBook[] = [];
  readonly orders: OrderBook[] = [];
  /** `from → to: amount + fee → received`. */
  readonly transfers: string[] = [];
  /** `stream: previous → state at balance, sequence, episode`, by stream. */
  readonly alerts = new Map<string, string[]>();
  /** Blocks and unblocks of orders, by wallet. */
  readonly blocks = new Map<number, string[]>();
  private readonly features = new Map<string, Settings | null>();
  private readonly defaults = new Map<string, Settings>();
  private readonly keys = new Map<string, string>();
  private readonly heard = new Set<string>();
  private waiting: Extract<Ask, { do: "reported" }>[] = [];
  private episodes = 0;
  private now = 0;
  /** Holds that a client can know. */
  private knownHolds = 0;
  private knownEpisodes = 0;
  private channels = 0;
  private knownChannels = 0;
  /** When each silence ends. */
  private readonly silences: number[] = [];
  private knownSilences = 0;

  addFeature(id: string): void {
    this.features.set(id, null);
  }

  /** The following requests are made at one time, by a client that knows the holds placed so far. */
  begin(now: number): void {
    this.now = now;
    this.knownHolds = this.holds.length;
    this.knownEpisodes = this.episodes;
    this.knownChannels = this.channels;
    this.knownSilences = this.silences.length;
  }

  /** The result in a word: "ok", "again" for a repetition, or the reason of a refusal. */
  take(ask: Ask): string {
    switch (ask.do) {
      case "channel":
        if (this.channels >= 50) return "too_many";
        this.channels += 1;
        return "ok";
      case "route":
        return ask.channel < this.knownChannels && ask.second < this.knownChannels ? "ok" : "invalid";
      case "silence":
        this.silences.push(this.now + ask.minutes * 60_000);
        return "ok";
      case "end silence":
        if (ask.silence >= this.knownSilences || (this.silences[ask.silence] ?? 0) <= this.now) {
          return "silence_not_found";
        }
        this.silences[ask.silence] = this.now;
        return "ok";
      case "acknowledge": {
        if (ask.episode > this.knownEpisodes) return "episode_not_found";
        const streams = this.wallets.flatMap((book) => [...book.streams.values()]);
        return streams.some(({ episode }) => episode === ask.episode) ? "ok" : "episode_closed";
      }
      case "timer":
        return "ok";
      case "move":
        return this.move(ask);
      case "open":
        return this.open(ask);
      case "edit":
        return this.edit(ask);
      case "feature": {
        const before = this.features.get(ask.feature);
        if (before === undefined) return "feature_not_found";
        const settings = patched(before, ask.settings);
        if (!valid(settings)) return "invalid";
        this.features.set(ask.feature, settings);
        return this.lookAtAll();
      }
      case "drop feature":
        if (!this.features.delete(ask.feature)) return "feature_not_found";
        for (const book of this.wallets) book.features = book.features.filter((id) => id !== ask.feature);
        return this.lookAtAll();
      case "default":
        if (!valid(ask.settings)) return "invalid";
        this.defaults.set(ask.currency, ask.settings);
        return this.lookAtAll();
      case "drop default":
        return this.defaults.delete(ask.currency) ? this.lookAtAll() : "alert_default_not_found";
      case "mirror": {
        if (this.wallets.some(({ external }) => external === ask.external)) return "wallet_exists";
        const book = this.newBook(ask.currency, 2, null);
        book.external = ask.external;
        this.look(book);
        const mine = this.waiting.filter(({ external }) => external === ask.external);
        this.waiting = this.waiting.filter(({ external }) => external !== ask.external);
        for (const event of mine) this.apply(book, event);
        return "ok";
      }
      case "reported": {
        if (this.heard.has(ask.event)) return "again";
        const book = this.wallets.find(({ external }) => external === ask.external);
        if (book) {
          const answer = this.apply(book, ask);
          if (answer !== "ok") return answer;
        } else {
          if ((unitsOf(ask.amount, 18) ?? 0n) <= 0n) return "invalid";
          this.waiting.push(ask);
        }
        this.heard.add(ask.event);
        return "ok";
      }
      case "sweep":
        for (const book of this.wallets) if (ask.wallets.includes(book.id)) this.look(book);
        return "ok";
      case "hold":
        return this.hold(ask);
      case "capture":
      case "release":
        return this.endHold(ask);
      case "tick":
        for (const hold of this.holds.slice(0, this.knownHolds)) {
          if (hold.status === "open" && hold.until <= this.now) this.free(hold, "expired");
        }
        return "ok";
      case "order":
        return this.order(ask);
      case "deliver":
      case "end order":
        return this.fulfil(ask);
      case "transfer":
        return this.transfer(ask);
    }
  }

  /** The state of each stream of a wallet at some balance, by the rules alone. */
  statesAt(book: Book, balance: bigint): Map<string, State> {
    const states = new Map<string, State>();
    for (const [owner, settings] of this.ownersOf(book)) {
      states.set(owner, stateAt(settings, book.scale, book.streams.get(owner)?.state ?? "ok", balance));
    }
    return states;
  }

  worst(book: Book): State {
    const states = [...book.streams.values()].map(({ state }) => state);
    return states.reduce((a, b) => (SEVERITY.indexOf(a) >= SEVERITY.indexOf(b) ? a : b), "ok");
  }

  private move(ask: Extract<Ask, { do: "move" }>): string {
    const book = this.wallets.find(({ id }) => id === ask.wallet);
    if (!book) return "wallet_not_found";
    const repeated = this.repeated(ask);
    if (repeated !== null) return repeated;
    if (book.external !== null) return "mirror_is_read_only";
    if (book.status === "closed") return "wallet_closed";
    if (book.status === "frozen" && ask.direction === "DEBIT") return "wallet_frozen";
    const amount = unitsOf(ask.amount, book.scale);
    if (amount === null || amount <= 0n || amount > LARGEST) return "invalid";
    const moved = ask.direction === "DEBIT" ? -amount : amount;
    const refusal = movable(book, moved);
    if (refusal !== null) return refusal;
    this.post(book, book.balance + moved);
    this.remember(ask);
    return "ok";
  }

  private hold(ask: Extract<Ask, { do: "hold" }>): string {
    const book = this.wallets.find(({ id }) => id === ask.wallet);
    if (!book) return "wallet_not_found";
    const repeated = this.repeated(ask);
    if (repeated !== null) return repeated;
    if (book.external !== null) return "mirror_is_read_only";
    if (book.status !== "active") return `wallet_${book.status}`;
    const amount = unitsOf(ask.amount, book.scale);
    if (amount === null || amount <= 0n || amount > LARGEST) return "invalid";
    const refusal = movable(book, -amount);
    if (refusal !== null) return refusal;
    if (book.held + amount > LARGEST) return "balance_out_of_range";
    const until = this.now + ask.seconds * 1_000;
    this.holds.push({ wallet: book, amount, until, status: "open", captured: 0n });
    book.held += amount;
    this.look(book);
    this.remember(ask);
    return "ok";
  }

  private endHold(ask: Extract<Ask, { do: "capture" | "release" }>): string {
    const hold = ask.hold < this.knownHolds ? this.holds[ask.hold] : undefined;
    if (!hold) return "hold_not_found";
    const repeated = this.repeated(ask);
    if (repeated !== null) return repeated;
    if (hold.status === "captured" || hold.status === "released") return "hold_not_open";
    if (hold.until <= this.now) return "hold_expired";
    if (ask.do === "capture") {
      const amount = ask.amount === null ? hold.amount : unitsOf(ask.amount, hold.wallet.scale);
      if (amount === null || amount <= 0n || amount > hold.amount) return "invalid";
      hold.captured = amount;
      hold.status = "captured";
      hold.wallet.held -= hold.amount;
      this.post(hold.wallet, hold.wallet.balance - amount);
    } else this.free(hold, "released");
    this.remember(ask);
    return "ok";
  }

  private free(hold: HoldBook, status: "released" | "expired"): void {
    hold.status = status;
    hold.wallet.held -= hold.amount;
    this.look(hold.wallet);
  }

  private order(ask: Extract<Ask, { do: "order" }>): string {
    const before = this.orders.find(({ reference }) => reference === ask.reference);
    if (before) return before.asked === JSON.stringify(ask) ? "again" : "idempotency_key_reused";
    const book = this.wallets.find(({ id }) => id === ask.wallet);
    if (!book) return "wallet_not_found";
    if (book.status !== "active") return `wallet_${book.status}`;
    if (this.worst(book) === "blocked") return "orders_blocked";
    if (book.external !== null) return "order_not_placeable";
    const product = PRODUCTS[ask.product];
    if (!product.denominations.includes(ask.denomination) || ask.quantity > product.most) return "invalid";
    const payable = payableOf(product, (unitsOf(ask.denomination, 2) as bigint) * BigInt(ask.quantity), book);
    const refusal = movable(book, -payable);
    if (refusal !== null) return refusal;
    if (payable > 0n) this.post(book, book.balance - payable);
    const { reference, quantity } = ask;
    const asked = JSON.stringify(ask);
    this.orders.push({
      wallet: book,
      reference,
      asked,
      quantity,
      payable,
      status: "PENDING",
      delivered: 0,
      refunded: 0n,
    });
    return "ok";
  }

  private fulfil(ask: Extract<Ask, { do: "deliver" | "end order" }>): string {
    const order = this.orders[ask.order - 1];
    if (!order) return "order_not_found";
    const repeated = this.repeated(ask);
    if (repeated !== null) return repeated;
    if (order.status !== "PENDING" && order.status !== "PARTIALLY_DELIVERED") return "order_ended";
    if (ask.do === "deliver") {
      if (ask.quantity > order.quantity - order.delivered) return "invalid";
      order.delivered += ask.quantity;
      order.status = order.delivered === order.quantity ? "DELIVERED" : "PARTIALLY_DELIVERED";
    } else {
      const { wallet } = order;
      const refund = order.payable - rounded(order.payable * BigInt(order.delivered), BigInt(order.quantity));
      if (wallet.status === "closed") return "wallet_closed";
      if (wallet.balance + refund > LARGEST) return "balance_out_of_range";
      if (refund > 0n) this.post(wallet, wallet.balance + refund);
      order.refunded = refund;
      order.status = ask.status;
    }
    this.remember(ask);
    return "ok";
  }

  private transfer(ask: Extract<Ask, { do: "transfer" }>): string {
    const [from, to] = [ask.from, ask.to].map((number) => this.wallets.find(({ id }) => id === number));
    if (!from || !to) return "wallet_not_found";
    const repeated = this.repeated(ask);
    if (repeated !== null) return repeated;
    if (from.external !== null || to.external !== null) return "mirror_is_read_only";
    if (from.status === "closed" || to.status === "closed") return "wallet_closed";
    if (from.status === "frozen") return "wallet_frozen";
    const amount = unitsOf(ask.amount, from.scale);
    const fee = ask.fee === null ? 0n : unitsOf(ask.fee, from.scale);
    const given = ask.rate === null ? null : fractionOf(ask.rate);
    if (from === to || amount === null || amount <= 0n || amount > LARGEST || fee === null || fee < 0n)
      return "invalid";
    if (ask.rate !== null && (given === null || given.over <= 0n || from.currency === to.currency)) return "invalid";
    const rate = given ?? rateBetween(from.currency, to.currency);
    const received = converted(amount, from.scale, rate, to.scale);
    if (received === 0n) return "invalid";
    if (received > LARGEST || amount + fee > LARGEST) return "balance_out_of_range";
    const refusal = movable(from, -(amount + fee)) ?? movable(to, received);
    if (refusal !== null) return refusal;
    this.post(from, from.balance - amount - fee);
    this.post(to, to.balance + received);
    this.transfers.push(`${from.id} → ${to.id}: ${amount} + ${fee} → ${received}`);
    this.remember(ask);
    return "ok";
  }

  private repeated(ask: Keyed): string | null {
    if (ask.key === null || !this.keys.has(ask.key)) return null;
    return this.keys.get(ask.key) === fingerprintOf(ask) ? "again" : "idempotency_key_reused";
  }

  private remember(ask: Keyed): void {
    if (ask.key !== null) this.keys.set(ask.key, fingerprintOf(ask));
  }

  private post(book: Book, after: bigint): void {
    book.transactions.push(`${book.transactions.length + 1}: ${after - book.balance} → ${after}`);
    book.balance = after;
    this.look(book);
  }

  private apply(book: Book, event: Extract<Ask, { do: "reported" }>): string {
    const amount = unitsOf(event.amount, book.scale);
    if (event.currency !== book.currency || amount === null || amount <= 0n) return "invalid";
    this.post(book, book.balance + (event.direction === "DEBIT" ? -amount : amount));
    return "ok";
  }

  private open(ask: Extract<Ask, { do: "open" }>): string {
    const overdraft = overdraftOf(ask.overdraft, ask.scale);
    if (overdraft === undefined || !this.known(ask.features) || !valid(ask.settings, ask.scale)) return "invalid";
    const book = this.newBook(ask.currency, ask.scale, overdraft);
    book.features = [...new Set(ask.features)];
    book.settings = ask.settings;
    this.look(book);
    return "ok";
  }

  private edit(ask: Extract<Ask, { do: "edit" }>): string {
    const book = this.wallets.find(({ id }) => id === ask.wallet);
    if (!book) return "wallet_not_found";
    if (book.status === "closed" && ask.status !== "active") return "wallet_closed";
    if (ask.status === "closed" && (book.balance !== 0n || book.held !== 0n)) return "wallet_not_empty";
    if (book.external !== null && ask.overdraft !== undefined) return "invalid";
    const overdraft = ask.overdraft === undefined ? book.overdraft : overdraftOf(ask.overdraft, book.scale);
    const settings = ask.settings === undefined ? book.settings : patched(book.settings, ask.settings);
    if (overdraft === undefined || !this.known(ask.features ?? []) || !valid(settings, book.scale)) return "invalid";
    book.status = ask.status ?? book.status;
    book.overdraft = overdraft;
    book.settings = settings;
    book.features = [...new Set(ask.features ?? book.features)];
    this.look(book);
    return "ok";
  }

  private newBook(currency: string, scale: number, overdraft: bigint | null): Book {
    const book: Book = {
      id: this.wallets.length + 1,
      scale,
      currency,
      status: "active",
      overdraft,
      external: null,
      settings: null,
      features: [],
      balance: 0n,
      held: 0n,
      transactions: [],
      streams: new Map(),
    };
    this.wallets.push(book);
    return book;
  }

  private known(features: readonly string[]): boolean {
    return features.every((id) => this.features.has(id));
  }

  private ownersOf(book: Book): [string, Settings][] {
    if (book.status === "closed") return [];
    const owners: [string, Settings | null | undefined][] = book.features.map((id) => [
      `feature ${id}`,
      this.features.get(id),
    ]);
    if (book.settings === null) owners.push([`default ${book.currency}`, this.defaults.get(book.currency)]);
    else owners.push([`wallet ${book.id}`, book.settings]);
    return owners.filter((owner): owner is [string, Settings] => owner[1]?.["alert_enabled"] === true);
  }

  private lookAtAll(): string {
    for (const book of this.wallets) this.look(book);
    return "ok";
  }

  private look(book: Book): void {
    const available = book.balance - book.held;
    const wasBlocked = this.worst(book) === "blocked";
    const owners = this.ownersOf(book);
    for (const [owner, settings] of owners) {
      const stream = book.streams.get(owner) ?? { state: "ok" as State, episode: null };
      const state = stateAt(settings, book.scale, stream.state, available);
      if (state === stream.state) continue;
      const episode = stream.episode ?? (this.episodes += 1);
      const name = `${book.id} ${owner}`;
      const log = this.alerts.get(name) ?? [];
      log.push(`${stream.state} → ${state} at ${available}, sequence ${book.transactions.length}, #${episode}`);
      this.alerts.set(name, log);
      book.streams.set(owner, { state, episode: state === "ok" ? null : episode });
    }
    for (const owner of book.streams.keys()) {
      if (!owners.some(([name]) => name === owner)) book.streams.set(owner, { state: "ok", episode: null });
    }
    const isBlocked = this.worst(book) === "blocked";
    if (isBlocked !== wasBlocked && book.status !== "closed") {
      const log = this.blocks.get(book.id) ?? [];
      log.push(isBlocked ? "wallet.orders_blocked" : "wallet.orders_unblocked");
      this.blocks.set(book.id, log);
    }
  }
}

/**
 * A request under a key. A repetition is recognized by all of its data, but for a movement only wallet and body count.
 */
type Keyed = Extract<Ask, { readonly key: string | null }>;

export function fingerprintOf(ask: Keyed): string {
  return ask.do === "move" ? `${ask.wallet} ${ask.body}` : JSON.stringify(ask);
}

/** Why an amount cannot be debited (below zero) or credited; null when it can. */
function movable(book: Book, amount: bigint): string | null {
  const after = book.balance + amount;
  if (amount < 0n && book.overdraft !== null && after - book.held < -book.overdraft) return "insufficient_funds";
  if (after > LARGEST || after - book.held < -LARGEST - 1n) return "balance_out_of_range";
  return null;
}

interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

function fractionOf(input: unknown): Fraction | null {
  const over = unitsOf(input, 18);
  return over === null ? null : { over, under: 10n ** 18n };
}

function rateBetween(from: string, to: string): Fraction {
  const rate = fractionOf(USD_TO_EUR) as Fraction;
  if (from === to) return { over: 1n, under: 1n };
  return from === "USD" ? rate : { over: rounded(10n ** 18n * rate.under, rate.over), under: 10n ** 18n };
}

function converted(amount: bigint, scale: number, { over, under }: Fraction, toScale: number): bigint {
  return rounded(amount * over * 10n ** BigInt(toScale), under * 10n ** BigInt(scale));
}

/** To the nearest, halves up; only for numbers that are not negative. */
function rounded(over: bigint, under: bigint): bigint {
  return (2n * over + under) / (2n * under);
}

/** The face value less the discount at the rate, and the fee on top of it. */
function payableOf(product: Sold, face: bigint, { currency, scale }: Book): bigint {
  const rate = rateBetween(product.currency, currency);
  const net = converted(face - rounded(face * product.discount, 1_000n), 2, rate, scale);
  return net + converted(product.fixedFee, 2, rate, scale) + rounded(net * product.percentFee, 1_000n);
}

/**
 * The most severe level that the balance has reached; the present state lasts until its level is passed by more than
 * the margin.
 */
function stateAt(settings: Settings, scale: number, present: State, balance: bigint): State {
  for (const name of LEVELS) {
    const level = settings[name] as { threshold: string; condition: string } | null | undefined;
    if (!level) continue;
    // Eighteen places: thresholds may be finer than the wallet.
    const distance = balance * 10n ** BigInt(18 - scale) - (unitsOf(level.threshold, 18) as bigint);
    const inward = level.condition === "below" ? -distance : distance;
    const entered = SEVERITY.indexOf(STATE[name]) <= SEVERITY.indexOf(present);
    const margin = entered ? (unitsOf(settings["clear_margin"] ?? "0", 18) as bigint) : 0n;
    if (inward + margin >= 0n) return STATE[name];
  }
  return "ok";
}

/** A merge patch: null removes a member, objects are merged. */
function patched(before: Settings | null, patch: Settings | null): Settings | null {
  if (patch === null) return null;
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else if (typeof value === "object") merged[name] = { ...(merged[name] as object | undefined), ...value };
    else merged[name] = value;
  }
  return merged;
}

/** `places`: the decimal places that amounts may have. */
function valid(settings: Settings | null, places = 9): boolean {
  if (settings === null) return true;
  const level = (name: Level) => settings[name] as { threshold: string; condition: string } | null | undefined;
  if (settings["alert_enabled"] === true && !LEVELS.some((name) => level(name))) return false;
  if ((level("warning") || level("block")) && !level("critical")) return false;
  const given = (["block", "critical", "warning", "info"] as const).flatMap((name) => level(name) ?? []);
  const margin = settings["clear_margin"];
  if (given.some(({ threshold }) => unitsOf(threshold, places) === null)) return false;
  if (margin !== undefined && margin !== null && unitsOf(margin, places) === null) return false;
  const values = given.map(({ threshold }) => unitsOf(threshold, 18) as bigint);
  if (new Set(given.map(({ condition }) => condition)).size > 1) return false;
  const rising = given[0]?.condition === "below";
  return values.every((value, i) => {
    const before = values[i - 1];
    return before === undefined || (rising ? before < value : before > value);
  });
}

function overdraftOf(input: unknown, scale: number): bigint | null | undefined {
  if (input === undefined) return 0n;
  if (input === null) return null;
  const limit = unitsOf(input, scale);
  return limit === null || limit < 0n ? undefined : limit;
}

/** Decimal text or number in units of 10^-scale; null when it is invalid or finer. */
function unitsOf(input: unknown, scale: number): bigint | null {
  if (typeof input !== "string" && typeof input !== "number") return null;
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(input));
  if (!match) return null;
  const [, sign = "", whole = "", fraction = ""] = match;
  if (fraction.length > scale) return null;
  const units = BigInt(whole + fraction.padEnd(scale, "0"));
  return sign === "-" ? -units : units;
}
