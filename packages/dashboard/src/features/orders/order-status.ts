import type { Order } from "@plimsoll/client";

export const ORDER_TAGS = {
  PENDING: ["tag wait", "Pending"],
  PARTIALLY_DELIVERED: ["tag wait", "Partially delivered"],
  DELIVERED: ["tag good", "Delivered"],
  FAILED: ["tag bad", "Failed"],
  CANCELLED: ["tag", "Cancelled"],
} as const satisfies Record<Order["status"], readonly [look: string, words: string]>;

export const ORDER_STATUSES = Object.keys(ORDER_TAGS) as readonly Order["status"][];
