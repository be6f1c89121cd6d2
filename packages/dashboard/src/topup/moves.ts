import type { Account, Topup } from "@plimsoll/client";
import { compareAmounts } from "../words/amounts.ts";

export type TopupMove = "approve" | "send" | "settle" | "cancel";

type Moved = Pick<Topup, "status" | "amount" | "approved_by" | "proposed_by">;

/** What a key can do with a top-up now. The server decides in the end; these are offered. */
export function movesOf(topup: Moved, approval: Account["topup_approval"], keyId: string): TopupMove[] {
  const { status } = topup;
  if (status === "settled" || status === "cancelled") return [];
  if (status === "sent") return ["settle", "cancel"];
  const needsApproval = awaitsApproval(topup, approval);
  // An approval is worth a step of its own only where one is required, and before anything is announced.
  const offersApproval = status === "proposed" || (needsApproval && status !== "approved");
  const isOwn = needsApproval && topup.proposed_by === keyId;
  return [
    ...(offersApproval && !isOwn ? (["approve"] as const) : []),
    ...(needsApproval ? [] : (["send"] as const)),
    ...(status === "proposed" ? [] : (["settle"] as const)),
    "cancel",
  ];
}

/** Whether another key than the proposer's has to approve it before it can be sent. */
export function awaitsApproval(topup: Moved, approval: Account["topup_approval"]): boolean {
  if (approval === null || topup.approved_by !== null || topup.status === "sent") return false;
  return compareAmounts(topup.amount, approval.above) > 0;
}
