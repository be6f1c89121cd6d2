import { isAmount } from "@plimsoll/core";
import { SandboxError } from "./error.ts";

/** @limit Sandbox and demo: transactions that the sandbox keeps; it refuses further movements. */
const MAX_ENTRIES = 500_000;
/** @limit Sandbox and demo: wallets that the sandbox keeps. */
const MAX_WALLETS = 10_000;

/** The webhooks count ledger entries, the API counts transactions, and the two numbers of one movement differ. */
const FIRST_LEDGER_ID = 1_001;

export type WalletType = "PREPAID" | "POSTPAID";

/** A wallet at the provider. `balance` counts 10^-scale. */
export interface SandboxWallet {
  readonly id: number;
  readonly currency: string;
  readonly scale: number;
  readonly type: WalletType;
  readonly balance: bigint;
}

export interface NewMovement {
  readonly walletId: number;
  readonly direction: "CREDIT" | "DEBIT";
  /** Greater than zero. */
  readonly amount: bigint;
  readonly reference: string;
  readonly remarks: string;
  readonly source: string;
  readonly orderId: number | null;
}

/** One immutable movement. */
export interface Entry extends NewMovement {
  readonly id: number;
  readonly ledgerId: number;
  readonly balanceAfter: bigint;
  /** By the provider's clock. */
  readonly at: number;
}

/** The provider's books: what is true, whatever webhooks and lists say. */
export class Ledger {
  readonly #wallets = new Map<number, SandboxWallet>();
  readonly #entries: Entry[] = [];

  add(wallet: Omit<SandboxWallet, "id"> & { readonly id?: number }): SandboxWallet {
    if (this.#wallets.size >= MAX_WALLETS) throw new SandboxError("BAD_REQUEST", "the sandbox is full");
    const id = wallet.id ?? Math.max(0, ...this.#wallets.keys()) + 1;
    if (!Number.isSafeInteger(id) || id < 1) throw new SandboxError("VALIDATION_FAILURE", "id must be from 1 on");
    if (this.#wallets.has(id)) throw new SandboxError("BAD_REQUEST", `there is a wallet ${id}`);
    const added = { ...wallet, id };
    this.#wallets.set(id, added);
    return added;
  }

  /** Throws NOT_FOUND. */
  wallet(id: number): SandboxWallet {
    const wallet = this.#wallets.get(id);
    if (!wallet) throw new SandboxError("NOT_FOUND", `there is no wallet ${id}`);
    return wallet;
  }

  get wallets(): SandboxWallet[] {
    return [...this.#wallets.values()].toSorted((a, b) => a.id - b.id);
  }

  /** The wallet as it was then, by the provider's clock. */
  walletAt(id: number, at: number): SandboxWallet {
    const wallet = this.wallet(id);
    const later = this.#entries.filter((entry) => entry.walletId === id && entry.at > at);
    const balance = later.reduce(
      (before, { direction, amount }) => (direction === "CREDIT" ? before - amount : before + amount),
      wallet.balance,
    );
    return { ...wallet, balance };
  }

  /** Oldest first. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Moves the balance and books it, or throws: a prepaid wallet does not go below zero. */
  move(movement: NewMovement, at: number): Entry {
    const wallet = this.wallet(movement.walletId);
    if (movement.amount <= 0n) throw new SandboxError("VALIDATION_FAILURE", "amount must be greater than zero");
    const balanceAfter = wallet.balance + (movement.direction === "CREDIT" ? movement.amount : -movement.amount);
    if (movement.direction === "DEBIT" && wallet.type === "PREPAID" && balanceAfter < 0n) {
      throw new SandboxError("INSUFFICIENT_FUNDS", `wallet ${wallet.id} does not hold that much`);
    }
    if (!isAmount(balanceAfter)) throw new SandboxError("VALIDATION_FAILURE", "amount is out of range");
    const count = this.#entries.length;
    if (count >= MAX_ENTRIES) throw new SandboxError("BAD_REQUEST", "the sandbox is full");
    const entry = { ...movement, id: count + 1, ledgerId: FIRST_LEDGER_ID + count, balanceAfter, at };
    this.#wallets.set(wallet.id, { ...wallet, balance: balanceAfter });
    this.#entries.push(entry);
    return entry;
  }
}
