export const DELIVERY_TAGS = {
  delivered: "tag good",
  failed: "tag bad",
  pending: "tag wait",
  skipped: "tag",
} as const;

export const DELIVERY_WORDS = {
  delivered: "Delivered",
  failed: "Failed",
  pending: "Retrying",
  skipped: "Skipped",
} as const;
