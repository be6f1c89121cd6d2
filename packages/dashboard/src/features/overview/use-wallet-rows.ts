import type { Page, Wallet } from "@plimsoll/client";
import { PlimsollError } from "@plimsoll/client";
import { useQueries } from "@tanstack/react-query";
import { useRef } from "react";
import { api } from "../../data/client.ts";
import { inOrderOf } from "./steady-order.ts";

/** @limit Dashboard: wallets of one page of the list of all wallets. */
export const PAGE = 100;

/** What is requested of the server's list. */
export interface Asked {
  readonly q?: string | undefined;
  readonly state?: Wallet["alert_state"] | undefined;
  readonly stale?: "true" | "false" | undefined;
  readonly currency?: string | undefined;
  readonly provider_id?: string | undefined;
  readonly feature_id?: string | undefined;
  readonly sort: "runway" | "name" | "available" | "seen";
  readonly not?: string | undefined;
}

export interface WalletRows {
  /** Of the whole list; null before the first answer. */
  readonly total: number | null;
  /** The row of an index, once its page is there. */
  readonly at: (index: number) => Wallet | undefined;
  /** More match than the server sorts at once: they are in the order of their ids. */
  readonly isUnsorted: boolean;
  readonly error: unknown;
  readonly again: () => void;
}

/**
 * Those pages of the list that are in view. While the first answer to a changed filter is on its way, what was there
 * stands for it, filtered here.
 */
export function useWalletRows(asked: Asked, inView: readonly number[], isHeld: boolean): WalletRows {
  const answers = useQueries({
    queries: inView.map((page) => ({
      queryKey: ["wallets", "all", asked, page] as const,
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) => listed(asked, page, signal),
    })),
  });
  const key = JSON.stringify(asked);
  const shown = useRef({ key, total: 0, isUnsorted: false, pages: new Map<number, readonly Wallet[]>() });
  const loaded = answers.find(({ data }) => data !== undefined)?.data;
  if (loaded !== undefined) {
    const before = shown.current.key === key ? shown.current.pages : new Map<number, readonly Wallet[]>();
    const pages = new Map(before);
    for (const { data } of answers) {
      if (data === undefined) continue;
      const held = isHeld ? before.get(data.page) : undefined;
      pages.set(data.page, held === undefined ? data.items : inOrderOf(held, data.items));
    }
    shown.current = { key, total: loaded.total, isUnsorted: loaded.isUnsorted, pages };
  }
  const failed = answers.find(({ isError, data }) => isError && data === undefined);
  const again = (): void => {
    for (const answer of answers) if (answer.isError) void answer.refetch();
  };
  const common = { isUnsorted: shown.current.isUnsorted, error: failed?.error ?? null, again };
  if (shown.current.key !== key) {
    const rows = [...shown.current.pages.values()].flat().filter((wallet) => matches(wallet, asked));
    return { ...common, total: rows.length > 0 ? rows.length : null, at: (index) => rows[index] };
  }
  const { pages, total } = shown.current;
  return {
    ...common,
    total: loaded === undefined && pages.size === 0 ? null : total,
    at: (index) => pages.get(Math.floor(index / PAGE) + 1)?.[index % PAGE],
  };
}

type ListedPage = Page<Wallet> & Pick<WalletRows, "isUnsorted">;

async function listed(asked: Asked, page: number, signal: AbortSignal): Promise<ListedPage> {
  const query = { ...asked, include: "runway,spark", page, limit: PAGE };
  try {
    return { ...(await api.wallets.list(query, { signal }).page()), isUnsorted: false };
  } catch (error) {
    if (!(error instanceof PlimsollError) || !error.details.some(({ field }) => field === "sort")) throw error;
    return { ...(await api.wallets.list({ ...query, sort: undefined }, { signal }).page()), isUnsorted: true };
  }
}

function matches(wallet: Wallet, asked: Asked): boolean {
  const { q = "", state, stale, currency, provider_id: provider, feature_id: feature, not } = asked;
  const negated = not?.split(",") ?? [];
  const is = (member: string, holds: boolean) => holds !== negated.includes(member);
  const text = `${wallet.name} ${wallet.external_id ?? ""} ${wallet.id}`.toLowerCase();
  return (
    text.includes(q.toLowerCase()) &&
    (state === undefined || is("state", wallet.alert_state === state)) &&
    (stale === undefined || wallet.stale === (stale === "true")) &&
    (currency === undefined || is("currency", wallet.currency === currency)) &&
    (provider === undefined || is("provider_id", wallet.provider_id === provider)) &&
    (feature === undefined || is("feature_id", wallet.feature_ids.includes(feature)))
  );
}
