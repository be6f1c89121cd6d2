import type { Overview } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { overviewQuery } from "../data/overview.ts";

/** What stands beside the navigation's entries. */
export interface ShellCounts {
  readonly alerts: number;
  readonly topups: number;
  readonly webhooks: number;
  readonly inDanger: number;
  readonly wallets: Overview["wallets"] | null;
}

export function useShellCounts(): ShellCounts {
  const { data } = useQuery(overviewQuery);
  return {
    alerts: data?.counts.open_alerts ?? 0,
    topups: data?.counts.overdue_topups ?? 0,
    webhooks: data?.counts.failing_endpoints ?? 0,
    inDanger: data?.attention_count ?? 0,
    wallets: data?.wallets ?? null,
  };
}
