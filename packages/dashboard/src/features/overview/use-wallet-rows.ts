import type { Page, Wallet } from "@plimsoll/client";
import { useQueries } from "@tanstack/react-query";
import { useReducer, useRef } from "react";
import { api } from "../../data/client.ts";
import { isActedNow } from "../../data/own-acts.ts";
import { inOrder, type Ordered } from "../../data/in-order.ts";
import { inOrderOf } from "../../parts/steady-order.ts";

/** @limit Dashboard: wallets of one page of the list of all wallets. */
export const PAGE = 100;

/** What is requested of the server's list. */
export interface Asked {
  readonly q?: string | undefined;
  readonly state?: Wallet["alert_state"] | undefined;
  readonly stale?: "true" | "false" | undefined;
  readonly watched?: "true" | "false" | undefined;
  readonly status?: Wallet["status"] | undefined;
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
  /** The server has not searched all of them: more may match. */
  readonly isSearchStopped: boolean;
  /** What is in view is on its way again. */
  readonly isReading: boolean;
  /** How many rows wait to come in, and what lets them. */
  readonly waiting: number;
  readonly show: () => void;
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
  const shown = useRef({
    key,
    total: 0,
    isUnsorted: false,
    isSearchStopped: false,
    pages: new Map<number, readonly Wallet[]>(),
  });
  const [, render] = useReducer((times: number) => times + 1, 0);
  const loaded = answers.find(({ data }) => data !== undefined)?.data;
  if (loaded !== undefined) {
    const before = shown.current.key === key ? shown.current.pages : new Map<number, readonly Wallet[]>();
    const isKept = isHeld && before.size > 0 && !isActedNow();
    const pages = new Map(before);
    for (const { data } of answers) {
      if (data === undefined) continue;
      const held = isKept ? before.get(data.page) : undefined;
      pages.set(data.page, held === undefined ? data.items : inOrderOf(held, data.items, ({ id }) => id).rows);
    }
    const total = isKept ? shown.current.total : loaded.total;
    const isSearchStopped = answers.some(({ data }) => data?.isSearchStopped === true);
    shown.current = { key, total, isUnsorted: loaded.isUnsorted, isSearchStopped, pages };
  }
  const show = (): void => {
    shown.current.pages = new Map();
    render();
  };
  const failed = answers.find(({ isError, data }) => isError && data === undefined);
  const again = (): void => {
    for (const answer of answers) if (answer.isError) void answer.refetch();
  };
  const isReading = answers.some(({ isFetching }) => isFetching);
  const waiting = shown.current.key === key ? Math.max(0, (loaded?.total ?? 0) - shown.current.total) : 0;
  const common = {
    isUnsorted: shown.current.isUnsorted,
    isSearchStopped: shown.current.isSearchStopped,
    isReading,
    error: failed?.error ?? null,
    again,
    waiting,
    show,
  };
  if (shown.current.key !== key) {
    const rows = [...shown.current.pages.values()].flat().filter((wallet) => matches(wallet, asked));
    return {
      ...common,
      isSearchStopped: false,
      total: rows.length > 0 ? rows.length : null,
      at: (index) => rows[index],
    };
  }
  const { pages, total } = shown.current;
  return {
    ...common,
    total: loaded === undefined && pages.size === 0 ? null : total,
    at: (index) => pages.get(Math.floor(index / PAGE) + 1)?.[index % PAGE],
  };
}

async function listed(asked: Asked, page: number, signal: AbortSignal): Promise<Page<Wallet> & Ordered> {
  return inOrder(asked.sort, async (sort) =>
    api.wallets.list({ ...asked, sort, include: "runway,spark,alert,watched", page, limit: PAGE }, { signal }).page(),
  );
}

function matches(wallet: Wallet, asked: Asked): boolean {
  const { q = "", state, stale, watched, status, currency, provider_id: provider, feature_id: feature, not } = asked;
  const negated = not?.split(",") ?? [];
  const is = (member: string, holds: boolean) => holds !== negated.includes(member);
  const text = `${wallet.name} ${wallet.external_id ?? ""} ${wallet.id}`.toLowerCase();
  return (
    text.includes(q.toLowerCase()) &&
    (state === undefined || is("state", wallet.alert_state === state)) &&
    (stale === undefined || wallet.stale === (stale === "true")) &&
    (watched === undefined || wallet.watched === (watched === "true")) &&
    (status === undefined || is("status", wallet.status === status)) &&
    (currency === undefined || is("currency", wallet.currency === currency)) &&
    (provider === undefined || is("provider_id", wallet.provider_id === provider)) &&
    (feature === undefined || is("feature_id", wallet.feature_ids.includes(feature)))
  );
}
