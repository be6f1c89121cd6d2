import type { Card } from "@plimsoll/client";

export const CARD_TAGS = {
  active: ["tag good", "Active"],
  frozen: ["tag wait", "Frozen"],
  closed: ["tag", "Closed"],
} as const satisfies Record<Card["status"], readonly [look: string, words: string]>;
