import type { Draft } from "../draft.ts";
import { rejected, type Outcome } from "../outcome.ts";

/** What a resource may be created with, or changed to: null takes it away, undefined leaves it. */
export interface Keyed {
  /** Its name in a configuration file, unique among the account's resources of its kind. */
  readonly key?: string | null | undefined;
}

/** As `keyRefusal`, among the account's resources in a table that finds them by their key. */
export function storedKeyRefusal(
  draft: Draft,
  table: "features" | "products" | "providers",
  accountId: number,
  key: Keyed["key"],
  id: string | null,
): Outcome<never> | null {
  return typeof key === "string" ? keyRefusal(key, id, draft.find(table, "key", accountId, key)) : null;
}

/** The refusal of a key that another of these resources has; null when it is free. `id` is the resource's own. */
export function keyRefusal(
  key: Keyed["key"],
  id: string | null,
  resources: Iterable<{ readonly id: string; readonly key: string | null }>,
): Outcome<never> | null {
  if (key === null || key === undefined) return null;
  for (const other of resources) if (other.key === key && other.id !== id) return rejected("key_taken");
  return null;
}
