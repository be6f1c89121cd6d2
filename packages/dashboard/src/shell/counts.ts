import type { Overview } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { overviewQuery } from "../data/overview.ts";

/** What stands beside the navigation's entries. */
export interface ShellCounts {
  readonly alerts: number;
  readonly topups: number;
  readonly webhooks: number;
  /** Whether a wallet in alarm or blocked is not acknowledged. */
  readonly isUnattended: boolean;
  readonly wallets: Overview["wallets"] | null;
}

export function useShellCounts(): ShellCounts {
  const { data } = useQuery(overviewQuery);
  return {
    alerts: data?.counts.open_alerts ?? 0,
    topups: data?.counts.overdue_topups ?? 0,
    webhooks: data?.counts.failing_endpoints ?? 0,
    isUnattended:
      data !== undefined &&
      (data.attention.some(({ acknowledged }) => acknowledged === null) ||
        data.attention_count > data.attention.length),
    wallets: data?.wallets ?? null,
  };
}
