import type { Topup } from "@plimsoll/client";

const TAGS = {
  proposed: ["tag", "Proposed"],
  approved: ["tag wait", "Approved"],
  initiated: ["tag wait", "Announced"],
  sent: ["tag wait", "Sent"],
  settled: ["tag good", "Settled"],
  overdue: ["tag bad", "Overdue"],
  cancelled: ["tag", "Cancelled"],
} as const satisfies Record<Topup["status"], readonly [string, string]>;

export function TopupStatus({ status }: { readonly status: Topup["status"] }) {
  const [look, words] = TAGS[status];
  return <span className={look}>{words}</span>;
}
