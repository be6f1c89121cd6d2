import { account } from "../accounts.ts";
import { row, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { accepted } from "../outcome.ts";
import type { OwnerKind } from "../model/alert.ts";
import type { Wallet } from "../model/wallet.ts";
import { removeLink } from "./features/links.ts";
import { evaluateWallet } from "./evaluate.ts";
import type { Cause } from "./log-change.ts";
import { evaluationLookups } from "./owners.ts";
import { walk } from "../walk.ts";

/** @limit Domain: wallets that one command evaluates when alert settings change; the rest follow page by page. */
export const REEVALUATION_PAGE = 500;

const SETTINGS: Cause = { type: "settings" };

/** Carries on with a re-evaluation that was longer than one page. */
export interface ContinueReevaluation {
  readonly type: "continue_reevaluation";
  readonly accountId: number;
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
}

export const continueReevaluation: Handler<ContinueReevaluation, { readonly done: boolean }> = {
  lookups: () => [],
  apply: (draft, { accountId, ownerKind, ownerId }) => {
    const job = draft.get("reevaluations", accountId, ownerKind, ownerId);
    return accepted({ done: job ? evaluatePage(draft, accountId, ownerKind, ownerId, job.cursor) : true });
  },
};

/**
 * Evaluates every wallet that the changed settings affect: the first page now, the others by a job stored with the
 * change.
 */
export function reevaluate(
  draft: Draft,
  accountId: number,
  ownerKind: Exclude<OwnerKind, "wallet">,
  ownerId: string,
): void {
  evaluatePage(draft, accountId, ownerKind, ownerId, 0);
}

function evaluatePage(draft: Draft, accountId: number, ownerKind: OwnerKind, ownerId: string, cursor: number): boolean {
  const page =
    ownerKind === "feature"
      ? featurePage(draft, accountId, ownerId, cursor)
      : accountPage(draft, accountId, ownerId, cursor);
  draft.require(evaluationLookups(page.wallets));
  const left = walk(draft, page.wallets, (wallet) => {
    if (page.unlink) removeLink(draft, wallet, ownerId);
    evaluateWallet(draft, wallet, SETTINGS);
  });
  const [first] = left;
  const next = first ? first.id - 1 : page.next;
  record(draft, accountId, ownerKind, ownerId, next);
  return next === null;
}

interface Page {
  readonly wallets: readonly Readonly<Wallet>[];
  readonly next: number | null;
  /** The feature is deleted: its wallets lose the link when they are evaluated. */
  readonly unlink?: boolean;
}

function featurePage(draft: Draft, accountId: number, featureId: string, cursor: number): Page {
  const links = draft.page("walletFeatures", "feature", [accountId, featureId], cursor, REEVALUATION_PAGE);
  draft.require(links.rows.map((link) => row("wallets", accountId, link.walletId)));
  const wallets = links.rows.map((link) => draft.get("wallets", accountId, link.walletId));
  return {
    wallets: wallets.filter((wallet) => wallet !== null),
    next: links.next === null ? null : Number(links.next),
    unlink: draft.get("features", accountId, featureId)?.deletedAt !== null,
  };
}

function accountPage(draft: Draft, accountId: number, currency: string, cursor: number): Page {
  const last = account(draft, accountId).walletCount;
  const end = Math.min(cursor + REEVALUATION_PAGE, last);
  const ids = Array.from({ length: Math.max(0, end - cursor) }, (_, offset) => cursor + 1 + offset);
  draft.require(ids.map((id) => row("wallets", accountId, id)));
  const wallets: Readonly<Wallet>[] = [];
  for (const id of ids) {
    const wallet = draft.get("wallets", accountId, id);
    if (wallet && (currency === "*" || wallet.currency === currency)) wallets.push(wallet);
  }
  return { wallets, next: end < last ? end : null };
}

function record(draft: Draft, accountId: number, ownerKind: OwnerKind, ownerId: string, cursor: number | null): void {
  const job = draft.get("reevaluations", accountId, ownerKind, ownerId);
  if (cursor === null) {
    if (job) draft.remove("reevaluations", job);
  } else if (job) {
    draft.edit("reevaluations", job).cursor = cursor;
  } else {
    draft.insert("reevaluations", { accountId, ownerKind, ownerId, cursor, createdAt: draft.now });
  }
}
